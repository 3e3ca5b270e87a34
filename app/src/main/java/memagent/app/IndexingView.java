package memagent.app;

import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import memagent.vault.SearchListener;
import org.jspecify.annotations.Nullable;

/** Shows a person that the search index is being made, if it takes long enough to be seen. */
final class IndexingView implements SearchListener, AutoCloseable {
  private static final int NOTE_COUNT_MIN = 2_000;
  private static final int UPDATE_MILLIS = 200;

  private final Surroundings surroundings;
  private @Nullable ProgressBar bar;

  IndexingView(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public synchronized void progress(int done, int total) {
    if (!surroundings.isTerminal() || total < NOTE_COUNT_MIN) {
      return;
    }
    if (bar == null) {
      bar =
          new ProgressBarBuilder()
              .setTaskName("Indexing")
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
