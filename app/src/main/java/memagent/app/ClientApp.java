package memagent.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** A program that can use the memory, and where it keeps what it is told. */
enum ClientApp {
  CLAUDE_DESKTOP("claude-desktop", "Claude Desktop", Kind.JSON, "mcpServers"),
  CLAUDE_CODE("claude-code", "Claude Code", Kind.JSON, "mcpServers"),
  LM_STUDIO("lm-studio", "LM Studio", Kind.JSON, "mcpServers"),
  CURSOR("cursor", "Cursor", Kind.JSON, "mcpServers"),
  VSCODE("vscode", "VS Code", Kind.JSON, "servers"),
  CODEX("codex", "Codex", Kind.TOML, "mcp_servers"),
  CHATGPT("chatgpt", "ChatGPT", Kind.STEPS, "");

  /** How a program is told. */
  enum Kind {
    JSON,
    TOML,
    STEPS
  }

  private final String id;
  private final String title;
  private final Kind kind;
  private final String holder;

  ClientApp(String id, String title, Kind kind, String holder) {
    this.id = id;
    this.title = title;
    this.kind = kind;
    this.holder = holder;
  }

  String title() {
    return title;
  }

  Kind kind() {
    return kind;
  }

  /** What in the file holds the servers. */
  String holder() {
    return holder;
  }

  /** The program of this name. */
  static Optional<ClientApp> of(String id) {
    return Arrays.stream(values()).filter(app -> app.id.equals(id)).findFirst();
  }

  /** All names, for messages. */
  static String all() {
    return Arrays.stream(values()).map(app -> app.id).collect(Collectors.joining(", "));
  }

  /** The file of its own where this person's servers stand; the working folder's for none. */
  Path file(Surroundings surroundings) {
    Path home = Path.of(surroundings.properties().getOrDefault("user.home", "."));
    Path roaming =
        surroundings.isMac()
            ? home.resolve("Library/Application Support")
            : surroundings.isWindows()
                ? surroundings
                    .variable("APPDATA")
                    .map(Path::of)
                    .orElse(home.resolve("AppData/Roaming"))
                : surroundings
                    .variable("XDG_CONFIG_HOME")
                    .map(Path::of)
                    .orElse(home.resolve(".config"));
    return switch (this) {
      case CLAUDE_DESKTOP -> roaming.resolve("Claude/claude_desktop_config.json");
      case CLAUDE_CODE -> home.resolve(".claude.json");
      case LM_STUDIO -> home.resolve(".lmstudio/mcp.json");
      case CURSOR -> home.resolve(".cursor/mcp.json");
      case VSCODE -> roaming.resolve("Code/User/mcp.json");
      case CODEX ->
          surroundings
              .variable("CODEX_HOME")
              .map(Path::of)
              .orElse(home.resolve(".codex"))
              .resolve("config.toml");
      case CHATGPT -> home;
    };
  }
}
