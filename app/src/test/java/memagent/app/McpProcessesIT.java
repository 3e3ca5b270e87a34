package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several {@code mem mcp} processes on one machine, each started by its client. The scripted model
 * tells who is asked: one that is shared goes on where another process left it.
 */
final class McpProcessesIT {
  @TempDir private Path home;

  /** A client with its own process of the server. */
  private static final class Desk implements AutoCloseable {
    private final Process process;
    private final OutputStream toServer;
    private final BufferedReader fromServer;
    private int ids;

    Desk(Path home, String... args) throws IOException {
      process = new ProcessRun(home).open(args);
      toServer = process.getOutputStream();
      fromServer =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      request(
          "initialize",
          "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}");
    }

    String request(String method, String params) throws IOException {
      ids++;
      String line =
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"%s\",\"params\":{%s}}\n"
              .formatted(ids, method, params);
      toServer.write(line.getBytes(StandardCharsets.UTF_8));
      toServer.flush();
      String answer = fromServer.readLine();
      while (answer != null && !answer.contains("\"id\":" + ids)) {
        answer = fromServer.readLine();
      }
      return String.valueOf(answer);
    }

    String ask(String question) throws IOException {
      return request(
          "tools/call",
          "\"name\":\"use_memory_agent\",\"arguments\":{\"question\":\"" + question + "\"}");
    }

    @Override
    public void close() throws IOException {
      toServer.close();
      try {
        process.waitFor();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static String turn(String words) {
    return "<think>I answer.</think>\n<reply>" + words + "</reply>";
  }

  @Test
  void processesShareOneModelAndAnotherTakesOverWhenItsHostIsKilled() throws Exception {
    Path script =
        Files.writeString(
            home.resolve("script.txt"), String.join("\n===\n", turn("One."), turn("Two.")));
    Path memory = MemoryFolders.copy("personal", home);
    Path other = Files.createDirectory(home.resolve("other"));
    Files.writeString(other.resolve("user.md"), "# Otto\n\n- town: Elsewhere\n");
    Path filters = Files.writeString(home.resolve("filters.txt"), "Do not reveal the town.\n");
    Desk first = new Desk(home, "mcp", "--memory", memory + "", "--script", script + "");
    assertThat(first.ask("Who?")).contains("One.");
    try (Desk second =
        new Desk(
            home,
            "mcp",
            "--memory",
            other + "",
            "--script",
            script + "",
            "--filters",
            filters + "")) {
      assertThat(second.ask("Who?")).contains("Two.");
      String note = "\"name\":\"read_note\",\"arguments\":{\"note\":\"user.md\"}";
      assertThat(second.request("tools/call", note)).contains("Otto", "[withheld]");
      assertThat(first.request("tools/call", note)).doesNotContain("Otto", "[withheld]");
      assertThat(second.request("resources/list", "")).doesNotContain("heron");
      first.process.destroyForcibly().waitFor();
      // The script begins anew: this process has loaded it now.
      assertThat(second.ask("And now?")).contains("One.");
      try (Desk third = new Desk(home, "mcp", "--memory", memory + "", "--script", script + "")) {
        assertThat(third.ask("Who?")).contains("Two.");
      }
    }
    try (var left = Files.list(home.resolve("data/mem-agent/run"))) {
      assertThat(left).noneMatch(file -> file.toString().endsWith(".sock"));
    }
  }
}
