package memagent.infer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that no prompt is computed twice: the live sequence goes on where it can, the states
 * of other conversations are held in memory, the system prompt's also on disk.
 */
final class PrefixCache implements AutoCloseable {
  private final LiveSequence live;
  private final boolean reuse;
  private final int heldTokensMin;
  private final long heldBytesMax;
  private final List<HeldState> held = new ArrayList<>();
  private final StateFolder folder;
  private int[] answered = {};
  private float[] behind = {};

  PrefixCache(NativeContext context, LlamaSettings settings, String modelFingerprint) {
    this.live = new LiveSequence(context);
    this.reuse = settings.reuse().prefixes();
    this.heldTokensMin = settings.reuse().heldTokensMin();
    this.heldBytesMax = settings.reuse().heldBytesMax();
    this.folder =
        new StateFolder(
            settings.reuse().stateFolder(),
            settings.reuse().stateBytesMax(),
            String.join(
                "\n",
                modelFingerprint,
                LlamaLibrary.VERSION,
                settings.compute().kvType()
                    + " flash "
                    + settings.compute().flashAttention()
                    + " "
                    + context.batchTokensMax()
                    + (settings.compute().extraBuffers() ? " repacked" : "")),
            settings.reuse().clock());
  }

  LiveSequence live() {
    return live;
  }

  /** Whether all of a prompt is live, and the logits behind it are known. */
  boolean knows(Prompt prompt) {
    return reuse
        && Arrays.equals(answered, prompt.tokens())
        && live.tokens().common(answered) == answered.length;
  }

  /** Makes a prompt that is known live, and gives the logits behind it. */
  void recall(float[] into) {
    live.keep(answered.length);
    System.arraycopy(behind, 0, into, 0, into.length);
  }

  /** Keeps the logits behind a prompt, which may be asked once more. */
  void remember(Prompt prompt, float[] logits) {
    answered = prompt.tokens();
    behind = logits.clone();
  }

  /**
   * Makes as much of a prompt live as is known.
   *
   * @return how many of its tokens need not be computed
   */
  int prepare(Prompt prompt) {
    if (!reuse) {
      live.keep(0);
      return 0;
    }
    int best = live.usable(prompt);
    @Nullable HeldState bestHeld = null;
    for (HeldState state : held) {
      int usable = prompt.resume(state.common(prompt.tokens()));
      if (usable > best) {
        best = usable;
        bestHeld = state;
      }
    }
    if (bestHeld != null) {
      held.remove(bestHeld); // First, since what is held next may push out the oldest.
    }
    try (HeldState state = bestHeld) {
      if (live.size() - best >= heldTokensMin) {
        hold();
      }
      if (state != null && !live.restore(state.tokens(), state.state())) {
        best = 0;
      }
    }
    int system = prompt.firstEnd();
    if (best < system && system < prompt.length() && folder.load(prompt.tokens(), system, live)) {
      best = prompt.resume(system);
    }
    live.keep(best);
    return best;
  }

  /**
   * Computes what is not live yet.
   *
   * @return the row of the last token's logits, or -1 if the work was aborted
   */
  int compute(Prompt prompt) {
    int system = prompt.firstEnd();
    boolean saves =
        reuse
            && live.size() < system
            && system < prompt.length()
            && prompt.isLong(system)
            && folder.wants(prompt.tokens(), system);
    if (saves) {
      if (live.compute(prompt, system) < 0) {
        return -1;
      }
      folder.save(prompt.tokens(), system, live);
      live.keep(prompt.resume(system));
    }
    return live.compute(prompt, prompt.length());
  }

  private void hold() {
    HeldState state = live.save();
    if (state.bytes() > heldBytesMax) {
      state.close();
      return;
    }
    held.addLast(state);
    long bytes = held.stream().mapToLong(HeldState::bytes).sum();
    while (bytes > heldBytesMax) {
      HeldState oldest = held.removeFirst();
      bytes -= oldest.bytes();
      oldest.close();
    }
  }

  /** Forgets everything that was computed, and from now on computes with these adapters. */
  void useAdapters(List<LlamaAdapter.Use> uses) {
    drop();
    folder.useAdapters(uses);
  }

  /** Forgets everything in memory. */
  void drop() {
    answered = new int[0];
    live.keep(0);
    held.forEach(HeldState::close);
    held.clear();
  }

  @Override
  public void close() {
    held.forEach(HeldState::close);
    held.clear();
    folder.close();
  }
}
