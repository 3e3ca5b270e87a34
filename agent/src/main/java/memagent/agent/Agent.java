package memagent.agent;

import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memagent.agent.AssistantTurn.Act;
import memagent.agent.AssistantTurn.Malformed;
import memagent.agent.AssistantTurn.Reply;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.ModelInfo;
import memagent.model.SamplingParameters;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;

/**
 * Answers questions from a memory, and writes down what is new. One instance serves one memory;
 * several questions may run at a time, each with its own session.
 */
public final class Agent {
  private static final int THOUGHTS_AGAIN_MAX = 3;
  private static final List<String> STOPS =
      List.of("<result>", "<|im_end|>", "<|endoftext|>", "<|im_start|>");

  /** With chance, since the most likely token led in circles. */
  private static final SamplingParameters OUT_OF_A_LOOP =
      new SamplingParameters(0.7, 0.95, 20, 0, 1);

  private final ChatModel model;
  private final Sandbox sandbox;
  private final Vault vault;
  private final AgentSettings settings;
  private final InstantSource clock;
  private final SystemPrompt prompt;

  /** An agent; closes none of what it is given. */
  public Agent(
      ChatModel model, Sandbox sandbox, Vault vault, AgentSettings settings, InstantSource clock) {
    this.model = model;
    this.sandbox = sandbox;
    this.vault = vault;
    this.settings = settings;
    this.clock = clock;
    this.prompt = SystemPrompt.choose(settings.prompt(), model.info());
  }

  /** What the model is told before the conversation. */
  public SystemPrompt prompt() {
    return prompt;
  }

  /**
   * Works on one question until it ends. The session then holds it; after an exception the session
   * is as before, while what earlier blocks changed stays changed.
   *
   * @param asked the person's words; may hold a {@code <filter>}
   * @throws memagent.model.ModelException if the model is unreachable or broken
   * @throws memagent.sandbox.SandboxException if no block can be run
   * @throws memagent.vault.VaultException if the memory cannot be written
   * @throws AgentException if the trajectory cannot be written
   */
  public AgentResult run(
      Session session, String asked, AgentListener listener, Cancellation cancellation) {
    Optional<String> refusal = Question.refusal(asked, settings.limits());
    if (refusal.isPresent()) {
      return Endings.refused(refusal.get());
    }
    Run run = begin(session, Question.of(asked), listener, cancellation);
    try {
      while (run.result == null) {
        step(run);
      }
      return run.result;
    } catch (RuntimeException e) {
      String message = e.getMessage() == null ? e.toString() : e.getMessage();
      run.trajectory.add(new TrajectoryEvent.Failed(message, clock.millis() - run.startedMillis));
      throw e;
    }
  }

  private void step(Run run) {
    AssistantTurn turn = said(run, ask(run, Optional.empty()));
    if (run.cancellation.isCancelled()) {
      endings().cancelled(run);
      return;
    }
    run.messages.add(new ChatMessage.Assistant(opened(turn.message())));
    switch (turn) {
      case Act act -> act(run, act);
      case Reply reply -> endings().replied(run, reply.thought(), reply.reply());
      case Malformed bad -> malformed(run, bad);
    }
  }

  /** The turn, drawn again from where it says what the model did not read, if it does. */
  private AssistantTurn said(Run run, AssistantTurn turn) {
    ModelInfo info = model.info();
    if (turn instanceof Malformed
        || !info.keepsGrammar()
        || !settings.help().sayRead().isOn(info.isSmall())) {
      return turn;
    }
    AssistantTurn said = turn;
    while (run.thoughtsAgain < THOUGHTS_AGAIN_MAX && !(said instanceof Malformed)) {
      Optional<Astray> astray =
          Astray.of(said.message(), run.question.text(), run.messages, run.open);
      if (astray.isEmpty() || run.cancellation.isCancelled()) {
        break;
      }
      run.thoughtsAgain++;
      said = again(run, astray.get().told(), astray.get().grammar(body(run)));
    }
    if (said instanceof Act act && isUnasked(run, act)) {
      run.changeRefused = true;
      said = again(run, Hints.UNASKED, replyTo(said.message()));
    }
    if (said instanceof Reply && !run.drawnAgain) {
      Optional<SayRead> unread =
          SayRead.of(said.message(), run.question.text(), run.session.messages(), run.messages);
      if (unread.isPresent() && !run.cancellation.isCancelled()) {
        run.drawnAgain = true;
        said = again(run, Hints.drawnAgain(unread.get().value()), unread.get().grammar());
      }
    }
    return said;
  }

  /** Whether a block would change notes though the message asks for nothing of the kind. */
  private static boolean isUnasked(Run run, Act act) {
    return !run.changeRefused
        && !run.cancellation.isCancelled()
        && ChangeIntent.changes(act.code())
        && ChangeIntent.isMissing(run.question.text(), run.session.messages());
  }

  /** The grammar of a reply in place of a block; a thought that quotes a line stays. */
  private String replyTo(String turn) {
    return Astray.replyTo(turn)
        .orElseGet(() ->
            TurnGrammar.gbnf(
                start(model.info()), TurnGrammar.Body.REPLY, TurnGrammar.Thought.SHORT));
  }

  private AssistantTurn again(Run run, String told, String grammar) {
    tellDrawnAgain(run, told);
    return ask(run, Optional.of(grammar));
  }

  private static void tellDrawnAgain(Run run, String told) {
    run.trajectory.add(new TrajectoryEvent.Hinted(run.turns, "drawn-again", told));
    run.listener.hinted(run.turns, told);
  }

  private static TurnGrammar.Body body(Run run) {
    return run.replyDue ? TurnGrammar.Body.REPLY : TurnGrammar.Body.ANY;
  }

  /**
   * Asks the model for its next turn.
   *
   * @param drawn the grammar of a turn that is drawn again; empty for the usual one
   */
  private AssistantTurn ask(Run run, Optional<String> drawn) {
    Said said = ask(run, drawn, settings.sampling());
    boolean helps = settings.help().sayRead() != Switch.OFF;
    if (said.loops() && helps && !run.cancellation.isCancelled()) {
      tellDrawnAgain(run, Hints.LOOPED);
      return ask(run, drawn, OUT_OF_A_LOOP).turn();
    }
    return said.turn();
  }

  /** A turn, and whether the model went in circles. */
  private record Said(AssistantTurn turn, boolean loops) {}

  private Said ask(Run run, Optional<String> drawn, SamplingParameters sampling) {
    sandbox.warm();
    run.turns++;
    run.listener.turnStarted(run.turns);
    ModelInfo info = model.info();
    ChatRequest request =
        new ChatRequest(
            History.fit(
                prompt,
                run.session.messages(),
                run.messages,
                settings.thoughts(),
                info,
                settings.limits()),
            sampling,
            STOPS,
            settings.limits().completionTokensMax(),
            drawn.isPresent() ? drawn : grammar(run, info));
    TurnStream stream = new TurnStream(run.listener, info.opensThought(), run.holdsReply());
    long start = clock.millis();
    ChatResponse response = model.chat(request, stream, run.cancellation);
    stream.finish();
    run.usage = run.usage.plus(response.usage());
    AssistantTurn turn = TurnParser.parse(response.text(), response.finishReason());
    run.trajectory.add(Events.turned(run.turns, response, turn, clock.millis() - start));
    return new Said(turn, response.finishReason() == FinishReason.LOOP);
  }

  private void act(Run run, Act act) {
    run.faultsInARow = 0;
    if (run.replyDue) {
      endings().withoutReply(run);
      return;
    }
    run.listener.blockStarted(run.turns, act.code());
    long start = clock.millis();
    boolean mends = settings.help().mendEdits().isOn(model.info().isSmall());
    Block block = Block.run(act.code(), sandbox, vault, run, mends);
    String evidence =
        settings.evidence().isOn(model.info().isSmall())
            ? Evidence.hint(run.question.text(), block.seen(), settings.limits())
            : "";
    List<String> lines = new ArrayList<>();
    if (run.outside.paths().isEmpty()) {
      lines.addAll(List.of(block.result(), block.hint(), evidence));
    } else {
      // What the program itself says stands behind the mark.
      String data = evidence.isEmpty() ? block.result() : block.result() + "\n" + evidence;
      lines.addAll(List.of(run.outside.marked(data), block.hint()));
    }
    lines.add(Hints.dropped(act.repairs()));
    lines.add(advice(run, run.times(act.code(), block.result())));
    lines.removeIf(String::isEmpty);
    String result = String.join("\n", lines);
    run.messages.add(new ChatMessage.User(Hints.result(result)));
    run.trajectory.add(Events.ran(run.turns, block, result, clock.millis() - start));
    run.listener.blockFinished(run.turns, result, block.isKept());
    if (!block.changes().isEmpty()) {
      run.changes.addAll(block.changes());
      run.listener.changed(block.changes());
    }
    if (run.cancellation.isCancelled()) {
      endings().cancelled(run);
    } else {
      block
          .question()
          .ifPresent(ask -> endings().askedBack(run, "No note of that name. Ask.", ask));
    }
  }

  /** What to say about the turns so far; empty for nothing. */
  private String advice(Run run, int times) {
    if (times > 1 + settings.limits().hintCountMax()) {
      run.circling = true;
      run.replyDue = true;
      return Hints.LAST;
    }
    if (run.turns >= settings.limits().toolTurnCountMax()) {
      run.replyDue = true;
      return Hints.LAST;
    }
    return times > 1 ? Hints.REPEATED : "";
  }

  private void malformed(Run run, Malformed bad) {
    run.malformed++;
    run.faultsInARow++;
    boolean hintedEnough = run.replyDue || run.faultsInARow > settings.limits().hintCountMax();
    boolean words = bad.fault() == AssistantTurn.Fault.PLAIN_TEXT;
    if (hintedEnough && words) {
      run.trajectory.add(new TrajectoryEvent.Hinted(run.turns, "taken-as-reply", bad.text()));
      endings().replied(run, bad.thought(), bad.text());
      return;
    }
    if (hintedEnough) {
      run.circling = run.circling || !run.replyDue;
      endings().withoutReply(run);
      return;
    }
    if (run.turns >= settings.limits().toolTurnCountMax()) {
      run.replyDue = true;
    }
    String hint = Hints.fault(bad.fault(), settings.limits().completionTokensMax());
    run.messages.add(new ChatMessage.User(Hints.result(hint)));
    run.trajectory.add(new TrajectoryEvent.Hinted(run.turns, Events.name(bad.fault()), hint));
    run.listener.hinted(run.turns, hint);
  }

  private Run begin(
      Session session, Question question, AgentListener listener, Cancellation cancellation) {
    Path folder = settings.trajectories();
    int number = session.questions() + 1;
    Trajectory trajectory =
        folder == null
            ? Trajectory.inMemory()
            : Trajectory.to(
                folder.resolve("%s-%04d.jsonl".formatted(session.id(), number)),
                vault.secrets(),
                vault.key());
    String own = question.filter().isEmpty() ? session.openFilter().orElse("") : question.filter();
    String filter = (settings.filters().strip() + "\n" + own).strip();
    PrivacyFilter privacy = PrivacyFilter.parse(filter);
    List<String> open =
        privacy.denies() ? privacy.open(QuestionParts.of(question.text())) : List.of();
    FirstLook.Look found =
        settings.recall().isOn(model.info().isSmall())
            ? FirstLook.at(
                vault, question.masked(vault.secrets()), open, session, settings.limits())
            : FirstLook.Look.NOTHING;
    Readings readings = Readings.of(session.messages(), settings.limits().seenCharsMax());
    OutsideText outside = new OutsideText(vault, privacy, question, session, today());
    Excerpt excerpt = found.excerpt();
    readings.add(excerpt);
    String look = outside.shown(excerpt.masked(privacy, today()), found.outside()).text();
    Run run =
        new Run(
            session,
            question,
            privacy,
            filter,
            listener,
            cancellation,
            trajectory,
            readings,
            outside,
            look,
            clock.millis());
    run.open = found.open(privacy, today());
    run.trajectory.add(
        new TrajectoryEvent.Asked(
            clock.instant().toString(),
            session.id(),
            number,
            question.text(),
            filter,
            prompt.id(),
            model.info().name()));
    if (!look.isEmpty()) {
      run.trajectory.add(new TrajectoryEvent.Recalled(look));
    }
    if (!excerpt.parts().isEmpty()) {
      listener.looked(excerpt.parts().stream().map(Excerpt.Part::path).toList());
    }
    if (found.tie().isPresent()
        && settings.help().askBack().isOn(model.info().isSmall())
        && !privacy.denies()) {
      endings().askedBack(run, "Several fit. Ask.", found.tie().get());
    }
    return run;
  }

  /** The message as the history needs it: with the {@code <think>} that the template wrote. */
  private String opened(String message) {
    return model.info().opensThought() && !message.stripLeading().startsWith("<think>")
        ? "<think>\n" + message
        : message;
  }

  private Optional<String> grammar(Run run, ModelInfo info) {
    if (!settings.grammar().isOn(info.keepsGrammar()) || !info.keepsGrammar()) {
      return Optional.empty();
    }
    return Optional.of(
        TurnGrammar.gbnf(
            start(info),
            body(run),
            info.isSmall() ? TurnGrammar.Thought.SHORT : TurnGrammar.Thought.FREE));
  }

  private static TurnGrammar.Start start(ModelInfo info) {
    return info.opensThought() ? TurnGrammar.Start.THOUGHT : TurnGrammar.Start.FRAME;
  }

  private Endings endings() {
    boolean retries = settings.groundingRetry().isOn(model.info().isSmall());
    return new Endings(settings.limits(), retries, today(), clock);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
