package memagent.app;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import memagent.agent.Agent;
import memagent.model.ChatModel;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;
import org.jspecify.annotations.Nullable;

/**
 * The modules of one run, wired. The memory is open at once; the sandbox and the model start side
 * by side in the background and are waited for when they are needed.
 */
final class AppContext implements AutoCloseable {
  private final Settings settings;
  private final Surroundings surroundings;
  private final Timings timings;
  private final String filters;
  private final OpenMemory memory;
  private final CompletableFuture<Sandbox> sandbox;
  private final CompletableFuture<ChatModel> model;

  /** Opens the memory and starts the rest. */
  AppContext(Settings settings, Surroundings surroundings, Timings timings) {
    this(settings, surroundings, timings, Optional.empty());
  }

  /** The same with the memory as it once was, to which nothing can be written. */
  AppContext(
      Settings settings, Surroundings surroundings, Timings timings, Optional<Moment> moment) {
    this(settings, surroundings, timings, moment, () -> Parts.model(settings, surroundings));
  }

  /** The same with a model that comes from elsewhere. */
  AppContext(
      Settings settings,
      Surroundings surroundings,
      Timings timings,
      Supplier<ChatModel> modelSource) {
    this(settings, surroundings, timings, Optional.empty(), modelSource);
  }

  private AppContext(
      Settings settings,
      Surroundings surroundings,
      Timings timings,
      Optional<Moment> moment,
      Supplier<ChatModel> modelSource) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.timings = timings;
    this.filters = Parts.filters(settings);
    this.memory =
        timings.time("memory", () -> OpenMemory.of(Memories.open(settings, surroundings), moment));
    // The sandbox first: its workers are processes of their own and start while the rest loads.
    this.sandbox = later("sandbox-start", "sandbox", () -> Parts.sandbox(settings));
    this.model = later("model-start", "model", modelSource);
  }

  Settings settings() {
    return settings;
  }

  Vault vault() {
    return memory.vault();
  }

  /** One line that says which memory is used. */
  String memoryLine(boolean isNew) {
    return memory.then().isPresent()
        ? memory.line()
        : Memories.line(memory.vault(), isNew, settings);
  }

  /** The model, once it is loaded. */
  ChatModel model() {
    return waitFor(model);
  }

  /** The sandbox, once it is there. */
  Sandbox sandbox() {
    return waitFor(sandbox);
  }

  /** An agent over all of them; waits for the model. */
  Agent agent() {
    return agent(filters);
  }

  /** The same with filters of somebody's own. */
  Agent agent(String filters) {
    ChatModel ready = model();
    timings.mark("until the model is ready");
    return agent(filters, ready);
  }

  /** The same over another model. */
  Agent agent(String filters, ChatModel ready) {
    return new Agent(
        ready,
        sandbox(),
        memory.vault(),
        Parts.agentSettings(settings, ready.info(), filters),
        surroundings.clock());
  }

  @Override
  public void close() {
    closeWhenStarted(model);
    closeWhenStarted(sandbox);
    memory.close();
  }

  /* What is still starting cannot be stopped half way: it is closed as soon as it is there. */
  private static <T extends AutoCloseable> void closeWhenStarted(CompletableFuture<T> future) {
    CompletableFuture<Boolean> closed = future.handle(AppContext::closeQuietly);
    if (future.isDone()) {
      closed.join();
    }
  }

  private static boolean closeQuietly(
      @Nullable AutoCloseable started, @Nullable Throwable failure) {
    try {
      if (started != null) {
        started.close();
      }
      return true;
    } catch (Exception e) {
      return false;
    }
  }

  private <T> CompletableFuture<T> later(String thread, String phase, Supplier<T> work) {
    CompletableFuture<T> future = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name(thread)
        .start(() -> {
          try {
            future.complete(timings.time(phase, work::get));
          } catch (RuntimeException | LinkageError e) {
            future.completeExceptionally(e);
          }
        });
    return future;
  }

  private static <T> T waitFor(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
