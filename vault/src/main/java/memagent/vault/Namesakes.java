package memagent.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Finds the notes that a name may mean although no file is called so. */
final class Namesakes {
  private static final int FOUND_COUNT_MAX = 5;

  private Namesakes() {}

  /**
   * The notes with a name that is like this one, the likeliest first.
   *
   * @param name as in a path or a link, without folders and {@code .md}
   * @param notes the notes to look at
   * @param text a note's text, or empty where it cannot be read
   */
  static List<Namesake> of(
      String name, Collection<NotePath> notes, Function<NotePath, Optional<String>> text) {
    Map<NotePath, Namesake> found = new LinkedHashMap<>();
    for (NotePath note : notes) {
      best(name, note, names(note, text.apply(note))).ifPresent(like -> found.put(note, like));
    }
    return sorted(found.values());
  }

  /** The same by file names alone, which costs no reading. */
  static List<Namesake> byFileName(String name, Collection<NotePath> notes) {
    List<Namesake> found = new ArrayList<>();
    notes.forEach(note -> best(name, note, Set.of(note.stem())).ifPresent(found::add));
    return sorted(found);
  }

  /** Of several notes, each at its best. */
  static List<Namesake> sorted(Collection<Namesake> found) {
    Set<NotePath> seen = new LinkedHashSet<>();
    return found.stream()
        .sorted(Comparator.comparing(Namesake::likeness).thenComparing(Namesake::path))
        .filter(like -> seen.add(like.path()))
        .limit(FOUND_COUNT_MAX)
        .toList();
  }

  /** The names of a note: of its file, its title, its aliases. */
  static Set<String> names(NotePath path, Optional<String> text) {
    Set<String> names = new LinkedHashSet<>();
    names.add(path.stem());
    if (text.isPresent()) {
      Note note = Note.parse(path, text.get());
      names.add(note.title());
      names.addAll(note.aliases());
    }
    return names;
  }

  private static Optional<Namesake> best(String name, NotePath note, Set<String> names) {
    return names.stream()
        .flatMap(known ->
            NameLikeness.of(name, known).stream().map(like -> new Namesake(note, known, like)))
        .min(Comparator.comparing(Namesake::likeness));
  }
}
