package memagent.app;

import java.io.PrintWriter;
import java.util.List;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.app.Paint.Look;
import memagent.vault.VaultChange;
import memagent.vault.WithheldSecret;

/**
 * Shows a question while it is worked on: the thought and the code folded to one line each, the
 * changes of the memory, and the reply as it comes.
 */
final class TurnView implements AgentListener {
  private static final int FOLDED_CHARS_MAX = 76;
  private static final int MARK_COLUMNS = 4;
  private static final long LIVE_NANOS_MIN = 50_000_000;

  private final PrintWriter out;
  private final Paint paint;
  private final Manner manner;
  private final StringBuilder thought = new StringBuilder();
  private final StringBuilder reply = new StringBuilder();
  private final StringBuilder thoughts = new StringBuilder();
  private final WordWrap wrap;
  private final int foldedMax;
  private volatile boolean unfolded;
  private boolean liveLine;
  private long liveNanos;
  private boolean thoughtStreamed;

  /**
   * How much is shown.
   *
   * @param isLive whether a line may be written over, as on a terminal
   * @param showsWork whether thoughts, code and changes are shown at all
   * @param streamsReply whether the reply is shown before it is checked against the filters
   * @param unfolded whether thoughts and code are shown in full
   * @param columns width of the terminal; 0 breaks no line
   */
  record Manner(
      boolean isLive, boolean showsWork, boolean streamsReply, boolean unfolded, int columns) {}

  TurnView(PrintWriter out, Paint paint, Manner manner) {
    this.out = out;
    this.paint = paint;
    this.manner = manner;
    this.unfolded = manner.unfolded();
    this.wrap = new WordWrap(manner.columns());
    int columns = manner.columns() == 0 ? FOLDED_CHARS_MAX : manner.columns() - MARK_COLUMNS;
    this.foldedMax = Math.clamp(columns, MARK_COLUMNS, FOLDED_CHARS_MAX);
  }

  /** Shows thoughts and code in full from here on, or folds them again. From any thread. */
  void toggle() {
    unfolded = !unfolded;
  }

  boolean isUnfolded() {
    return unfolded;
  }

  /** Every thought and every block so far, in full. */
  String work() {
    return thoughts.toString();
  }

  @Override
  public void looked(List<String> paths) {
    if (!manner.showsWork()) {
      return;
    }
    String notes = Paint.harmless(String.join(", ", paths));
    String line = "looked into " + (unfolded ? notes : Paint.firstLine(notes, foldedMax - 12));
    endLive();
    out.println(paint.of(Look.DIM, "∴ " + line));
    out.flush();
  }

  @Override
  public void turnStarted(int turn) {
    live("thinking");
  }

  @Override
  public void text(Part part, String delta) {
    switch (part) {
      case THOUGHT -> onThought(delta);
      case CODE -> {
        endThought();
        live("writing Python");
      }
      case REPLY -> onReply(delta);
    }
  }

  private void onThought(String delta) {
    thought.append(delta);
    if (unfolded && manner.showsWork()) {
      endLive();
      out.print(paint.of(Look.DIM, Paint.harmless(delta)));
      out.flush();
      thoughtStreamed = true;
    } else {
      live("thinking: " + tail(thought));
    }
  }

  private void onReply(String delta) {
    endThought();
    if (!manner.streamsReply()) {
      live("replying");
      return;
    }
    endLive();
    if (reply.isEmpty()) {
      delta = delta.stripLeading();
    }
    reply.append(delta);
    out.print(wrap.wrap(Paint.harmless(delta)));
    out.flush();
  }

  @Override
  public void blockStarted(int turn, String code) {
    endThought();
    thoughts.append(code.strip()).append("\n\n");
    endLive();
    if (!manner.showsWork()) {
      return;
    }
    if (unfolded) {
      Paint.harmless(code.strip()).lines().forEach(l -> out.println(paint.of(Look.CYAN, "› " + l)));
    } else {
      long more = code.strip().lines().count() - 1;
      String rest = more > 0 ? "  (+%d line%s)".formatted(more, more == 1 ? "" : "s") : "";
      out.println(
          paint.of(Look.CYAN, "› " + Paint.firstLine(code, foldedMax - rest.length()))
              + paint.of(Look.DIM, rest));
    }
    out.flush();
    live("running Python");
  }

  @Override
  public void blockFinished(int turn, String result, boolean kept) {
    endLive();
    if (!manner.showsWork()) {
      return;
    }
    if (unfolded) {
      Paint.harmless(result.strip())
          .lines()
          .forEach(l -> out.println(paint.of(Look.DIM, "‹ " + l)));
    }
    if (!kept && !unfolded) {
      out.println(
          paint.of(Look.YELLOW, "‹ " + Paint.firstLine(lastLine(plain(result)), foldedMax)));
    }
    out.flush();
  }

  @Override
  public void changed(List<VaultChange> changes) {
    endLive();
    if (manner.showsWork()) {
      new DiffView(out, paint).show(changes);
    }
  }

  /** There is nobody to ask in the middle of a turn: the person's next words can say it. */
  @Override
  public boolean mayChangeUnasked(List<VaultChange> changes, String why) {
    endThought();
    endLive();
    endStreamedReply();
    out.println(
        paint.of(
            Look.YELLOW, "Not written. " + Paint.harmless(why) + " Ask for it if you want it."));
    out.flush();
    return false;
  }

  /** Shown also where the work is not: the person must know what was not kept. */
  @Override
  public void withheld(List<WithheldSecret> secrets) {
    endThought();
    endLive();
    endStreamedReply();
    for (WithheldSecret secret : secrets) {
      out.println(paint.of(Look.YELLOW, "! " + Paint.harmless(secret.sentence())));
    }
    out.flush();
  }

  @Override
  public void hinted(int turn, String hint) {
    endThought();
    endLive();
    if (manner.showsWork()) {
      endStreamedReply();
      out.println(
          paint.of(
              Look.DIM, "· hint to the model: " + Paint.firstLine(plain(hint), foldedMax - 20)));
      out.flush();
    }
  }

  /** Shows the reply, unless exactly that was streamed. */
  void finish(AgentResult result) {
    endThought();
    endLive();
    String text = Paint.harmless(result.reply()).strip();
    if (reply.toString().strip().equals(text)) {
      out.println(wrap.rest());
      reply.setLength(0);
    } else {
      endStreamedReply();
      out.println(wrap.wrap(text) + wrap.rest());
    }
    out.flush();
  }

  /** Leaves no half line behind when the question ended by an error. */
  void abandon() {
    endThought();
    endLive();
    endStreamedReply();
    out.flush();
  }

  private void endStreamedReply() {
    if (!reply.isEmpty()) {
      out.print(wrap.wrap("\n"));
      reply.setLength(0);
    }
  }

  private void endThought() {
    if (thought.isEmpty()) {
      return;
    }
    String text = thought.toString().strip();
    thoughts.append(text).append("\n\n");
    thought.setLength(0);
    endLive();
    if (thoughtStreamed) {
      out.println();
    } else if (manner.showsWork() && !text.isEmpty()) {
      out.println(paint.of(Look.DIM, "∴ " + Paint.firstLine(text, foldedMax)));
    }
    thoughtStreamed = false;
    out.flush();
  }

  /*
   * One line that is written over. Automatic wrapping is off while it is written (DECAWM), so that
   * it stays one line on any width, and on again at once, so that a kill leaves the terminal sane.
   */
  private void live(String text) {
    long now = System.nanoTime();
    if (!manner.isLive() || (liveLine && now - liveNanos < LIVE_NANOS_MIN)) {
      return;
    }
    liveNanos = now;
    liveLine = true;
    out.print("\r\u001b[K\u001b[?7l" + paint.of(Look.DIM, "· " + text) + "\u001b[?7h");
    out.flush();
  }

  private void endLive() {
    if (liveLine) {
      out.print("\r\u001b[K");
      out.flush();
      liveLine = false;
    }
  }

  private String tail(CharSequence text) {
    String all = Paint.harmless(text.toString()).replace('\n', ' ').strip();
    int from = Math.max(0, all.length() - (foldedMax - 16));
    return all.substring(from);
  }

  /** An error without the frame that the model sees it in: {@code ({...}, {Error: why})}. */
  private static String plain(String text) {
    String error = text.strip().replaceFirst("^\\(\\{}, \\{", "");
    return error.endsWith("})") ? error.substring(0, error.length() - 2) : error;
  }

  private static String lastLine(String text) {
    return text.strip().lines().reduce("", (first, second) -> second.isBlank() ? first : second);
  }
}
