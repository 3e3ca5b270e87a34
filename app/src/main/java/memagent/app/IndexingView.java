package memagent.app;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import memagent.vault.SearchListener;
import org.jspecify.annotations.Nullable;

/** Shows a person how far a work on all notes is, if it takes long enough to be seen. */
final class IndexingView implements SearchListener, AutoCloseable {
  private static final int NOTE_COUNT_MIN = 2_000;
  private static final int EMBEDDED_COUNT_MIN = 50;
  private static final int UPDATE_MILLIS = 200;

  private final Surroundings surroundings;
  private String task = "Indexing";
  private @Nullable ProgressBar bar;
  private String shown = "";

  IndexingView(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /** Another work begins. */
  synchronized IndexingView at(String other) {
    done();
    task = other;
    return this;
  }

  @Override
  public synchronized void progress(int done, int total) {
    if (total >= NOTE_COUNT_MIN) {
      step(task, done, total);
    }
  }

  @Override
  public synchronized void embedding(int done, int total) {
    if (total >= EMBEDDED_COUNT_MIN) {
      step("Embedding", done, total);
    }
  }

  private void step(String work, int done, int total) {
    if (!surroundings.isTerminal()) {
      return;
    }
    if (!work.equals(shown)) {
      done();
    }
    if (bar == null) {
      shown = work;
      bar =
          new ProgressBarBuilder()
              .setTaskName(work)
              .setUnit(" notes", 1)
              .setInitialMax(total)
              .setUpdateIntervalMillis(UPDATE_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(surroundings.errors()))
              .build();
    }
    bar.stepTo(Math.max(bar.getCurrent(), done));
  }

  @Override
  public void notice(String sentence) {
    surroundings.errors().println(Paint.harmless(sentence));
  }

  /** Takes the bar away. */
  synchronized void done() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }

  @Override
  public void close() {
    done();
  }
}
