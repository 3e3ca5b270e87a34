package memagent.vault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/** Reads a memory and its history to see what is to be forgotten; changes nothing. */
final class ForgetScan {
  private static final long READ_BYTES_MAX = 100_000_000;

  private final Vault vault;
  private final Optional<GitStore> store;
  private final Optional<Path> folder;

  /** Contents of today's files, as many as fit, since they are looked at several times. */
  private final Map<NotePath, byte[]> read = new HashMap<>();

  private long readBytes;

  /** Every file of today, and in {@link #past} every version that the branch leads to. */
  final List<NotePath> today = new ArrayList<>();

  final Map<NotePath, Set<ObjectId>> past = new HashMap<>();
  final List<RevCommit> commits = new ArrayList<>();
  final List<Inbox.Item> waiting = new ArrayList<>();

  ForgetScan(Vault vault) throws IOException {
    this.vault = vault;
    today.addAll(vault.files());
    Optional<HistoryWriter> writer = vault.writer();
    if (writer.isEmpty()) {
      store = Optional.empty();
      folder = Optional.empty();
      return;
    }
    folder = new HistoryFolder(writer.get().settings().folder(), vault.disk()).find();
    store = writer.get().present();
    if (store.isPresent()) {
      commits.addAll(store.get().walk(Integer.MAX_VALUE, commit -> true));
      for (RevCommit commit : commits) {
        store.get().changes(commit).forEach((path, delta) -> add(path, delta));
      }
    }
    if (folder.isPresent()) {
      Inbox inbox = new Inbox(folder.get(), vault.key());
      for (Path file : inbox.all()) {
        inbox.read(file).ifPresent(waiting::add);
      }
    }
  }

  private void add(NotePath path, GitTree.Delta delta) {
    Set<ObjectId> versions = past.computeIfAbsent(path, p -> new LinkedHashSet<>());
    delta.before().ifPresent(versions::add);
    delta.after().ifPresent(versions::add);
  }

  Optional<Path> folder() {
    return folder;
  }

  HistoryEntry entry(RevCommit commit) throws IOException {
    return store.orElseThrow().entry(commit);
  }

  /** Copies of the memory as it was that have the words. */
  List<Path> copies(ForgetWords words) throws IOException {
    return folder.isEmpty() ? List.of() : copies(folder.get(), vault.key(), words);
  }

  /** Every path that is or was in the memory. */
  Set<NotePath> everyPath() {
    Set<NotePath> paths = new TreeSet<>(today);
    paths.addAll(past.keySet());
    waiting.forEach(item -> paths.addAll(item.changes().keySet()));
    return paths;
  }

  /** Takes contents. */
  interface Visitor {
    void content(NotePath path, byte[] bytes) throws IOException;
  }

  /** The files of today that are not too large to be taken in. */
  void forToday(Visitor visitor) throws IOException {
    for (NotePath path : today) {
      Optional<byte[]> bytes = disk(path);
      if (bytes.isPresent()) {
        visitor.content(path, bytes.get());
      }
    }
  }

  /** A file of today; empty if it is too large, or has just gone. */
  private Optional<byte[]> disk(NotePath path) throws IOException {
    byte[] known = read.get(path);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<byte[]> bytes = new HandEdits(vault).read(path);
    if (bytes.isPresent() && readBytes + bytes.get().length <= READ_BYTES_MAX) {
      readBytes += bytes.get().length;
      read.put(path, bytes.get());
    }
    return bytes;
  }

  /** Every version of every file that was, those that wait included. */
  void forPast(Visitor visitor) throws IOException {
    for (Map.Entry<NotePath, Set<ObjectId>> file : past.entrySet()) {
      for (ObjectId version : file.getValue()) {
        visitor.content(file.getKey(), store.orElseThrow().bytes(version));
      }
    }
    for (Inbox.Item item : waiting) {
      for (Map.Entry<NotePath, Inbox.Change> change : item.changes().entrySet()) {
        for (Optional<byte[]> bytes :
            List.of(change.getValue().before(), change.getValue().after())) {
          if (bytes.isPresent()) {
            visitor.content(change.getKey(), bytes.get());
          }
        }
      }
    }
  }

  /** Objects of the history with the words that the branch does not lead to. */
  int leftovers(ForgetWords words) throws IOException {
    if (store.isEmpty()) {
      return 0;
    }
    Set<ObjectId> known = new HashSet<>();
    commits.forEach(commit -> known.add(commit.getId().copy()));
    past.values().forEach(known::addAll);
    int[] count = {0};
    store
        .get()
        .everyObject((id, type, bytes) -> {
          if (!known.contains(id) && type != Constants.OBJ_TREE && words.isIn(bytes)) {
            count[0]++;
          }
        });
    return count[0];
  }

  /** Everything in a history's folder that has the words, one line each; git's objects unpacked. */
  static List<String> inHistory(Path folder, MemoryKey key, ForgetWords words) throws IOException {
    List<String> found = new ArrayList<>();
    Path git = folder.resolve(HistoryFolder.GIT);
    if (GitStore.exists(git)) {
      try (GitStore store = GitStore.open(git, key)) {
        store.everyObject((id, type, bytes) -> {
          if (words.isIn(bytes)) {
            found.add("object " + id.name());
          }
        });
      }
    }
    for (Path file : files(folder)) {
      boolean object = file.startsWith(git.resolve("objects"));
      String name = folder.relativize(file).toString();
      if (!object && (words.isIn(name) || words.isIn(key.openOrKeep(Files.readAllBytes(file))))) {
        found.add(name);
      }
    }
    return found;
  }

  /** Copies of the memory as it was that have the words. */
  static List<Path> copies(Path folder, MemoryKey key, ForgetWords words) throws IOException {
    return copies(folder, (name, bytes) -> words.isIn(name) || words.isIn(key.openOrKeep(bytes)));
  }

  /** Whether a file of a copy is one that is looked for, by its path there and its bytes. */
  interface Wanted {
    boolean is(String name, byte[] stored);
  }

  /** Copies with such a file, of programs that are reading them or were stopped. */
  static List<Path> copies(Path folder, Wanted wanted) throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> copies = Files.newDirectoryStream(folder, History.COPY + "*")) {
      for (Path copy : copies) {
        for (Path file : files(copy)) {
          if (wanted.is(copy.relativize(file).toString(), Files.readAllBytes(file))) {
            found.add(copy);
            break;
          }
        }
      }
    }
    return found;
  }

  static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
