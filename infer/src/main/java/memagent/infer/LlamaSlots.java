package memagent.infer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.TextListener;
import org.jspecify.annotations.Nullable;

/**
 * Many conversations computed side by side on one model: for rollouts and the benchmark.
 *
 * <p>It is a {@link ChatModel} that many threads call at once; whatever waits at the same time is
 * computed in the same batch. A prefix that several conversations share is computed once and lies
 * in the cache once; a conversation that comes back finds its own.
 *
 * <p>One thread owns the context. In each step it takes waiting requests into free slots, puts the
 * next token of every generating slot and then the rest of the prompts into one batch, computes it,
 * and draws. Because batches are mixed, the last bits of the logits depend on what else is running:
 * greedy texts may differ from {@link LlamaChatModel}'s where two tokens are as good as equal.
 */
public final class LlamaSlots implements ChatModel {
  /** A request waits for another's prompt if it can take over at least this many tokens of it. */
  private static final int SHARED_TOKENS_MIN = 32;

  private final NativeModel model;
  private final NativeContext context;
  private final Prompt.Writer writer;
  private final ModelInfo info;
  private final int slotTokensMax;
  private final float[] logits;
  private final List<Slot> slots = new ArrayList<>();
  private final Deque<Arrival> waiting = new ArrayDeque<>();
  private final Thread thread;
  private boolean closed;

  private record Arrival(SlotJob job, ChatRequest request) {}

  LlamaSlots(
      NativeModel model,
      NativeContext context,
      Prompt.Writer writer,
      ModelInfo modelInfo,
      int slotCount,
      int slotTokensMax) {
    this.model = model;
    this.context = context;
    this.writer = writer;
    this.slotTokensMax = slotTokensMax;
    this.info =
        new ModelInfo(
            modelInfo.name(),
            slotTokensMax,
            modelInfo.parameterCount(),
            modelInfo.opensThought(),
            modelInfo.keepsGrammar());
    this.logits = new float[model.tokenCount()];
    for (int i = 0; i < slotCount; i++) {
      slots.add(new Slot(i));
    }
    this.thread = Thread.ofPlatform().daemon().name("llama-slots").start(this::work);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    return complete(request, listener, cancellation).response();
  }

  /** Generates like {@link #chat} and gives the tokens too. */
  public Completion complete(
      ChatRequest request, TextListener listener, Cancellation cancellation) {
    SlotJob job = submit(request, cancellation);
    try (Cancellation.Registration _ = cancellation.onCancel(this::wake)) {
      return job.await(listener);
    }
  }

  /** Generates all, side by side as far as there are slots, and gives them in the same order. */
  public List<Completion> completeAll(List<ChatRequest> requests, Cancellation cancellation) {
    List<SlotJob> jobs = requests.stream().map(each -> submit(each, cancellation)).toList();
    try (Cancellation.Registration _ = cancellation.onCancel(this::wake)) {
      return jobs.stream().map(job -> job.await(TextListener.NONE)).toList();
    }
  }

  private SlotJob submit(ChatRequest request, Cancellation cancellation) {
    synchronized (this) {
      checkOpen();
    }
    Prompt prompt = writer.write(request.messages());
    LlamaChatModel.checkFits(prompt, slotTokensMax);
    int room = slotTokensMax - prompt.length();
    SlotJob job = new SlotJob(prompt, Math.min(request.completionTokensMax(), room), cancellation);
    synchronized (this) {
      checkOpen();
      waiting.addLast(new Arrival(job, request));
      notifyAll();
    }
    return job;
  }

  private void checkOpen() {
    if (closed) {
      throw new ModelException("The model " + info.name() + " is closed.");
    }
  }

  private synchronized void wake() {
    notifyAll();
  }

  /** Computes with other adapters from now on; waits until nothing is running. */
  public synchronized void use(List<LlamaAdapter.Use> adapters) {
    while (!closed && (!waiting.isEmpty() || busy())) {
      try {
        wait();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ModelException("The wait for running conversations was interrupted.", e);
      }
    }
    checkOpen();
    context.useAdapters(adapters);
    slots.forEach(slot -> forget(slot, 0));
  }

  private boolean busy() {
    return slots.stream().anyMatch(slot -> slot.job() != null);
  }

  private void work() {
    while (true) {
      synchronized (this) {
        dropCancelled();
        admit();
        while (!closed && !busy()) {
          notifyAll();
          try {
            wait();
          } catch (InterruptedException e) {
            return;
          }
          dropCancelled();
          admit();
        }
        if (closed) {
          endAll(new ModelException("The model " + info.name() + " is closed."));
          return;
        }
      }
      try {
        step();
      } catch (RuntimeException e) {
        synchronized (this) {
          endAll(e);
        }
      }
    }
  }

  private void endAll(RuntimeException cause) {
    for (Slot slot : slots) {
      SlotJob job = slot.job();
      if (job != null) {
        job.fail(cause);
        slot.end();
      }
      if (!closed) {
        forget(slot, 0);
      }
    }
    waiting.forEach(arrival -> arrival.job().fail(cause));
    waiting.clear();
  }

  private void dropCancelled() {
    for (Slot slot : slots) {
      SlotJob job = slot.job();
      if (job != null && job.cancelled()) {
        job.finish(FinishReason.CANCELLED);
        slot.end();
      }
    }
    for (Iterator<Arrival> arrivals = waiting.iterator(); arrivals.hasNext(); ) {
      SlotJob job = arrivals.next().job();
      if (job.cancelled()) {
        arrivals.remove();
        job.finish(FinishReason.CANCELLED);
      }
    }
  }

  /** Takes waiting requests, in order, into free slots. */
  private void admit() {
    for (Iterator<Arrival> arrivals = waiting.iterator(); arrivals.hasNext(); ) {
      Arrival arrival = arrivals.next();
      int[] tokens = arrival.job().prompt().tokens();
      Slot source = longest(tokens, false);
      Slot free = longest(tokens, true);
      if (free == null || source == null) {
        return;
      }
      int common = Math.min(source.tokens().common(tokens), tokens.length - 1);
      if (comesSoon(tokens, common)) {
        continue;
      }
      arrivals.remove();
      if (free.tokens().common(tokens) < common) {
        forget(free, 0);
        context.copySequence(source.sequence(), free.sequence(), common);
        free.tokens().addAll(tokens, 0, common);
      } else {
        forget(free, common);
      }
      begin(free, arrival, common);
    }
  }

  private void begin(Slot slot, Arrival arrival, int cached) {
    try {
      arrival.job().begin(Draw.begin(model, arrival.request(), arrival.job().sink()), cached);
      slot.begin(arrival.job());
    } catch (RuntimeException e) {
      arrival.job().fail(e);
    }
  }

  /** The slot, among all or the free ones, with the most of these tokens. */
  private @Nullable Slot longest(int[] tokens, boolean onlyFree) {
    Slot longest = null;
    int most = -1;
    for (Slot slot : slots) {
      if (!onlyFree || slot.job() == null) {
        int common = slot.tokens().common(tokens);
        boolean cheaper = longest != null && slot.tokens().size() < longest.tokens().size();
        if (common > most || (common == most && cheaper)) {
          longest = slot;
          most = common;
        }
      }
    }
    return longest;
  }

  /** Whether a prompt that is being computed will share many more of these tokens. */
  private boolean comesSoon(int[] tokens, int common) {
    for (Slot slot : slots) {
      SlotJob job = slot.job();
      if (job != null && slot.tokens().size() < job.prompt().length()) {
        int planned = job.prompt().common(tokens);
        if (planned - common >= SHARED_TOKENS_MIN) {
          return true;
        }
      }
    }
    return false;
  }

  private void forget(Slot slot, int from) {
    slot.tokens().truncate(from);
    context.truncate(slot.sequence(), from);
  }

  private void step() {
    List<Slot> running = new ArrayList<>();
    context.clearBatch();
    for (Slot slot : slots) {
      if (slot.job() != null && slot.generating()) {
        slot.addPending(context);
        running.add(slot);
      }
    }
    for (Slot slot : slots) {
      SlotJob job = slot.job();
      if (job != null && !slot.generating() && context.batchTokens() < context.batchTokensMax()) {
        slot.addPrompt(context, job.prompt());
        running.add(slot);
      }
    }
    NativeContext.Outcome _ = context.decode();
    for (Slot slot : running) {
      SlotJob job = slot.job();
      if (job == null) {
        continue;
      }
      slot.computed(job.prompt());
      if (slot.row() >= 0) {
        context.logits(slot.row(), logits);
        int token = job.next(logits);
        if (token < 0) {
          slot.end();
        } else {
          slot.drawn(token);
        }
      }
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    context.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
