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
import memagent.agent.CodeHelp;
import memagent.agent.PromptStyle;
import memagent.agent.Session;
import memagent.agent.Switch;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.jspecify.annotations.Nullable;

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
      List<ChatMessage> messages, List<Boolean> mask, Memory after, String reply, Grade grade) {

    /** Whether the model saw what the trace was made for. */
    boolean saw(Trace trace, TraceStyle style) {
      return saw(trace, 1, style);
    }

    /* A first look comes with the question, which is the message at "from"; a search's hits later. */
    private boolean saw(Trace trace, int from, TraceStyle style) {
      int to = style == TraceStyle.SEARCH ? messages.size() : from + 1;
      List<ChatMessage> seen = messages.subList(from, to);
      return trace.needs().stream()
          .allMatch(need -> seen.stream().anyMatch(message -> message.text().contains(need)));
    }
  }

  /** Runs one trace over a fresh copy of the memory and grades what comes of it. */
  public Run run(Task task, Memory memory, Trace trace, TraceStyle style) {
    try (Sitting sitting = sitting()) {
      return sitting.run(task, memory, trace, style);
    }
  }

  /** For several traces over one memory; for one thread. */
  public Sitting sitting() {
    return new Sitting();
  }

  /**
   * Traces one after the other. A memory is written, and read for searching, anew only where the
   * trace before was over another one or has changed it.
   */
  public final class Sitting implements AutoCloseable {
    private @Nullable Vault vault;
    private @Nullable Memory memory;

    private Sitting() {}

    /** Runs one trace over the memory as it is and grades what comes of it. */
    public Run run(Task task, Memory wanted, Trace trace, TraceStyle style) {
      return run(task, wanted, trace, style, Session.start(task.id()));
    }

    private Run run(Task task, Memory wanted, Trace trace, TraceStyle style, Session session) {
      Run run =
          TraceRunner.this.run(task, wanted, trace, style, opened(task.id(), wanted), session);
      if (!run.after().equals(wanted)) {
        close();
      }
      return run;
    }

    /**
     * Runs two traces as one conversation and grades the second; what the first says is not trained
     * on. Empty where the first changed something or did not end as it should, or where the second
     * does not see what it needs.
     */
    public Optional<Run> followUp(WorldTask first, WorldTask second, TraceStyle style) {
      Session session = Session.start(second.task().id());
      Run before = run(first.task(), first.memory(), first.trace(), style, session);
      int earlier = session.messages().size();
      if (!before.grade().isRight() || !before.after().equals(first.memory())) {
        return Optional.empty();
      }
      Run run = run(second.task(), second.memory(), second.trace(), style, session);
      return run.saw(second.trace(), 1 + earlier, style) ? Optional.of(run) : Optional.empty();
    }

    private Vault opened(String name, Memory wanted) {
      Vault open = vault;
      if (open == null || !wanted.equals(memory)) {
        close();
        Path folder = scratch.resolve(name);
        wanted.write(folder);
        open = Vault.open(folder, VaultLimits.DEFAULT);
        vault = open;
        memory = wanted;
      }
      return open;
    }

    @Override
    public void close() {
      if (vault != null) {
        vault.close();
        ScratchFolder.delete(vault.folder());
        vault = null;
      }
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
    AgentSettings own =
        AgentSettings.forModel(info)
            .withGroundingRetry(Switch.OFF)
            .withHelp(CodeHelp.OFF)
            .withPrompt(style == TraceStyle.SEARCH ? PromptStyle.SEARCH : PromptStyle.AUTO);
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
