package memagent.vault;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;

/**
 * What becomes of one file, of today or of any day in the past. It depends on the file's path and
 * bytes alone, so that the history and the disk agree afterwards.
 */
final class ForgetRule {
  private static final Pattern ARTICLE =
      Pattern.compile("(?i)^(?:the|an?|der|die|das|le|la|les|el|los|las)[ _-]+");

  /** Leaves everything as it is. */
  static final ForgetRule NOTHING =
      new ForgetRule(
          ForgetWords.none(false),
          ForgetWords.none(false),
          new ForgetPaths(ForgetWords.none(false), Set.of(), Set.of()),
          Map.of());

  private final ForgetWords named;
  private final ForgetWords words;
  private final ForgetPaths paths;
  private final NoteForget notes;
  private final boolean isNothing;

  /**
   * Files that are no text, hold the words, and lie in the memory now: only a person can mend them.
   */
  private final Map<NotePath, ObjectId> unmendable;

  /** A file afterwards. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record File(NotePath path, byte[] bytes) {}

  /**
   * A rule.
   *
   * @param named what the person named
   * @param words the same, with the names of what goes as a whole
   */
  ForgetRule(
      ForgetWords named, ForgetWords words, ForgetPaths paths, Map<NotePath, ObjectId> unmendable) {
    this.named = named;
    this.words = words;
    this.paths = paths;
    this.notes = new NoteForget(words, paths);
    this.unmendable = Map.copyOf(unmendable);
    this.isNothing = words.phrases().isEmpty() && paths.forgotten().isEmpty();
  }

  ForgetPaths paths() {
    return paths;
  }

  ForgetWords words() {
    return words;
  }

  /** What a file becomes; empty if it goes. */
  Optional<File> apply(NotePath path, byte[] bytes) {
    if (isNothing) {
      return Optional.of(new File(path, bytes));
    }
    if (paths.isForgotten(path) || isAbout(named, path, bytes)) {
      return Optional.empty();
    }
    byte[] now = notes.rewrite(path, bytes);
    boolean holds =
        Arrays.equals(now, bytes) && NoteText.decode(bytes).isEmpty() && words.isIn(bytes);
    if (holds && !GitTree.id(bytes).equals(unmendable.get(path))) {
      return Optional.empty();
    }
    return Optional.of(new File(paths.now(path), now));
  }

  /** Whether apply would change anything. */
  boolean changes(NotePath path, byte[] bytes) {
    return isChange(path, bytes, apply(path, bytes));
  }

  /** Whether what a file becomes differs from it. */
  static boolean isChange(NotePath path, byte[] bytes, Optional<File> now) {
    return now.isEmpty()
        || !Arrays.equals(now.get().bytes(), bytes)
        || !now.get().path().equals(path);
  }

  /**
   * Whether a file is about what is named, and nothing else: its name, its title or an alias is
   * just that, or it lies in a folder of that name, if the name has several words.
   */
  static boolean isAbout(ForgetWords named, NotePath path, byte[] bytes) {
    if (path.equals(NotePath.USER)) { // it keeps its place, whatever it is called
      return false;
    }
    String name = path.name();
    int dot = name.lastIndexOf('.');
    if (isCalled(named, dot > 0 ? name.substring(0, dot) : name)) {
      return true;
    }
    for (NotePath up = path.parent(); !up.isRoot(); up = up.parent()) {
      if (isCalled(named, up.name()) && up.name().matches(".*[\\s_.-].*")) {
        return true;
      }
    }
    if (!path.isNote()) {
      return false;
    }
    Optional<NoteText> text = NoteText.decode(bytes);
    if (text.isEmpty() || !named.isIn(text.get().text())) {
      return false;
    }
    Note note = Note.parse(path, text.get().text());
    return isCalled(named, note.title())
        || note.aliases().stream().anyMatch(alias -> isCalled(named, alias));
  }

  /** Whether a name is just what is named; "The Heron" is called "Heron", too. */
  private static boolean isCalled(ForgetWords named, String name) {
    return named.isWhole(name) || named.isWhole(ARTICLE.matcher(name.strip()).replaceFirst(""));
  }

  /** Whether a file's name or title has what is named as one part of several. */
  static boolean isPartOfName(ForgetWords named, NotePath path, byte[] bytes) {
    Optional<NoteText> text = path.isNote() ? NoteText.decode(bytes) : Optional.empty();
    return named.isIn(path.stem())
        || (text.isPresent()
            && named.isIn(text.get().text())
            && named.isIn(Note.parse(path, text.get().text()).title()));
  }

  /** The names of several words that a note has; one word alone may mean much else. */
  static Set<String> fullNames(Note note) {
    Set<String> names = new HashSet<>();
    names.add(note.title());
    names.add(note.path().stem());
    names.addAll(note.aliases());
    names.removeIf(name -> !name.strip().matches(".+[\\s_-].+"));
    return names;
  }
}
