package memagent.vault;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Forgets names, values or words in a memory for good: in its notes, its history, and its search
 * index. Nothing of it can be brought back.
 *
 * <p>{@link #plan} reads and changes nothing. {@link #carryOut} first writes the notes, then drops
 * the index, then writes the history anew; stopped at any point, another run does the rest, since
 * what is still there is what the plan is made of. {@link #left} looks at every byte again.
 */
public final class Forget {
  private static final int TRIES = 3;
  private static final int VALUE_COUNT_MAX = 50;
  private static final int VALUE_CHARS_MIN = 6;
  private static final int VALUE_CHARS_MAX = 80;
  private static final int VALUE_DIGITS_MIN = 4;
  private static final int VALUE_WORDS_MIN = 3;
  private static final int NAME_CHARS_MIN = 3;

  private final Vault vault;
  private final ForgetWords named;
  private final Set<NotePath> namedPaths;
  private final ForgetRule rule;
  private final ForgetWords everywhere;
  private final List<ForgetTrace> traces;
  private final List<VaultChange> changes;
  private final Map<String, Integer> otherNames;
  private final Map<String, Integer> longerWords;
  private final List<NotePath> partlyNamed;

  private Forget(
      Vault vault,
      ForgetWords named,
      Set<NotePath> namedPaths,
      ForgetRule rule,
      ForgetWords everywhere,
      List<ForgetTrace> traces,
      List<VaultChange> changes,
      Map<String, Integer> otherNames,
      Map<String, Integer> longerWords,
      List<NotePath> partlyNamed) {
    this.vault = vault;
    this.named = named;
    this.namedPaths = namedPaths;
    this.rule = rule;
    this.everywhere = everywhere;
    this.traces = List.copyOf(traces);
    this.changes = List.copyOf(changes);
    this.otherNames = Map.copyOf(otherNames);
    this.longerWords = Map.copyOf(longerWords);
    this.partlyNamed = List.copyOf(partlyNamed);
  }

  /**
   * Finds every trace.
   *
   * @param what names, values, words, or paths of notes and folders (with a {@code /} or {@code
   *     .md})
   * @param insideWords whether parts of longer words count
   * @throws VaultException if nothing usable is named, or the memory cannot be read
   */
  public static Forget plan(Vault vault, Collection<String> what, boolean insideWords) {
    try {
      ForgetScan scan = new ForgetScan(vault);
      Set<NotePath> all = scan.everyPath();
      Set<NotePath> paths = new TreeSet<>();
      List<String> words = new ArrayList<>();
      for (String each : what) {
        Set<NotePath> meant = paths(each, all);
        paths.addAll(meant);
        if (meant.isEmpty()) {
          words.add(each);
        }
      }
      ForgetWords named =
          words.isEmpty() && !paths.isEmpty()
              ? ForgetWords.none(insideWords)
              : ForgetWords.of(words, insideWords);
      return plan(vault, named, paths, scan);
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), "A file", e);
    }
  }

  private static Set<NotePath> paths(String text, Set<NotePath> all) {
    Set<NotePath> meant = new TreeSet<>();
    if (text.indexOf('/') < 0 && !text.strip().endsWith(".md")) {
      return meant;
    }
    try {
      NotePath path = NotePath.of(text.strip());
      if (path.isRoot() || path.equals(NotePath.USER)) {
        throw new VaultException(
            "%s is not forgotten as a whole: name what of it is to be forgotten."
                .formatted(path.isRoot() ? "The memory" : path));
      }
      all.stream()
          .filter(file -> file.equals(path) || file.isBelow(path))
          .filter(file -> !file.equals(NotePath.USER))
          .forEach(meant::add);
    } catch (InvalidPathException words) {
      return meant;
    }
    return meant;
  }

  private static Forget plan(Vault vault, ForgetWords named, Set<NotePath> paths, ForgetScan scan)
      throws IOException {
    Set<NotePath> forgotten = new TreeSet<>(paths);
    Set<String> names = new LinkedHashSet<>();
    Set<String> values = new LinkedHashSet<>();
    Set<NotePath> today = new HashSet<>(scan.today);
    ForgetScan.Visitor visitor =
        (path, bytes) -> {
          if (forgotten.contains(path) || ForgetRule.isAbout(named, path, bytes)) {
            learn(path, bytes, names, values);
          }
        };
    scan.forToday((path, bytes) -> {
      if (ForgetRule.isAbout(named, path, bytes)) {
        forgotten.add(path);
      }
    });
    scan.forPast((path, bytes) -> {
      if (!today.contains(path) && ForgetRule.isAbout(named, path, bytes)) {
        forgotten.add(path);
      }
    });
    scan.forToday(visitor);
    scan.forPast(visitor);
    forgotten.forEach(path -> names.add(mention(path)));
    Set<String> full = new LinkedHashSet<>(names);
    full.removeIf(name -> !name.strip().matches(".+[\\s_/.-].+"));
    ForgetWords words = named.with(full);
    Map<NotePath, ObjectId> unmendable = new HashMap<>();
    scan.forToday((path, bytes) -> {
      if (NoteText.decode(bytes).isEmpty() && words.isIn(bytes)) {
        unmendable.put(path, GitTree.id(bytes));
      }
    });
    ForgetRule rule =
        new ForgetRule(
            named, words, new ForgetPaths(words, forgotten, scan.everyPath()), unmendable);
    names.removeIf(name -> words.isIn(name) || name.strip().length() < NAME_CHARS_MIN);
    After after = new After(named, rule, names, values);
    scan.forToday(after);
    List<VaultChange> changes = List.copyOf(after.changes.values());
    List<ForgetTrace> traces = new ArrayList<>();
    traces.addAll(ForgetCounts.notes(changes, rule.paths()));
    traces.addAll(ForgetCounts.past(scan, rule));
    Optional<Path> index = vault.index().folder();
    if (index.isPresent()) {
      vault.index().save();
      traces.addAll(ForgetCounts.index(index.get(), words));
    }
    ForgetWords everywhere = words.with(after.values().stream().limit(VALUE_COUNT_MAX).toList());
    return new Forget(
        vault,
        named,
        Set.copyOf(paths),
        rule,
        everywhere,
        traces,
        changes,
        after.other,
        after.longer,
        after.partly);
  }

  /** How a note is mentioned by its place, where nobody would take it for a word. */
  private static String mention(NotePath path) {
    boolean deep = path.isNote() && path.value().indexOf('/') > 0;
    return deep ? path.value().substring(0, path.value().length() - 3) : path.value();
  }

  /** What a file that goes is called, and what it alone may have told. */
  private static void learn(NotePath path, byte[] bytes, Set<String> names, Set<String> values) {
    Optional<NoteText> text = NoteText.decode(bytes);
    if (!path.isNote() || text.isEmpty()) {
      return;
    }
    Note note = Note.parse(path, text.get().text());
    names.add(note.title());
    names.addAll(note.aliases());
    names.add(path.stem());
    for (Fact fact : note.facts()) {
      String value = fact.value().strip();
      long digits = value.codePoints().filter(Character::isDigit).count();
      boolean telling =
          digits >= VALUE_DIGITS_MIN || value.split("\\s+", -1).length >= VALUE_WORDS_MIN;
      if (telling
          && value.indexOf('[') < 0
          && value.length() >= VALUE_CHARS_MIN
          && value.length() <= VALUE_CHARS_MAX) {
        values.add(value);
      }
    }
  }

  /** What becomes of the notes of today, and what stays in them; each is looked at once. */
  private static final class After implements ForgetScan.Visitor {
    final Map<NotePath, VaultChange> changes = new TreeMap<>();
    final Map<String, Integer> other = new TreeMap<>();
    final Map<String, Integer> longer = new TreeMap<>();
    final List<NotePath> partly = new ArrayList<>();
    private final ForgetWords named;
    private final ForgetWords inside;
    private final ForgetRule rule;
    private final Map<String, ForgetWords> names = new LinkedHashMap<>();
    private final Map<String, String> values = new LinkedHashMap<>(); // folded

    After(ForgetWords named, ForgetRule rule, Set<String> names, Set<String> values) {
      this.named = named;
      this.inside = named.inside();
      this.rule = rule;
      names.forEach(name -> this.names.put(name, ForgetWords.none(false).with(List.of(name))));
      values.forEach(value -> this.values.put(value, FoldedText.of(value).text().toString()));
    }

    /** What only the notes that go have told. */
    Set<String> values() {
      return values.keySet();
    }

    @Override
    public void content(NotePath path, byte[] bytes) {
      Optional<ForgetRule.File> now = rule.apply(path, bytes);
      change(path, bytes, now);
      if (now.isPresent()
          && !path.equals(NotePath.USER)
          && ForgetRule.isPartOfName(named, path, bytes)) {
        partly.add(path);
      }
      now.flatMap(file -> NoteText.decode(file.bytes())).ifPresent(text -> stays(text.text()));
    }

    private void change(NotePath path, byte[] bytes, Optional<ForgetRule.File> now) {
      if (!ForgetRule.isChange(path, bytes, now)) {
        return;
      }
      boolean moves = now.isPresent() && !now.get().path().equals(path);
      changes.put(
          path,
          Staging.change(
              path,
              Optional.of(bytes),
              moves ? Optional.empty() : now.map(ForgetRule.File::bytes)));
      if (moves) {
        NotePath to = now.get().path();
        changes.put(to, Staging.change(to, Optional.empty(), Optional.of(now.get().bytes())));
      }
    }

    private void stays(String text) {
      names.forEach((name, words) -> {
        int found = words.find(text).size();
        if (found > 0) {
          other.merge(name, found, Integer::sum);
        }
      });
      inside.longerWords(text).forEach(word -> longer.merge(word, 1, Integer::sum));
      if (!values.isEmpty()) {
        String said = FoldedText.of(text).text().toString();
        values.values().removeIf(said::contains);
      }
    }
  }

  /** The words that are looked for in conversations, too: what only the forgotten notes told. */
  public ForgetWords words() {
    return everywhere;
  }

  /** The memory's key. */
  public MemoryKey key() {
    return vault.key();
  }

  /** Where the memory's history lies, if there is one. */
  public Optional<Path> history() {
    try {
      return vault.writer().isEmpty()
          ? Optional.empty()
          : new HistoryFolder(vault.writer().get().settings().folder(), vault.disk()).find();
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), "The history", e);
    }
  }

  /** What was found in the memory, its history and its index; empty kinds are left out. */
  public List<ForgetTrace> traces() {
    return traces;
  }

  /** What becomes of the notes, by path. */
  public List<VaultChange> changes() {
    return changes;
  }

  /** Other names of what goes, each a single word, and how often they still stand in notes. */
  public Map<String, Integer> otherNames() {
    return new LinkedHashMap<>(new TreeMap<>(otherNames));
  }

  /**
   * Words of notes that stay, as what is named is only a part of them, and how often they stand.
   */
  public Map<String, Integer> longerWords() {
    return new LinkedHashMap<>(new TreeMap<>(longerWords));
  }

  /** Notes that stay, and have in their name or title what is named and more. */
  public List<NotePath> partlyNamed() {
    return partlyNamed;
  }

  /** The same for another memory, such as one that a backup holds. */
  public Forget in(Vault other) {
    List<String> what = new ArrayList<>(named.phrases());
    namedPaths.forEach(path -> what.add(path.value()));
    return plan(other, what, named.isInsideWords());
  }

  /**
   * Removes all of it.
   *
   * @throws VaultException if the memory, its index or its history cannot be written; what was done
   *     until then stays, and another run goes on
   */
  public void carryOut() {
    try {
      writeNotes();
      if (vault.index().folder().filter(Files::isDirectory).isPresent()) {
        vault.index().drop();
      }
      Optional<HistoryWriter> writer = vault.writer();
      if (writer.isPresent()) {
        writer.get().forget(rule);
        for (Path copy : ForgetScan.copies(writer.get().folder(), vault.key(), rule.words())) {
          AsOf.remove(copy);
        }
      }
    } catch (IOException e) {
      throw new VaultException(
          "Not all could be removed from the memory %s and its history (%s): run it again when the cause is gone."
              .formatted(vault.folder(), e.getMessage()),
          e);
    }
  }

  private void writeNotes() throws IOException {
    for (int i = 0; i < TRIES; i++) {
      try (VaultTransaction transaction = vault.begin(Author.person("forget"))) {
        for (NotePath path : vault.files()) {
          Optional<byte[]> bytes = new HandEdits(vault).read(path);
          if (bytes.isPresent() && rule.changes(path, bytes.get())) {
            stage(transaction, path);
          }
        }
        if (transaction.commit() instanceof CommitOutcome.Committed) {
          removeEmptyFolders();
          return;
        }
      }
    }
    throw new VaultException(
        "Others keep changing the memory %s at the same time; not all was removed, run it again."
            .formatted(vault.folder()));
  }

  private void stage(VaultTransaction transaction, NotePath path) {
    Optional<byte[]> bytes = transaction.bytes(path);
    if (bytes.isEmpty()) {
      return;
    }
    Optional<ForgetRule.File> now = rule.apply(path, bytes.get());
    if (now.isEmpty() || !now.get().path().equals(path)) {
      transaction.restore(path, Optional.empty());
    }
    now.ifPresent(file -> transaction.restore(file.path(), Optional.of(file.bytes())));
  }

  /**
   * Folders whose names are to be forgotten and that hold nothing any more, the inner ones first.
   */
  private void removeEmptyFolders() throws IOException {
    List<Path> folders = new ArrayList<>();
    vault
        .disk()
        .walk(
            NotePath.ROOT,
            entry -> {
              if (entry.kind() == DiskFolder.Kind.FOLDER && rule.words().isIn(entry.name())) {
                folders.add(
                    vault.folder().resolve(String.join("/", entry.folder())).resolve(entry.name()));
              }
            });
    for (Path folder : folders.reversed()) {
      removeIfEmpty(folder);
    }
  }

  private static void removeIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException kept) {
      return; // Another file is in it; the last look names it.
    }
  }

  /**
   * Looks for the words once more, in every file of the memory, hidden ones too, in every object of
   * its history and in its index; what is still there, with what a person can do. Empty if all is
   * gone.
   */
  public List<ForgetTrace> left() {
    try {
      return new ForgetLook(vault, rule.words()).left();
    } catch (IOException e) {
      throw DiskErrors.reading(vault.folder(), "A file", e);
    }
  }

  /**
   * Whether a history that no open memory has holds the words.
   *
   * @throws VaultException if it cannot be read
   */
  public static int inHistory(Path folder, ForgetWords words) {
    try {
      return ForgetScan.inHistory(folder, MemoryKey.NONE, words).size();
    } catch (IOException | RuntimeException e) {
      throw new VaultException(
          "The history %s cannot be read (%s).".formatted(folder, e.getMessage()), e);
    }
  }

  /**
   * What the search index in a folder holds of the words.
   *
   * @throws VaultException if it cannot be read
   */
  public static int inIndex(Path folder, ForgetWords words) {
    try {
      return IndexTraces.in(folder, words).size();
    } catch (IOException | RuntimeException e) {
      throw new VaultException(
          "The search index %s cannot be read (%s).".formatted(folder, e.getMessage()), e);
    }
  }
}
