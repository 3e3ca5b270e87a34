package memagent.bench;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memagent.agent.Agent;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.AgentSettings;
import memagent.agent.Session;
import memagent.agent.Switch;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;

/** Lets the oracle solve tasks through the real agent loop, sandbox and vault. */
public final class TraceRunner {
  private static final ModelInfo SMALL = new ModelInfo("oracle", 0, 135_000_000, false, false);
  private static final ModelInfo LARGE = new ModelInfo("oracle", 0, 4_000_000_000L, false, false);

  private final Sandbox sandbox;
  private final Path scratch;
  private final InstantSource clock;

  /**
   * @param scratch folder for the memories of tasks that are being solved
   */
  public TraceRunner(Sandbox sandbox, Path scratch, InstantSource clock) {
    this.sandbox = sandbox;
    this.scratch = scratch;
    this.clock = clock;
  }

  /**
   * What came of a trace.
   *
   * @param messages system prompt first, then the conversation as the model saw it
   * @param mask for each message whether it is trained on
   */
  public record Run(
      List<ChatMessage> messages, List<Boolean> mask, Memory after, String reply, Grade grade) {}

  /** Runs one trace over a fresh copy of the memory and grades what comes of it. */
  public Run run(Task task, Memory memory, Trace trace, TraceStyle style) {
    Path folder = scratch.resolve(task.id());
    memory.write(folder);
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      return run(task, memory, trace, style, vault, Session.start(task.id()));
    } finally {
      ScratchFolder.delete(folder);
    }
  }

  /**
   * Runs two traces as one conversation and grades the second; what the first says is not trained
   * on. Empty where the first changed something or did not end as it should, or where the second
   * does not see what it needs.
   */
  public Optional<Run> followUp(WorldTask first, WorldTask second, TraceStyle style) {
    Path folder = scratch.resolve(second.task().id() + "-after");
    first.memory().write(folder);
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      Session session = Session.start(second.task().id());
      Run before = run(first.task(), first.memory(), first.trace(), style, vault, session);
      int earlier = session.messages().size();
      if (!before.grade().isRight() || !before.after().equals(first.memory())) {
        return Optional.empty();
      }
      Run run = run(second.task(), second.memory(), second.trace(), style, vault, session);
      ChatMessage asked = run.messages().get(1 + earlier);
      return second.trace().needs().stream().allMatch(asked.text()::contains)
          ? Optional.of(run)
          : Optional.empty();
    } finally {
      ScratchFolder.delete(folder);
    }
  }

  private Run run(
      Task task, Memory memory, Trace trace, TraceStyle style, Vault vault, Session session) {
    ModelInfo info = style == TraceStyle.SMALL ? SMALL : LARGE;
    List<ChatMessage> seen = new ArrayList<>();
    List<ScriptedChatModel.Answer> answers = new ArrayList<>();
    for (String message : trace.messages()) {
      answers.add(request -> {
        seen.clear();
        seen.addAll(request.messages());
        return message;
      });
    }
    int earlier = session.messages().size();
    AgentSettings own = AgentSettings.forModel(info).withGroundingRetry(Switch.OFF);
    AgentSettings settings =
        own.withLimits(own.limits().withRecallCharsMax(trace.recallCharsMax()));
    try (var model = new ScriptedChatModel(info, answers)) {
      Agent agent = new Agent(model, sandbox, vault, settings, clock);
      AgentResult result = agent.run(session, task.query(), AgentListener.NONE, new Cancellation());
      Memory after = Memory.read(memory.id(), vault.folder());
      List<ChatMessage> messages = new ArrayList<>(seen);
      messages.add(session.messages().getLast());
      Grade grade = Grader.grade(task, memory, after, result.reply());
      return new Run(
          messages, mask(messages, 1 + earlier, trace.mask()), after, result.reply(), grade);
    }
  }

  /* Which messages are trained on: none before the one at "from". */
  private static List<Boolean> mask(List<ChatMessage> messages, int from, List<Boolean> turns) {
    List<Boolean> mask = new ArrayList<>();
    int turn = 0;
    for (int i = 0; i < messages.size(); i++) {
      boolean said = i >= from && messages.get(i) instanceof ChatMessage.Assistant;
      mask.add(said && turns.get(turn++));
    }
    return mask;
  }
}
