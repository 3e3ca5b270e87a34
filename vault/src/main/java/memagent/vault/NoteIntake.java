package memagent.vault;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import memagent.vault.NoteSweep.Stale;

/** Reads notes from the disk into an index, many at a time. */
final class NoteIntake {
  private static final int PART_COUNT = 64;
  private static final int LARGE_COUNT_MIN = 5_000;

  private final Vault vault;
  private final IndexStore store;
  private final Map<String, FileStamp> stamps;
  private final boolean isFirst;
  private final SearchListener listener;
  private final AtomicInteger done = new AtomicInteger();
  private final long lookedNanos;
  private int total;

  /**
   * An intake.
   *
   * @param stamps what the index knows; gets what it knows then, from several threads
   * @param lookedNanos when the files were looked at, since 1970
   */
  NoteIntake(
      Vault vault,
      IndexStore store,
      Map<String, FileStamp> stamps,
      long lookedNanos,
      SearchListener listener) {
    this.vault = vault;
    this.store = store;
    this.stamps = stamps;
    this.isFirst = stamps.isEmpty();
    this.listener = listener;
    this.lookedNanos = lookedNanos;
  }

  void take(List<Stale> stale) throws IOException {
    total = stale.size();
    if (total <= PART_COUNT) {
      read(stale);
      return;
    }
    List<Future<Boolean>> parts = new ArrayList<>();
    int threadCount = Runtime.getRuntime().availableProcessors();
    try (ExecutorService threads =
        Executors.newFixedThreadPool(
            threadCount, Thread.ofPlatform().daemon().name("mem-agent-read-", 0).factory())) {
      for (int from = 0; from < total; from += PART_COUNT) {
        List<Stale> part = stale.subList(from, Math.min(total, from + PART_COUNT));
        parts.add(
            threads.submit(() -> {
              read(part);
              return true;
            }));
      }
      // Each has a buffer at the end, and whoever opens a reader would write one after the other.
      for (int i = 0; i < threadCount && total >= LARGE_COUNT_MIN; i++) {
        parts.add(
            threads.submit(() -> {
              store.flushOne();
              return true;
            }));
      }
    }
    for (Future<Boolean> part : parts) {
      var _ = await(part);
    }
  }

  /** What a part of the work gave, or what it threw. */
  static <T> T await(Future<T> part) throws IOException {
    try {
      return part.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the reading was interrupted", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException io -> throw io;
        case RuntimeException runtime -> throw runtime;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private void read(List<Stale> part) throws IOException {
    for (int from = 0; from < part.size(); ) {
      List<String> folder = part.get(from).folder();
      int to = from;
      while (to < part.size() && part.get(to).folder().equals(folder)) {
        to++;
      }
      read(folder, part.subList(from, to));
      from = to;
    }
  }

  private void read(List<String> folder, List<Stale> notes) throws IOException {
    FolderHandle handle;
    try {
      handle = vault.disk().open(folder);
    } catch (IOException gone) {
      for (Stale note : notes) {
        drop(note);
      }
      return;
    }
    try (handle) {
      for (Stale note : notes) {
        byte[] bytes;
        try {
          bytes = vault.disk().read(handle, note.name(), vault.limits().fileBytesMax());
        } catch (NoSuchFileException gone) {
          drop(note);
          continue;
        } catch (IOException unreadable) {
          bytes = new byte[0]; // `mem memory check` names it; its text is not there to be found.
        }
        take(note, bytes);
      }
    }
  }

  private void drop(Stale note) throws IOException {
    store.remove(note.path());
    stamps.remove(note.path().value());
  }

  private void take(Stale note, byte[] bytes) throws IOException {
    String key = note.path().value();
    FileStamp stamp = note.stamp().withContent(bytes).proven(lookedNanos);
    FileStamp old = stamps.get(key);
    if (old != null && old.bytes() == stamp.bytes() && old.content() == stamp.content()) {
      store.restamp(note.path(), stamp);
    } else {
      boolean fits = bytes.length <= vault.limits().fileBytesMax();
      Optional<PassageReader.Passages> passages =
          (fits ? NoteText.decode(bytes) : Optional.<NoteText>empty())
              .map(text -> PassageReader.read(note.path(), text.text()));
      var documents = NoteDocuments.of(note.path(), stamp, passages);
      if (isFirst) {
        store.add(documents);
      } else {
        store.put(note.path(), documents);
      }
    }
    stamps.put(key, stamp);
    listener.progress(done.incrementAndGet(), total);
  }
}
