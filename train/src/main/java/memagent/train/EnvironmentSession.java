package memagent.train;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import memagent.agent.Agent;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.AgentSettings;
import memagent.agent.Session;
import memagent.bench.Grade;
import memagent.bench.Grader;
import memagent.bench.Memory;
import memagent.bench.ScratchFolder;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.jspecify.annotations.Nullable;

/**
 * One episode whose model is somebody else: each step hands in a completion and gives back what the
 * model would see next.
 *
 * <p>How: the real agent loop runs on a virtual thread of its own; its model waits for the next
 * completion where another would compute one.
 */
final class EnvironmentSession implements AutoCloseable {
  /** More turns than any limit of the agent lets through. */
  private static final int TURNS_MAX = 1_000;

  private final Rollouts.World world;
  private final Path folder;
  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> actions = new LinkedBlockingQueue<>();
  private final Cancellation cancellation = new Cancellation();
  private volatile String firstAction = "";
  private volatile boolean ended;
  private @Nullable Thread thread;

  /** What the agent loop came to. */
  sealed interface Event {
    /** The model is asked; these are all messages, the system prompt first. */
    record Asked(List<ChatMessage> messages) implements Event {}

    /** The episode has ended. */
    record Ended(AgentResult result, Grade grade, double reward) implements Event {}

    /** Something broke, which is no fault of the model. */
    record Broken(String why) implements Event {}
  }

  EnvironmentSession(Rollouts.World world, Path folder) {
    this.world = world;
    this.folder = folder;
  }

  Rollouts.World world() {
    return world;
  }

  /** Starts the episode; gives what the model is asked first. */
  Event start(Environment environment, Duration timeMax) {
    thread = Thread.ofVirtual().start(() -> play(environment));
    return next(timeMax);
  }

  /** Hands in a completion; gives what came of it. */
  synchronized Event step(String action, Duration timeMax) {
    if (firstAction.isEmpty()) {
      firstAction = action;
    }
    actions.add(action);
    return next(timeMax);
  }

  private Event next(Duration timeMax) {
    try {
      Event event = events.poll(timeMax.toMillis(), TimeUnit.MILLISECONDS);
      return event != null
          ? event
          : new Event.Broken("The step took longer than " + timeMax.toSeconds() + " seconds.");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Event.Broken("The step was interrupted.");
    }
  }

  /**
   * What all episodes share.
   *
   * @param info what the model that plays claims to be; it decides the prompt
   */
  record Environment(
      Sandbox sandbox,
      AgentSettings settings,
      Reward reward,
      ModelInfo info,
      InstantSource clock) {}

  private void play(Environment environment) {
    world.memory().write(folder);
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT);
        ScriptedChatModel model =
            new ScriptedChatModel(
                environment.info(), Collections.nCopies(TURNS_MAX, this::answer))) {
      Agent agent =
          new Agent(
              model, environment.sandbox(), vault, environment.settings(), environment.clock());
      AgentResult result =
          agent.run(
              Session.start("episode"), world.task().query(), AgentListener.NONE, cancellation);
      Memory after = Memory.read(world.memory().id(), folder);
      Grade grade = Grader.grade(world.task(), world.memory(), after, result.reply());
      // The help for a first look fades with the trainer's steps, which are not known here.
      double reward =
          environment.reward().of(result, grade, firstAction, environment.reward().helpSteps());
      ended = true; // from here on close() leaves the thread alone
      events.add(new Event.Ended(result, grade, reward));
    } catch (RuntimeException e) {
      events.add(new Event.Broken("The episode broke: " + e.getMessage()));
    } finally {
      ScratchFolder.delete(folder);
    }
  }

  private String answer(ChatRequest request) {
    events.add(new Event.Asked(request.messages()));
    try {
      return actions.take();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("The episode was closed.", e);
    }
  }

  /** Ends the episode; its folder is deleted soon. */
  @Override
  public void close() {
    cancellation.cancel();
    Thread running = thread;
    if (running != null && !ended) {
      running.interrupt();
    }
  }
}
