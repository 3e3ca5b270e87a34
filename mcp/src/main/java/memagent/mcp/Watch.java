package memagent.mcp;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import memagent.vault.VaultException;

/** Looks at the notes while somebody wants to hear of changes, whoever makes them. */
final class Watch implements AutoCloseable {
  /*
   * The folder is looked at once a second. The system's own file events differ on each platform,
   * miss network folders, and would have to be debounced against editors that save by renaming; the
   * views look at the folder for each call anyhow.
   */
  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final Views views;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private boolean running;
  private boolean closed;

  /**
   * What changed since the last look.
   *
   * @param updated addresses of notes whose text differs, or that are gone
   */
  record News(Set<String> updated, boolean isListChanged) {}

  /** Ends the listening. */
  @FunctionalInterface
  interface Registration extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Listener {
    final Client client;
    final Consumer<News> told;
    final Runnable ended;
    Map<String, String> known;

    Listener(Client client, Consumer<News> told, Runnable ended, Map<String, String> known) {
      this.client = client;
      this.told = told;
      this.ended = ended;
      this.known = known;
    }
  }

  Watch(Views views) {
    this.views = views;
  }

  /**
   * Tells of every change from now on.
   *
   * @param ended called when the server stops
   */
  Registration add(Client client, Consumer<News> told, Runnable ended) {
    Listener listener = new Listener(client, told, ended, texts(client));
    lock.lock();
    try {
      if (closed) {
        ended.run();
        return () -> {};
      }
      listeners.add(listener);
      if (!running) {
        running = true;
        Thread.ofVirtual().name("mcp-watch").start(this::run);
      }
    } finally {
      lock.unlock();
    }
    return () -> listeners.remove(listener);
  }

  private void run() {
    while (true) {
      lock.lock();
      try {
        if (closed || listeners.isEmpty()) {
          running = false;
          return;
        }
        if (changed.awaitNanos(TimeUnit.MILLISECONDS.toNanos(PERIOD.toMillis())) > 0 && closed) {
          continue;
        }
      } catch (InterruptedException e) {
        running = false;
        Thread.currentThread().interrupt();
        return;
      } finally {
        lock.unlock();
      }
      listeners.forEach(this::look);
    }
  }

  private void look(Listener listener) {
    try {
      Map<String, String> now = texts(listener.client);
      Map<String, String> before = listener.known;
      if (now.equals(before)) {
        return;
      }
      listener.known = now;
      Set<String> updated = new TreeSet<>();
      for (Collection<String> uris : List.of(now.keySet(), before.keySet())) {
        uris.stream()
            .filter(uri -> !now.getOrDefault(uri, "").equals(before.getOrDefault(uri, "")))
            .forEach(updated::add);
      }
      listener.told.accept(new News(updated, !now.keySet().equals(before.keySet())));
    } catch (VaultException e) {
      // The folder cannot be read just now; the next look tells.
      return;
    } catch (UncheckedIOException e) {
      listener.ended.run();
      listeners.remove(listener);
    }
  }

  private Map<String, String> texts(Client client) {
    Map<String, String> texts = new HashMap<>();
    views.of(client).notes().forEach(note -> texts.put(note.uri(), note.note().text()));
    return texts;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    listeners.forEach(listener -> listener.ended.run());
    listeners.clear();
  }
}
