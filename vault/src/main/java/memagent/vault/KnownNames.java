package memagent.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The names of all notes, to find those that are like each other. */
final class KnownNames {
  /** Of more names only the same ones are found: each costs some twenty entries of a table. */
  private static final int COMPARED_COUNT_MAX = 50_000;

  private final List<Name> names = new ArrayList<>();

  KnownNames(Collection<Note> notes) {
    for (Note note : notes) {
      Map<String, String> own = new LinkedHashMap<>();
      own.put(NameLikeness.key(note.title()), note.title());
      own.putIfAbsent(NameLikeness.key(note.path().stem()), note.path().stem());
      note.aliases().forEach(alias -> own.putIfAbsent(NameLikeness.key(alias), alias));
      own.forEach((key, name) -> names.add(new Name(note.path(), name, key)));
    }
  }

  private record Name(NotePath note, String name, String key) {}

  /** Two notes with names one slip of the pen apart; the first is the first by path. */
  record Pair(NotePath one, NotePath other, String name, String otherName) {}

  /** The notes that may be meant by a name, only those that are the likeliest, by path. */
  List<Namesake> likeliest(String name, NotePath except) {
    Map<NotePath, Namesake> found = new HashMap<>();
    String key = NameLikeness.key(name);
    for (Name known : names) {
      if (!known.note().equals(except)) {
        Optional<Namesake.Likeness> like = NameLikeness.ofKeys(key, known.key());
        like.map(likeness -> new Namesake(known.note(), known.name(), likeness))
            .ifPresent(each ->
                found.merge(
                    known.note(),
                    each,
                    (a, b) -> a.likeness().compareTo(b.likeness()) <= 0 ? a : b));
      }
    }
    List<Namesake> sorted = Namesakes.sorted(found.values());
    return sorted.stream().filter(each -> each.likeness() == sorted.getFirst().likeness()).toList();
  }

  /**
   * All pairs that are near. Two names one letter apart have a form in common that each gives by
   * leaving out one letter or none (Garbe's symmetric deletion).
   */
  List<Pair> near() {
    if (names.size() > COMPARED_COUNT_MAX) {
      return List.of();
    }
    Map<String, Set<Name>> forms = new HashMap<>();
    for (Name name : names) {
      if (name.key().length() >= NameLikeness.NEAR_CHARS_MIN) {
        forms.computeIfAbsent(name.key(), form -> new LinkedHashSet<>()).add(name);
        for (int i = 0; i < name.key().length(); i++) {
          String form = name.key().substring(0, i) + name.key().substring(i + 1);
          forms.computeIfAbsent(form, each -> new LinkedHashSet<>()).add(name);
        }
      }
    }
    Map<Set<NotePath>, Pair> pairs = new HashMap<>();
    for (Set<Name> alike : forms.values()) {
      for (Name a : alike) {
        for (Name b : alike) {
          boolean isPair = a.note().compareTo(b.note()) < 0;
          if (isPair && NameLikeness.isNear(a.key(), b.key())) {
            pairs.putIfAbsent(
                new TreeSet<>(Set.of(a.note(), b.note())),
                new Pair(a.note(), b.note(), a.name(), b.name()));
          }
        }
      }
    }
    return pairs.values().stream()
        .sorted(java.util.Comparator.comparing(Pair::one).thenComparing(Pair::other))
        .toList();
  }
}
