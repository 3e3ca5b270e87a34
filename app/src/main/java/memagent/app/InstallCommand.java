package memagent.app;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import memagent.agent.OwnFiles;
import memagent.vault.NotePath;
import memagent.vault.VaultChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells another program where the memory is. */
@Command(
    name = "install",
    mixinStandardHelpOptions = true,
    description = "Sets up an assistant to use this memory.",
    footer = {
      "",
      "CLIENT is one of claude-desktop, claude-code, lm-studio, cursor, vscode, codex, chatgpt. Only",
      "the entry \"memory\" of the client's own file is changed, and a copy of the file is kept beside",
      "it. ChatGPT can only be set up by hand: the steps are printed."
    })
final class InstallCommand implements Callable<Integer> {
  private static final String NAME = "memory";
  private static final long FILE_BYTES_MAX = 50_000_000;

  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Parameters(paramLabel = "CLIENT", description = "Which program.")
  private String client = "";

  @Option(
      names = "--filters",
      paramLabel = "FILE",
      description = "What this client may not see, one rule a line.")
  @Nullable String filters;

  @Option(names = "--dry-run", description = "Shows the change and writes nothing.")
  private boolean dryRun;

  @Option(names = "--uninstall", description = "Takes the entry out again.")
  private boolean uninstall;

  InstallCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    ClientApp app =
        ClientApp.of(client.toLowerCase(Locale.ROOT))
            .orElseThrow(() ->
                new UserException(
                    ExitCode.USAGE,
                    "There is no client '%s'; there are %s.".formatted(client, ClientApp.all())));
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    FlagGroups.put(flags, Setting.FILTERS, filters);
    Settings settings = SettingsReader.read(surroundings, flags);
    // A filters file that cannot be read is found out now, not when the client starts the server.
    Parts.filters(settings);
    if (app.kind() == ClientApp.Kind.STEPS) {
      steps(settings);
      return ExitCode.DONE.code();
    }
    Path file = app.file(surroundings);
    String before = read(file);
    String after = changed(app, before, settings, file);
    PrintStream out = surroundings.output();
    if (after.equals(before)) {
      out.println(
          uninstall
              ? app.title() + " has no entry \"memory\" in " + file + "."
              : app.title() + " is set up already, in " + file + ".");
      return ExitCode.DONE.code();
    }
    if (dryRun) {
      out.println("Would change " + file + ":");
      out.print(
          new VaultChange.Updated(NotePath.of(file.getFileName().toString()), before, after)
              .diff());
      return ExitCode.DONE.code();
    }
    write(file, after);
    out.println(
        "%s %s in %s. Start it anew to see the memory%s."
            .formatted(
                app.title(),
                uninstall ? "no longer has the memory, " : "is set up",
                file,
                uninstall ? " gone" : ""));
    return ExitCode.DONE.code();
  }

  private String changed(ClientApp app, String before, Settings settings, Path file) {
    List<String> arguments = arguments(settings);
    if (app.kind() == ClientApp.Kind.TOML) {
      String table = app.holder() + "." + NAME;
      return uninstall
          ? TomlText.remove(before, table)
          : TomlText.set(before, table, command(), arguments);
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    if (app == ClientApp.VSCODE || app == ClientApp.CLAUDE_CODE) {
      entry.put("type", "stdio");
    }
    entry.put("command", command());
    entry.put("args", arguments);
    try {
      return uninstall
          ? JsonText.remove(before, app.holder(), NAME)
          : JsonText.set(before, app.holder(), NAME, entry);
    } catch (JsonText.MalformedJsonException e) {
      throw new UserException(
          ExitCode.USAGE,
          "The file %s of %s is not JSON: %s. Nothing was changed; mend it first."
              .formatted(file, app.title(), e.getMessage()));
    }
  }

  /** The script beside the program; clients start it without a shell and from any folder. */
  private String command() {
    Path home = Path.of(surroundings.properties().getOrDefault("memagent.home", "."));
    return home.resolve(surroundings.isWindows() ? "mem.cmd" : "mem")
        .toAbsolutePath()
        .normalize()
        .toString();
  }

  private static List<String> arguments(Settings settings) {
    List<String> arguments = new ArrayList<>(List.of("mcp"));
    if (!settings.memoryIsDefault()) {
      arguments.addAll(List.of("--memory", settings.memory().toAbsolutePath().toString()));
    }
    settings
        .passphraseFile()
        .ifPresent(file ->
            arguments.addAll(List.of("--passphrase-file", file.toAbsolutePath().toString())));
    settings
        .filters()
        .ifPresent(
            file -> arguments.addAll(List.of("--filters", file.toAbsolutePath().toString())));
    return arguments;
  }

  private static String read(Path file) {
    try {
      if (!Files.exists(file)) {
        return "";
      }
      if (Files.size(file) > FILE_BYTES_MAX) {
        throw new UserException(
            ExitCode.USAGE, "The file " + file + " is far too large for settings.");
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE, "The file %s cannot be read: %s.".formatted(file, e.getMessage()));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      if (Files.exists(file)) {
        Files.copy(file, backup(file), StandardCopyOption.COPY_ATTRIBUTES);
      }
      // A link to a file kept elsewhere stays a link.
      Path real = Files.exists(file) ? file.toRealPath() : file;
      OwnFiles.replace(real, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE, "The file %s cannot be written: %s.".formatted(file, e.getMessage()));
    }
  }

  private static Path backup(Path file) {
    Path backup = file.resolveSibling(file.getFileName() + ".before-mem-agent");
    for (int i = 2; Files.exists(backup); i++) {
      backup = file.resolveSibling(file.getFileName() + ".before-mem-agent-" + i);
    }
    return backup;
  }

  private void steps(Settings settings) {
    surroundings
        .output()
        .print(
            """
            ChatGPT reaches a memory by a public HTTPS address only, and cannot send a token of yours:

            1. Start the server:  %s %s --http 8077
            2. Put a tunnel or proxy with HTTPS and its own sign-in before http://127.0.0.1:8077/mcp. It must
               send "Host: localhost" and "Authorization: Bearer" with the token from %s.
            3. ChatGPT: Settings, Apps, Advanced, Developer mode; Create; paste the HTTPS address.
            4. In a chat choose the app; "search" and "fetch" also serve deep research.

            Whoever knows that address and passes its sign-in reads your memory: use --filters.
            """
                .formatted(
                    command(),
                    String.join(" ", arguments(settings)),
                    new McpTokens(settings, surroundings).file()));
  }
}
