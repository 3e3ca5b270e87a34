package memagent.mcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import memagent.agent.Agent;
import memagent.agent.AgentSettings;
import memagent.agent.SessionStore;
import memagent.model.ChatModel;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.Observation;
import memagent.sandbox.Sandbox;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;

/** Servers over a small memory, with a scripted model and a sandbox that knows one function. */
final class Servers {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2031-03-01T10:00:00Z"));
  static final Client CLIENT = new Client("mcp", "");

  private Servers() {}

  static Vault memory(Path folder) {
    Map<String, String> notes =
        Map.of(
            "user.md",
            "# Ysolde\n\n- sister: [[entities/jane_doe.md]]\n- town: Vellmark\n",
            "entities/jane_doe.md",
            "# Jane Doe\n\n- phone: 555 0199 321\n- job: gärtnerin in Zürich\n\n## Pets\n\n- cat: Möhre\n",
            "entities/東京.md",
            "# 東京旅行\n\n- 宿: 月見ホテル\n");
    try {
      for (Map.Entry<String, String> note : notes.entrySet()) {
        Path file = folder.resolve("memory").resolve(note.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, note.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Vault.open(folder.resolve("memory"), VaultLimits.DEFAULT);
  }

  static McpServer of(Vault vault, Path home, ChatModel model, McpLimits limits) {
    return new McpServer(parts(vault, home, model, limits));
  }

  static McpServer.Parts parts(Vault vault, Path home, ChatModel model, McpLimits limits) {
    return parts(
        vault,
        home,
        new AgentSource.OwnModel(filters -> agent(vault, home, model, filters)),
        limits);
  }

  /** The same with agents that are made in some other way. */
  static McpServer.Parts parts(Vault vault, Path home, AgentSource agents, McpLimits limits) {
    AtomicInteger ids = new AtomicInteger();
    return new McpServer.Parts(
        vault,
        agents,
        new SessionStore(home.resolve("sessions")),
        home.resolve("trajectories"),
        home.resolve("changes.jsonl"),
        CLOCK,
        () -> "id" + ids.incrementAndGet(),
        limits,
        "1.0");
  }

  static Agent agent(Vault vault, Path home, ChatModel model, String filters) {
    return new Agent(
        model,
        new Deleting(),
        vault,
        AgentSettings.DEFAULT.withFilters(filters).withTrajectories(home.resolve("trajectories")),
        CLOCK);
  }

  static ChatModel saying(String... turns) {
    return ScriptedChatModel.saying(turns);
  }

  static String reply(String words) {
    return "<think>\nI know.\n</think>\n<python></python>\n<reply>\n" + words + "\n</reply>";
  }

  static String block(String code) {
    return "<think>\nI act.\n</think>\n<python>\n" + code + "\n</python>";
  }

  /**
   * Runs lines of {@code delete_file("path")} and {@code read:path}, in Java, so that a test needs
   * no worker.
   */
  private static final class Deleting implements Sandbox {
    @Override
    public Observation run(
        String code, VaultTransaction transaction, Map<String, Object> variables) {
      code.lines()
          .filter(line -> line.startsWith("read:"))
          .forEach(line -> transaction.read(NotePath.of(line.substring("read:".length()))));
      code.lines()
          .filter(line -> !line.startsWith("read:"))
          .map(line -> line.replaceAll("^delete_file\\(\"(.*)\"\\)$", "$1"))
          .forEach(path -> transaction.delete(NotePath.of(path)));
      return new Observation.Finished(Map.of("done", true), "", "{'done': True}");
    }

    @Override
    public void warm() {}

    @Override
    public memagent.sandbox.Protections protections() {
      throw new UnsupportedOperationException("nobody asks this sandbox");
    }

    @Override
    public void close() {}
  }
}
