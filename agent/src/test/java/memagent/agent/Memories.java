package memagent.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.GraalPySandbox;
import memagent.sandbox.Sandbox;
import memagent.sandbox.SandboxLimits;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;

/** Small memories, a clock that stands still, and one sandbox for all tests. */
final class Memories {
  static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-03-02T08:00:00Z"));
  static final ModelInfo SMALL = new ModelInfo("scripted small", 0, 135_000_000, false, false);
  static final String USER =
      """
      # User
      - name: Edda Brandt
      - age: 34
      - city: Kiel

      ## Relationships
      - sister: [[entities/frida_brandt.md]]
      - dentist: [[entities/doctor_weiss.md]]
      """;
  static final String FRIDA =
      """
      # Frida Brandt
      - relation: sister of Edda
      - age: 29
      - birth_date: 1996-11-20
      - employer: [[entities/nordlicht_werft.md]]
      - hobby: rowing
      """;
  static final String WERFT =
      """
      # Nordlicht Werft
      - kind: shipyard
      - city: Flensburg
      - founded: 1911
      """;
  static final String WEISS =
      """
      # Doctor Weiss
      - speciality: dentist
      - phone: 0431 555 0177
      """;

  private Memories() {}

  /** The sandbox; its workers end with the tests' process. */
  static Sandbox sandbox() {
    return Holder.SANDBOX;
  }

  private static final class Holder {
    static final Sandbox SANDBOX = start();

    private static Sandbox start() {
      try {
        Path cache = Files.createTempDirectory("sandbox");
        Sandbox sandbox =
            GraalPySandbox.start(SandboxLimits.DEFAULT.withSpareWorkerCount(0), cache);
        Runtime.getRuntime().addShutdownHook(new Thread(sandbox::close));
        return sandbox;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A memory of four notes in a new folder. */
  static Vault family(Path folder) {
    write(folder, "user.md", USER);
    write(folder, "entities/frida_brandt.md", FRIDA);
    write(folder, "entities/nordlicht_werft.md", WERFT);
    write(folder, "entities/doctor_weiss.md", WEISS);
    return Vault.open(folder, VaultLimits.DEFAULT);
  }

  static void write(Path folder, String path, String text) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String read(Path folder, String path) {
    try {
      return Files.readString(folder.resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A turn with a block. */
  static String act(String thought, String code) {
    return "<think>\n%s\n</think>\n<python>\n%s\n</python>".formatted(thought, code);
  }

  /** A turn with a reply. */
  static String say(String thought, String reply) {
    return "<think>\n%s\n</think>\n<python></python>\n<reply>\n%s\n</reply>"
        .formatted(thought, reply);
  }

  /** A small model that says these texts. */
  static ScriptedChatModel small(String... texts) {
    return new ScriptedChatModel(
        SMALL, Arrays.stream(texts).<ScriptedChatModel.Answer>map(t -> request -> t).toList());
  }

  static Agent agent(ChatModel model, Vault vault, AgentSettings settings) {
    return new Agent(model, sandbox(), vault, settings, CLOCK);
  }

  static AgentResult ask(Agent agent, Session session, String question) {
    return agent.run(session, question, AgentListener.NONE, new Cancellation());
  }

  /** The hints that a trajectory holds, by kind. */
  static List<String> hints(AgentResult result) {
    return result.trajectory().events().stream()
        .filter(event -> event instanceof TrajectoryEvent.Hinted)
        .map(event -> ((TrajectoryEvent.Hinted) event).kind())
        .toList();
  }
}
