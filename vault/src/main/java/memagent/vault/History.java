package memagent.vault;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * What became of a memory: every change, whose it was, when and why. Reading it first adds what was
 * changed without this program.
 *
 * <p>The history lies in a folder of its own, outside the memory, as a git repository that belongs
 * to nobody else; a git that a person keeps in the memory is never touched.
 */
public final class History {
  private static final Pattern ID = Pattern.compile("[0-9a-f]{4,40}");
  private static final int TRIES = 3;

  /** How the folders of copies of the past begin. */
  static final String COPY = "as-of-";

  private static final int COPY_DAYS_MAX = 1;

  /** How far back the latest turn is looked for. */
  private static final int LOOKED_BACK_COUNT_MAX = 10_000;

  private final Vault vault;
  private final HistoryWriter writer;

  History(Vault vault, HistoryWriter writer) {
    this.vault = vault;
    this.writer = writer;
  }

  private interface Reading<T> {
    T from(GitStore store) throws IOException;
  }

  /**
   * Adds what was changed without this program since the last look. The other methods do so by
   * themselves; a memory that nobody may write is read as it is.
   */
  public void pickUp() {
    try {
      writer.takeIn(true);
    } catch (VaultException e) {
      writer.settings().warnings().accept(e.getMessage());
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  /** The latest entries, the newest first. */
  public List<HistoryEntry> entries(int countMax) {
    pickUp();
    return read(store -> store.entries(store.walk(countMax, commit -> true)));
  }

  /** The latest entries that changed this file, or files in this folder; the newest first. */
  public List<HistoryEntry> entries(NotePath path, int countMax) {
    pickUp();
    return read(store -> {
      List<RevCommit> found = new ArrayList<>();
      for (RevCommit commit : store.walk(Integer.MAX_VALUE, commit -> true)) {
        boolean changed =
            store.changes(commit).keySet().stream()
                .anyMatch(file -> file.equals(path) || file.isBelow(path));
        if (changed) {
          found.add(commit);
        }
        if (found.size() == countMax) {
          break;
        }
      }
      return store.entries(found);
    });
  }

  /**
   * The entry whose id begins so.
   *
   * @throws VaultException if there is none or more than one, or these are no digits of an id
   */
  public HistoryEntry entry(String id) {
    if (!ID.matcher(id).matches()) {
      throw new VaultException(
          "\"%s\" is no id of a change: an id has 4 to 40 digits of 0-9 and a-f, as the log shows them."
              .formatted(id));
    }
    List<HistoryEntry> found =
        read(store -> store.entries(store.walk(2, commit -> commit.getId().name().startsWith(id))));
    if (found.size() != 1) {
      throw new VaultException(
          found.isEmpty()
              ? "No change has the id %s: the log shows those that there are.".formatted(id)
              : "Several changes have ids that begin with %s: give more of it.".formatted(id));
    }
    return found.getFirst();
  }

  /**
   * The entries from one to another, both included, the newest first; which of the two is older
   * does not matter.
   */
  public List<HistoryEntry> range(HistoryEntry one, HistoryEntry other) {
    List<HistoryEntry> all =
        read(store -> store.entries(store.walk(Integer.MAX_VALUE, commit -> true)));
    int first = ids(all).indexOf(one.id());
    int last = ids(all).indexOf(other.id());
    return all.subList(Math.min(first, last), Math.max(first, last) + 1);
  }

  /**
   * The entries of the latest question that changed something, or the latest change of a client or
   * an import, the newest first; what was taken back is left out. Empty if there is none.
   */
  public List<HistoryEntry> latestTurn() {
    Set<String> undone = new HashSet<>();
    List<HistoryEntry> turn = new ArrayList<>();
    for (HistoryEntry entry : entries(LOOKED_BACK_COUNT_MAX)) {
      boolean live = !undone.contains(entry.id());
      if (live) {
        undone.addAll(entry.undoes());
      }
      boolean assistants =
          switch (entry.author().kind()) {
            case AGENT, CLIENT, IMPORT -> entry.undoes().isEmpty();
            case PERSON, PROGRAM, HAND -> false;
          };
      if (live && assistants && (turn.isEmpty() || turn.getFirst().isSameTurn(entry))) {
        turn.add(entry);
      }
    }
    return turn;
  }

  /** The entry that was the latest one at this moment, if the history is that old. */
  public Optional<HistoryEntry> at(Instant moment) {
    pickUp();
    return read(store ->
        store
            .entries(store.walk(1, commit -> commit.getCommitTime() <= moment.getEpochSecond()))
            .stream()
            .findFirst());
  }

  /**
   * The values that a fact of a note has had, the newest first; a note that was renamed is followed
   * back to its old name. Empty if the note never had such a fact.
   *
   * @param path the note, whether or not it is there today
   * @param key as {@link KeyedValues} compares them
   */
  public List<FactValue> factValues(NotePath path, String key) {
    pickUp();
    return read(store -> new FactPast(store, key).values(path));
  }

  /**
   * The notes that were once there and are not today, each with its last text. No history is begun
   * for it.
   */
  Map<NotePath, String> gone() {
    try {
      if (writer.present().isEmpty()) {
        return Map.of();
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    pickUp();
    return read(store -> {
      Set<NotePath> there = new HashSet<>(store.files(store.head()).keySet());
      Map<NotePath, String> gone = new TreeMap<>();
      for (RevCommit commit : store.walk(LOOKED_BACK_COUNT_MAX, each -> true)) {
        for (Map.Entry<NotePath, GitTree.Delta> file : store.changes(commit).entrySet()) {
          boolean isLast = file.getKey().isNote() && !there.contains(file.getKey());
          if (isLast && file.getValue().after().isEmpty() && !gone.containsKey(file.getKey())) {
            store
                .bytes(file.getValue().before())
                .flatMap(NoteText::decode)
                .ifPresent(text -> gone.put(file.getKey(), text.text()));
          }
        }
      }
      return gone;
    });
  }

  /**
   * Where each line of a note is from: which change brought it, and what sort of source that was.
   *
   * @throws VaultException if the note cannot be read, or there is no history
   */
  public List<LineSource> sources(NotePath path) {
    pickUp();
    String text = vault.note(path).text();
    return read(store -> new LineSources(store).of(path, text));
  }

  /** Which files an entry changed, ascending. */
  public List<NotePath> paths(HistoryEntry entry) {
    return read(store -> List.copyOf(store.changes(commit(store, entry)).keySet()));
  }

  /**
   * What entries changed, by path. Entries that follow each other are taken together, so that what
   * comes to nothing is left out.
   *
   * @param entries the newest first
   */
  public List<VaultChange> diff(List<HistoryEntry> entries) {
    return read(store -> {
      List<VaultChange> changes = new ArrayList<>();
      int i = entries.size() - 1;
      while (i >= 0) {
        RevCommit first = commit(store, entries.get(i));
        RevCommit last = first;
        for (i--; i >= 0; i--) {
          RevCommit next = commit(store, entries.get(i));
          if (next.getParentCount() == 0 || !next.getParent(0).equals(last)) {
            break;
          }
          last = next;
        }
        changes.addAll(shown(store, store.differences(GitStore.parent(first), Optional.of(last))));
      }
      return changes;
    });
  }

  /**
   * Takes changes back by a transaction of its own, as if they had not been made and everything
   * since had.
   *
   * @param entries which, the newest first
   * @param prefer which lines count where a later change touched the same
   * @throws VaultException if the first entry is among them, or the memory cannot be written
   */
  public UndoOutcome undo(List<HistoryEntry> entries, UndoOutcome.Prefer prefer, Author author) {
    pickUp();
    return read(store -> {
      for (int i = 0; i < TRIES; i++) {
        try (VaultTransaction transaction = vault.begin(author)) {
          Undo undo = new Undo(store, transaction, prefer);
          for (HistoryEntry entry : entries) {
            RevCommit commit = commit(store, entry);
            if (commit.getParentCount() == 0 && entry.author().equals(Author.FOUND)) {
              throw new VaultException(
                  "%s is the memory as it was found, and cannot be taken back."
                      .formatted(entry.shortId()));
            }
            undo.stage(commit);
          }
          if (!undo.conflicts().isEmpty()) {
            return new UndoOutcome.Conflicting(undo.conflicts());
          }
          transaction.undoes(ids(entries));
          if (transaction.commit() instanceof CommitOutcome.Committed done) {
            return new UndoOutcome.Undone(done.changes());
          }
        }
      }
      throw busy();
    });
  }

  /**
   * Makes a file, the files in a folder, or the whole memory what it was after an entry, by a
   * transaction of its own.
   *
   * @param path which; {@link NotePath#ROOT} for the whole memory
   * @return what changed, by path; empty if it still was so
   * @throws VaultException if nothing was there then, or the memory cannot be written
   */
  public List<VaultChange> restore(NotePath path, HistoryEntry at, Author author) {
    pickUp();
    return read(store -> {
      RevCommit then = commit(store, at);
      Map<NotePath, ObjectId> files = store.files(Optional.of(then));
      if (files.keySet().stream().noneMatch(file -> file.equals(path) || file.isBelow(path))) {
        throw new VaultException(
            "%s was not in the memory at %s: the log of it shows when it was."
                .formatted(path.isRoot() ? "Nothing" : path, at.shortId()));
      }
      for (int i = 0; i < TRIES; i++) {
        try (VaultTransaction transaction = vault.begin(author)) {
          for (Map.Entry<NotePath, GitTree.Delta> file :
              store.differences(Optional.of(then), store.head()).entrySet()) {
            if (file.getKey().equals(path) || file.getKey().isBelow(path)) {
              transaction.bytes(file.getKey());
              transaction.restore(file.getKey(), store.bytes(file.getValue().before()));
            }
          }
          if (transaction.commit() instanceof CommitOutcome.Committed done) {
            return done.changes();
          }
        }
        pickUp();
      }
      throw busy();
    });
  }

  /**
   * The memory as it was after an entry. The files are copied out, beside the history; close it to
   * remove them.
   */
  public AsOf asOf(HistoryEntry at) {
    return read(store -> {
      removeOldCopies();
      Path copy = Files.createTempDirectory(writer.folder(), COPY);
      Path notes = copy.resolve("notes");
      Files.createDirectory(notes);
      Map<NotePath, ObjectId> files = store.files(Optional.of(commit(store, at)));
      for (Map.Entry<NotePath, byte[]> file : store.contents(files).entrySet()) {
        Path place = notes.resolve(file.getKey().value());
        Files.createDirectories(place.getParent());
        Files.write(place, vault.key().seal(file.getValue()));
      }
      String refusal =
          "This is the memory as it was at %s, and nothing can be written to it: ask about today's memory to change something."
              .formatted(at.when());
      return new AsOf(at, Vault.readOnly(notes, vault.limits(), vault.key(), refusal), copy);
    });
  }

  /** Those of programs that were stopped before they could. */
  private void removeOldCopies() throws IOException {
    Instant old = writer.settings().clock().instant().minus(Duration.ofDays(COPY_DAYS_MAX));
    try (DirectoryStream<Path> copies = Files.newDirectoryStream(writer.folder(), COPY + "*")) {
      for (Path copy : copies) {
        if (Files.getLastModifiedTime(copy).toInstant().isBefore(old)) {
          AsOf.remove(copy);
        }
      }
    }
  }

  private List<VaultChange> shown(GitStore store, Map<NotePath, GitTree.Delta> deltas)
      throws IOException {
    List<VaultChange> changes = new ArrayList<>();
    for (Map.Entry<NotePath, GitTree.Delta> file : deltas.entrySet()) {
      GitTree.Delta delta = file.getValue();
      changes.add(
          Staging.change(file.getKey(), store.bytes(delta.before()), store.bytes(delta.after())));
    }
    return changes;
  }

  private static List<String> ids(List<HistoryEntry> entries) {
    return entries.stream().map(HistoryEntry::id).toList();
  }

  private static RevCommit commit(GitStore store, HistoryEntry entry) throws IOException {
    return store.commit(entry.id());
  }

  private VaultException busy() {
    return new VaultException(
        "Others keep changing the memory %s at the same time; nothing was written, try again."
            .formatted(vault.folder()));
  }

  private <T> T read(Reading<T> reading) {
    try {
      Optional<GitStore> store = writer.present();
      if (store.isEmpty()) {
        throw new VaultException(
            "The memory %s has no history yet: it begins with the first change."
                .formatted(vault.folder()));
      }
      return reading.from(store.get());
    } catch (VaultException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw unreadable(e);
    }
  }

  private VaultException unreadable(Exception e) {
    return new VaultException(
        "The history of the memory %s, in %s, is damaged or cannot be read (%s): put it back from a backup, or move it away and a new one begins."
            .formatted(vault.folder(), writer.settings().folder(), e.getMessage()),
        e);
  }
}
