package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Other programs' files after {@code mem install}. */
final class InstallCommandTest {
  @TempDir private Path home;

  private InProcess.Outcome install(String... words) {
    String[] args = new String[words.length + 1];
    args[0] = "install";
    System.arraycopy(words, 0, args, 1, words.length);
    return new InProcess(home).run(args);
  }

  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  @Test
  void everyClientIsSetUpAndRestored() throws IOException {
    for (String client :
        List.of("claude-desktop", "claude-code", "lm-studio", "cursor", "vscode", "codex")) {
      InProcess.Outcome outcome = install(client);
      assertThat(outcome.code()).as(outcome.errors()).isZero();
      assertThat(install(client).output()).contains("set up already");
      assertThat(install(client, "--uninstall").code()).isZero();
      assertThat(install(client, "--uninstall").output()).contains("no entry");
    }
    assertThat(Files.readString(home.resolve(".codex/config.toml"))).isEmpty();
  }

  @Test
  void commentsAndOtherEntriesStay() throws IOException {
    String before =
        """
        {
          // mine
          "theme": "dark", /* keep */
          "mcpServers": {
            "files": {"command": "x", "args": ["a,b", "]}"]}, // other
          },
        }
        """;
    Path file = write(".cursor/mcp.json", before);
    install("cursor");
    String after = Files.readString(file);
    assertThat(after)
        .contains(
            "// mine",
            "/* keep */",
            "\"files\": {\"command\"",
            "// other",
            "\"memory\": {",
            "\"mcp\"");
    assertThat(Files.readString(home.resolve(".cursor/mcp.json.before-mem-agent")))
        .isEqualTo(before);
    install("cursor", "--uninstall");
    assertThat(Files.readString(file)).isEqualTo(before);
  }

  @Test
  void otherTablesOfTomlStay() throws IOException {
    String before =
        "model = \"o\"\n\n[mcp_servers.other]\ncommand = \"x\" # mine\n\n# last\n[tools]\na = 1\n";
    Path file = write(".codex/config.toml", before);
    install("codex");
    assertThat(Files.readString(file))
        .startsWith(before)
        .contains("[mcp_servers.memory]\ncommand = \"");
    install("codex", "--uninstall");
    assertThat(Files.readString(file).stripTrailing()).isEqualTo(before.stripTrailing());
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    Path file = write(".lmstudio/mcp.json", "{}");
    InProcess.Outcome outcome = install("lm-studio", "--dry-run");
    assertThat(outcome.output()).contains("Would change", "+  \"mcpServers\": {");
    assertThat(Files.readString(file)).isEqualTo("{}");
    assertThat(home.resolve(".lmstudio/mcp.json.before-mem-agent")).doesNotExist();
  }

  @Test
  void aBrokenFileIsLeftAsItIs() throws IOException {
    for (String broken :
        List.of("{", "[]", "{\"mcpServers\": 3}", "{\"a\" 1}", "{} x", "{\"a\": \"")) {
      Path file = write(".cursor/mcp.json", broken);
      InProcess.Outcome outcome = install("cursor");
      assertThat(outcome.code()).as(broken).isEqualTo(ExitCode.USAGE.code());
      assertThat(outcome.errors().lines()).hasSize(1);
      assertThat(Files.readString(file)).isEqualTo(broken);
    }
  }

  @Test
  void chatgptGetsSteps() {
    assertThat(install("chatgpt").output()).contains("HTTPS", "--http 8077");
  }

  @Test
  void anUnknownClientIsNamed() {
    assertThat(install("emacs").errors()).contains("no client 'emacs'", "claude-desktop");
  }
}
