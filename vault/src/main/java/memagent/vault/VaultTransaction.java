package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one block of code reads and changes. Reads see the changes that are staged here; the disk
 * sees them at {@link #commit}, all or none. For one thread at a time.
 *
 * <p>A commit is conditional: every file that was read, asked for, or changed here must still be as
 * it was then. Lists ({@link #tree}, {@link #resolve}, the size of a folder) are not part of that.
 */
public final class VaultTransaction implements AutoCloseable {
  private final Vault vault;
  private final DiskView view;
  private final Staging staging;
  private Author author;
  private final List<ToldFact> told = new ArrayList<>();
  private final SecretGuard guard;
  private @Nullable TransactionLinks links;
  private List<String> undoes = List.of();
  private ReadGate gate = ReadGate.OPEN;
  private boolean isGated;
  private boolean open = true;

  VaultTransaction(Vault vault, Seen earlier, Author author) {
    this.vault = vault;
    this.author = author.masked(vault.secrets());
    this.guard = SecretGuard.over(vault.secrets(), author);
    this.view = new DiskView(vault, earlier);
    this.staging = new Staging(vault, view);
  }

  /** Says anew whose changes these are, before the commit. */
  public void by(Author other) {
    author = other.masked(vault.secrets());
  }

  /** From here on all that is read goes through a gate. */
  public void readThrough(ReadGate other) {
    gate = other;
    isGated = true;
  }

  /** Whether a file is there. */
  public boolean fileExists(NotePath path) {
    Optional<Staging.Staged> staged = staging.at(path);
    return staged.isPresent() ? staged.get().isPresent() : view.fileExists(path);
  }

  /** Whether a folder is there; the memory itself always is. */
  public boolean folderExists(NotePath path) {
    return staging.holdsFolder(path) || view.folderExists(path);
  }

  /**
   * A file's text, without a byte order mark and with its own line ends.
   *
   * @throws VaultException if it is absent, a folder, a symbolic link, no UTF-8 text, or larger
   *     than {@code fileBytesMax}
   */
  public String read(NotePath path) {
    return gate.shown(path, text(path));
  }

  private String text(NotePath path) {
    requireOpen();
    Optional<Staging.Staged> staged = staging.at(path);
    if (staged.isPresent()) {
      byte[] bytes = staged.get().after().orElseThrow(() -> DiskView.absent(path));
      return DiskView.text(path, bytes).text();
    }
    if (staging.holdsFolder(path)) {
      throw DiskView.folder(path);
    }
    return DiskView.text(path, view.read(path)).text();
  }

  /**
   * Stages a file with this very text. Folders on the way are made; an existing file is replaced,
   * and keeps its byte order mark if it has one. Of what a model, a client or an import writes the
   * secrets are masked that {@link Vault#secrets} does not keep, unless they were read in a note.
   *
   * @throws SecretRefusedException if it holds a secret that the memory does not keep
   * @throws VaultLimitException over a limit
   * @throws VaultException if a folder stands there, a file stands where a folder is needed, a name
   *     differs from an existing one only in case, or the present file is no UTF-8 text
   */
  public void create(NotePath path, String content) {
    requireWritable();
    staging.put(path, admitted(path, content));
  }

  /**
   * Stages the replacement of a passage that occurs exactly once; every byte outside it stays. Line
   * ends match whichever way they are written, and the file's own are kept. Secrets are masked or
   * refused as {@link #create} does.
   *
   * @throws SecretRefusedException if it holds a secret that the memory does not keep
   * @throws VaultLimitException over a limit
   * @throws VaultException if the file cannot be read as text, as in {@link #read}
   */
  public UpdateOutcome update(NotePath path, String oldText, String newText) {
    requireWritable();
    if (!fileExists(path)) {
      return folderExists(path) ? new UpdateOutcome.NotAFile() : new UpdateOutcome.NoSuchFile();
    }
    TextEdit.Result result = new TextEdit(readToChange(path)).replace(oldText, newText);
    if (result.outcome() instanceof UpdateOutcome.Replaced) {
      staging.put(path, admitted(path, result.text()));
    }
    return result.outcome();
  }

  private String admitted(NotePath path, String text) {
    return guard.admitted(
        path,
        text,
        value ->
            count(peek(path).orElse(""), value) >= count(text, value)
                || (author.kind() == Author.Kind.AGENT
                    && view.readBefore()
                        .anyMatch(note -> !note.equals(path) && holds(note, value))));
  }

  private boolean holds(NotePath path, String value) {
    return view.peek(path)
        .flatMap(NoteText::decode)
        .map(note -> note.text().contains(value))
        .orElse(false);
  }

  private static int count(String text, String value) {
    int count = 0;
    for (int at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length())) {
      count++;
    }
    return count;
  }

  /** The secrets that were masked or refused so far, in the order in which they came. */
  public List<WithheldSecret> withheld() {
    return guard.withheld();
  }

  /**
   * A text that is about to be written again.
   *
   * @throws VaultException if a part of it is withheld, or as in {@link #read}
   */
  String readToChange(NotePath path) {
    String text = text(path);
    if (!gate.shown(path, text).equals(text)) {
      throw new VaultException(
          "A part of %s is withheld, so nothing in it can be replaced.".formatted(path));
    }
    return text;
  }

  /**
   * Stages the removal of a file; its folder stays.
   *
   * @return false if there is no such file
   * @throws VaultException for a symbolic link
   */
  public boolean delete(NotePath path) {
    requireWritable();
    if (!fileExists(path)) {
      return false;
    }
    staging.remove(path);
    return true;
  }

  /**
   * Stages a folder, with those on the way; nothing happens if it is there.
   *
   * @throws VaultException if a file stands there or on the way
   */
  public void createFolder(NotePath path) {
    requireWritable();
    gate.requireFolder(path);
    staging.folder(path);
  }

  /**
   * All files and folders as a drawn tree, hidden ones left out, in the reference's form; of more
   * than {@code listedFileCountMax} files an overview, as {@link TreeOverview} draws it:
   *
   * <pre>
   * ./
   * ├── entities/
   * │   └── jane_doe.md
   * ├── notes/ (empty)
   * └── user.md
   * </pre>
   */
  public String tree() {
    Set<NotePath> folders = new TreeSet<>();
    Map<NotePath, Long> files = sizes(folders);
    String drawn =
        files.size() > vault.limits().listedFileCountMax()
            ? TreeOverview.draw(files.keySet(), TreeOverview.mostLinked(vault.index()))
            : Tree.draw(files.keySet(), folders);
    return gate.listed(drawn, files.keySet());
  }

  /**
   * The bytes of a file, or of everything in a folder, hidden files left out.
   *
   * @param pathOrEmpty empty for the whole memory
   * @throws InvalidPathException as {@link NotePath#of}
   * @throws VaultException if nothing is there
   */
  public long size(String pathOrEmpty) {
    gate.requireOpen();
    NotePath path = pathOrEmpty.isEmpty() ? NotePath.ROOT : NotePath.of(pathOrEmpty);
    Optional<Staging.Staged> staged = staging.at(path);
    if (staged.isPresent()) {
      return staged.get().after().orElseThrow(() -> DiskView.absent(path)).length;
    }
    if (!folderExists(path)) {
      return view.size(path);
    }
    return sizes(new TreeSet<>()).entrySet().stream()
        .filter(file -> file.getKey().isBelow(path))
        .mapToLong(file -> file.getValue())
        .sum();
  }

  /**
   * The file that a link means, in any form that Obsidian knows; see {@link LinkResolver}. The
   * files are listed at the first link, and later ones of this transaction go by that list.
   *
   * @param link with or without {@code [[ ]]}, heading, label, {@code .md}
   * @return empty when no file fits
   */
  public Optional<NotePath> resolve(String link) {
    return links().resolve(link);
  }

  /** The notes on the disk, as {@link Vault#notes}; links go by the same list. */
  public List<NotePath> notes() {
    return links().notes();
  }

  private TransactionLinks links() {
    links = links == null ? new TransactionLinks(vault, view, staging) : links;
    return links;
  }

  /** The notes that may be meant by the path of one that is not there, the likeliest first. */
  public List<Namesake> namesakes(NotePath path) {
    return facts().namesakes(path).namesakes();
  }

  /**
   * Looks for a fact of a note by its key.
   *
   * @param heading one above it, or {@code frontmatter}; empty for anywhere
   * @throws VaultException if the note cannot be read as text, as in {@link #read}
   */
  public FactLookup fact(NotePath path, String key, String heading) {
    requireOpen();
    FactLookup lookup = facts().find(path, key, heading);
    if (lookup instanceof FactLookup.Found(KeyedValue fact)) {
      told.add(new ToldFact(path, fact));
    }
    return lookup;
  }

  /**
   * Stages another value for a fact, every byte around it untouched; or a new fact in the note's
   * own layout. A note that is not there is made, unless another one may be meant. Where the note
   * has a section of what its facts were ({@code ## History}) and the memory keeps its history, the
   * old value goes there with the day.
   *
   * @param heading as in {@link #fact}
   * @throws VaultLimitException over a limit
   * @throws VaultException if the note cannot be read as text, as in {@link #read}
   */
  public FactOutcome setFact(NotePath path, String key, String heading, String value) {
    requireWritable();
    return facts().set(path, key, heading, value);
  }

  /**
   * Stages a link from each of two notes to the other, as facts.
   *
   * @param relation the fact's key in the first note; empty for no particular one
   * @param inverse the key in the second; empty for what the relation's inverse is, if that is
   *     known
   * @throws VaultLimitException over a limit
   * @throws VaultException if a note cannot be read as text, as in {@link #read}
   */
  public LinkOutcome addLink(NotePath one, NotePath other, String relation, String inverse) {
    requireWritable();
    return facts().link(one, other, relation, inverse);
  }

  /**
   * What {@link #fact} has told, in order: values without their place say too little by themselves.
   */
  public List<ToldFact> told() {
    return List.copyOf(told);
  }

  private KeyedFacts facts() {
    return new KeyedFacts(vault, this);
  }

  /** All files, as they are about to be. */
  Set<NotePath> files() {
    return sizes(new TreeSet<>()).keySet();
  }

  /**
   * The bytes of all files, as they are about to be.
   *
   * @param folders gets all folders
   */
  private Map<NotePath, Long> sizes(Set<NotePath> folders) {
    Map<NotePath, Long> files = view.files(folders);
    staging.overlay(files, folders);
    return files;
  }

  /**
   * The passages that bear on a question, best first, as {@link SearchIndex#search}, with what is
   * staged here in place of what is on the disk. What is found is not part of what a commit
   * compares.
   *
   * @param countMax how many at most, from 1
   */
  public List<SearchHit> search(String question, int countMax) {
    requireOpen();
    gate.requireOpen();
    List<SearchHit> hits = vault.index().search(question, countMax, staging.texts());
    if (!isGated) {
      return hits;
    }
    Set<NotePath> notes = new TreeSet<>();
    hits.forEach(hit -> notes.add(hit.passage().path()));
    notes.removeIf(note -> !isShownWhole(note));
    return hits.stream().filter(hit -> notes.contains(hit.passage().path())).toList();
  }

  private boolean isShownWhole(NotePath path) {
    Optional<String> text = peek(path);
    return text.isPresent() && readable(path).equals(text);
  }

  /** What is staged, by path; what comes to nothing is left out. */
  public List<VaultChange> changes() {
    return staging.changes();
  }

  /** What was read so far, for {@link Vault#begin(Seen)}; after a commit also what was written. */
  public Seen seen() {
    return view.seen();
  }

  /**
   * Writes what is staged, all of it or nothing, and ends the transaction.
   *
   * @throws VaultLimitException if the memory would grow over a limit; nothing was written
   * @throws VaultException if the disk is full, read-only or locked for too long; nothing was
   *     written, or the message says that the rest follows when the memory is next opened
   */
  public CommitOutcome commit() {
    requireOpen();
    open = false;
    List<VaultChange> changes = staging.changes();
    if (staging.isEmpty()) {
      return new CommitOutcome.Committed(changes);
    }
    CommitOutcome outcome =
        vault.alone(() -> {
          List<NotePath> conflicts = view.conflicts();
          if (!conflicts.isEmpty()) {
            return new CommitOutcome.Conflict(conflicts);
          }
          return write(changes);
        });
    if (outcome instanceof CommitOutcome.Committed) {
      vault.index().changed(changes.stream().map(VaultChange::path).toList());
    }
    return outcome;
  }

  private CommitOutcome write(List<VaultChange> changes) throws IOException {
    vault.usage().check(staging.moreBytes(), staging.moreFiles());
    List<Journal.Step> steps = staging.steps();
    if (!steps.isEmpty()) {
      Optional<HistoryWriter> history = vault.writer();
      Map<NotePath, Staging.Staged> files = staging.changed();
      List<NotePath> conflicts = new ArrayList<>();
      Journal.LastLook last = lastLook(files.keySet(), conflicts);
      HistoryWriter.Writing writing = () -> new Journal(vault.disk()).apply(steps, last);
      boolean isKept = history.isPresent() && !files.isEmpty();
      boolean written =
          isKept ? history.orElseThrow().keep(author, undoes, files, writing) : writing.write();
      if (!written) {
        return new CommitOutcome.Conflict(conflicts);
      }
    }
    vault.usage().committed(staging.moreBytes(), staging.moreFiles());
    staging.written();
    return new CommitOutcome.Committed(changes);
  }

  private Journal.LastLook lastLook(Set<NotePath> files, List<NotePath> conflicts) {
    return new Journal.LastLook() {
      @Override
      public boolean holds() {
        conflicts.addAll(view.conflicts(files));
        return conflicts.isEmpty();
      }

      @Override
      public boolean isAsSeen(byte[] bytes) {
        List<NotePath> other = files.stream().filter(file -> !view.isAsSeen(file, bytes)).toList();
        conflicts.addAll(other);
        return other.isEmpty();
      }
    };
  }

  /** Drops what was not committed. */
  @Override
  public void close() {
    open = false;
  }

  /**
   * A note's text, or empty where {@link #read} would throw; not part of the commit's condition.
   */
  public Optional<String> readable(NotePath path) {
    try {
      return peek(path).map(text -> gate.shown(path, text));
    } catch (VaultException refused) {
      return Optional.empty();
    }
  }

  private Optional<String> peek(NotePath path) {
    return TransactionLinks.readable(path, view, staging);
  }

  static VaultException linkRefused(NotePath path) {
    return new VaultException(
        "%s is a symbolic link or lies behind one, and a memory follows none; put the file itself there."
            .formatted(PathRules.quote(path.value())));
  }

  static VaultException notPlain(NotePath path) {
    return new VaultException(
        "%s is neither a file nor a folder; move it out of the memory."
            .formatted(PathRules.quote(path.value())));
  }

  /** Stages a file as it once was; empty removes it. */
  void restore(NotePath path, Optional<byte[]> content) {
    requireWritable();
    if (content.isPresent()) {
      staging.putBytes(path, content.get());
    } else if (fileExists(path)) {
      staging.remove(path);
    }
  }

  /** The bytes of a file as they are now, staged or on the disk. */
  Optional<byte[]> bytes(NotePath path) {
    Optional<Staging.Staged> staged = staging.at(path);
    return staged.isPresent() ? staged.get().after() : view.touch(path);
  }

  /** Says of which entries of the history this is the inverse. */
  void undoes(List<String> ids) {
    undoes = List.copyOf(ids);
  }

  private void requireWritable() {
    requireOpen();
    vault.requireWritable();
  }

  private void requireOpen() {
    if (!open) {
      throw new IllegalStateException("The transaction has ended; begin another one.");
    }
  }
}
