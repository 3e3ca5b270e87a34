package memagent.vault;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;
import static java.nio.file.StandardWatchEventKinds.OVERFLOW;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Hears from the system which notes change. It only says where to look: whether a file was saved in
 * place, by renaming, or is gone, the disk says.
 */
final class FolderWatch implements AutoCloseable {
  /** Edits come in bursts; so long after the last one they are read. */
  static final Duration QUIET_TIME = Duration.ofMillis(150);

  private final Path root;
  private final WatchService service;
  private final Set<NotePath> changed;
  private final Map<WatchKey, NotePath> folders = new HashMap<>();
  private boolean missed = true; // what was before it began
  private boolean heard;
  private long heardAt;

  private FolderWatch(Path root, WatchService service, Set<NotePath> changed) {
    this.root = root;
    this.service = service;
    this.changed = changed;
  }

  /**
   * Watches a memory; what changes is added to the set.
   *
   * @return null where the system cannot say at once what changes
   */
  static @Nullable FolderWatch of(Vault vault, Set<NotePath> changed) {
    try {
      WatchService service = vault.folder().getFileSystem().newWatchService();
      FolderWatch watch = new FolderWatch(vault.folder(), service, changed);
      // macOS: the JDK looks by itself, every few seconds.
      if (service.getClass().getSimpleName().contains("Polling") || !watch.follow(vault)) {
        watch.close();
        return null;
      }
      return watch;
    } catch (IOException | UnsupportedOperationException none) {
      return null;
    }
  }

  private boolean follow(Vault vault) {
    try {
      follow(NotePath.ROOT, root);
      vault.walk(entry -> {
        if (entry.kind() == DiskFolder.Kind.FOLDER) {
          Path folder = root;
          for (String name : entry.folder()) {
            folder = folder.resolve(name);
          }
          follow(entry.path(), folder.resolve(entry.name()));
        }
      });
      return true;
    } catch (IOException | VaultException tooMany) {
      return false;
    }
  }

  private void follow(NotePath path, Path folder) throws IOException {
    folders.put(folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE), path);
  }

  /** Takes in what was heard; whether all of it is in the set. */
  synchronized boolean isExact() {
    listen();
    return !missed;
  }

  /** Takes in what was heard; whether there was something, and nothing more for a while. */
  synchronized boolean isQuiet() {
    listen();
    boolean quiet = heard && System.nanoTime() - heardAt >= QUIET_TIME.toNanos();
    heard = heard && !quiet;
    return quiet;
  }

  /** Everything was looked at: what was missed before does not matter any more. */
  synchronized void forgetMissed() {
    listen();
    missed = false;
  }

  private void listen() {
    for (WatchKey key = service.poll(); key != null; key = service.poll()) {
      NotePath folder = folders.get(key);
      for (WatchEvent<?> event : key.pollEvents()) {
        heard = true;
        heardAt = System.nanoTime();
        if (event.kind().equals(OVERFLOW) || folder == null) {
          missed = true;
        } else if (event.context() instanceof Path name) {
          hear(folder, name.toString(), event.kind().equals(ENTRY_CREATE));
        }
      }
      if (!key.reset()) {
        folders.remove(key); // The folder is gone, with all that was in it.
        missed = true;
      }
    }
  }

  private void hear(NotePath folder, String name, boolean isNew) {
    if (PathRules.isHidden(name)) {
      return;
    }
    try {
      NotePath path = folder.child(name);
      if (path.isNote()) {
        changed.add(path);
      }
      Path file = root.resolve(folder.value()).resolve(name);
      if (isNew && Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
        followBelow(path, file);
      }
    } catch (InvalidPathException unusable) {
      return; // No note can have that name.
    } catch (IOException tooMany) {
      close();
    }
  }

  /** A new folder may hold notes already; what comes later is heard. */
  private void followBelow(NotePath path, Path folder) throws IOException {
    follow(path, folder);
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = Names.last(entry);
        if (PathRules.isHidden(name)) {
          continue;
        }
        NotePath inner = path.child(name);
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          followBelow(inner, entry);
        } else if (inner.isNote()) {
          changed.add(inner);
        }
      }
    }
  }

  @Override
  public synchronized void close() {
    missed = true;
    try {
      service.close();
    } catch (IOException closed) {
      return; // Nothing more will be heard, as was wanted.
    }
  }
}
