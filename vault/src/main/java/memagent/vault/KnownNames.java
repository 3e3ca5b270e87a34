package memagent.vault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of all notes, to find those that are like each other without comparing all with all.
 *
 * <p>Two names one letter apart have a form in common that each gives by leaving out one letter or
 * none (Garbe's symmetric deletion), and the same digits. A name that is part of another has all
 * its words there. So names are kept by such forms and by words, and only those that share one are
 * compared.
 */
final class KnownNames {
  /** More names are not compared with each other: each costs some twenty numbers. */
  static final int COMPARED_COUNT_MAX = 1_000_000;

  /** A longer name takes part without letters left out: it would have too many forms. */
  private static final int FORMED_CHARS_MAX = 100;

  /** The lower bits of an entry say whose form it is, the upper ones the form. */
  private static final int KEY_BITS = 22;

  private final List<String> keys = new ArrayList<>(); // each once
  private final Map<String, List<Name>> byKey = new HashMap<>();
  private final Map<String, List<String>> byWord = new HashMap<>(); // keys
  private final Map<String, List<String>> byRarest = new HashMap<>(); // keys, each once
  private long[] forms = {}; // (form), ascending; made when first needed

  KnownNames(Collection<Note> notes) {
    for (Note note : notes) {
      Map<String, String> own = new LinkedHashMap<>();
      own.put(NameLikeness.key(note.title()), note.title());
      own.putIfAbsent(NameLikeness.key(note.path().stem()), note.path().stem());
      note.aliases().forEach(alias -> own.putIfAbsent(NameLikeness.key(alias), alias));
      own.forEach((key, name) -> {
        List<Name> same = byKey.computeIfAbsent(key, fresh -> new ArrayList<>());
        if (same.isEmpty()) {
          keys.add(key);
        }
        same.add(new Name(note.path(), name));
      });
    }
    for (String key : keys) {
      for (String word : NameLikeness.words(key)) {
        byWord.computeIfAbsent(word, fresh -> new ArrayList<>()).add(key);
      }
    }
    for (String key : keys) {
      rarest(key)
          .ifPresent(word -> byRarest.computeIfAbsent(word, fresh -> new ArrayList<>()).add(key));
    }
  }

  private record Name(NotePath note, String name) {}

  /** Two notes with names one slip of the pen apart; the first is the first by path. */
  record Pair(NotePath one, NotePath other, String name, String otherName) {}

  /** The notes that may be meant by a name, only those that are the likeliest, by path. */
  List<Namesake> likeliest(String name, NotePath except) {
    Map<NotePath, Namesake> found = new HashMap<>();
    String key = NameLikeness.key(name);
    for (String known : candidates(key)) {
      Optional<Namesake.Likeness> like = NameLikeness.ofKeys(key, known);
      for (Name each : like.isPresent() ? byKey.getOrDefault(known, List.of()) : List.<Name>of()) {
        if (!each.note().equals(except)) {
          found.merge(
              each.note(),
              new Namesake(each.note(), each.name(), like.get()),
              (a, b) -> a.likeness().compareTo(b.likeness()) <= 0 ? a : b);
        }
      }
    }
    List<Namesake> sorted = Namesakes.sorted(found.values());
    return sorted.stream().filter(each -> each.likeness() == sorted.getFirst().likeness()).toList();
  }

  /** The keys that may be like this one: the same, near ones, and those with the same words. */
  private Set<String> candidates(String key) {
    Set<String> candidates = new LinkedHashSet<>();
    candidates.add(key);
    for (long form : forms(key)) {
      candidates.addAll(having(form));
    }
    for (String word : NameLikeness.words(key)) {
      candidates.addAll(byRarest.getOrDefault(word, List.of())); // Parts of this one.
    }
    // This one may be a part of them.
    candidates.addAll(
        rarest(key).map(word -> byWord.getOrDefault(word, List.of())).orElse(List.of()));
    return candidates;
  }

  /** Of the words of a key the one that the fewest keys have. */
  private Optional<String> rarest(String key) {
    return NameLikeness.words(key).stream()
        .min(Comparator.comparingInt(word -> byWord.getOrDefault(word, List.of()).size()));
  }

  /** All pairs that are near. */
  List<Pair> near() {
    Map<Set<NotePath>, Pair> pairs = new HashMap<>();
    long[] all = allForms();
    for (int from = 0; from < all.length; ) {
      int to = from + 1;
      while (to < all.length && all[to] >>> KEY_BITS == all[from] >>> KEY_BITS) {
        to++;
      }
      for (int i = from; i < to; i++) {
        for (int j = i + 1; j < to; j++) {
          pair(key(all[i]), key(all[j]), pairs);
        }
      }
      from = to;
    }
    return pairs.values().stream()
        .sorted(Comparator.comparing(Pair::one).thenComparing(Pair::other))
        .toList();
  }

  private void pair(String a, String b, Map<Set<NotePath>, Pair> pairs) {
    if (a.equals(b) || !NameLikeness.isNear(a, b)) {
      return;
    }
    for (Name one : byKey.getOrDefault(a, List.of())) {
      for (Name other : byKey.getOrDefault(b, List.of())) {
        if (!one.note().equals(other.note())) {
          boolean isFirst = one.note().compareTo(other.note()) < 0;
          Name first = isFirst ? one : other;
          Name second = isFirst ? other : one;
          pairs.putIfAbsent(
              new TreeSet<>(Set.of(first.note(), second.note())),
              new Pair(first.note(), second.note(), first.name(), second.name()));
        }
      }
    }
  }

  private String key(long entry) {
    return keys.get((int) (entry & ((1L << KEY_BITS) - 1)));
  }

  /** The keys with a form; a hash may bring a few that have it not. */
  private List<String> having(long form) {
    long[] all = allForms();
    int at = Arrays.binarySearch(all, form);
    List<String> having = new ArrayList<>();
    for (int i = at < 0 ? -at - 1 : at;
        i < all.length && all[i] >>> KEY_BITS == form >>> KEY_BITS;
        i++) {
      having.add(key(all[i]));
    }
    return having;
  }

  private long[] allForms() {
    if (forms.length > 0 || keys.size() > COMPARED_COUNT_MAX) {
      return forms;
    }
    int count = 0;
    for (String key : keys) {
      count += formCount(key);
    }
    long[] all = new long[count];
    int at = 0;
    for (int i = 0; i < keys.size(); i++) {
      for (long form : forms(keys.get(i))) {
        all[at] = form | i;
        at++;
      }
    }
    Arrays.sort(all);
    forms = all;
    return forms;
  }

  private static int formCount(String key) {
    int length = key.length();
    return length < NameLikeness.NEAR_CHARS_MIN ? 0 : length <= FORMED_CHARS_MAX ? 1 + length : 1;
  }

  /** A key's forms as numbers whose lower bits are free; those with other digits are others. */
  private static long[] forms(String key) {
    long[] forms = new long[formCount(key)];
    int length = key.length();
    long digits = NameLikeness.digits(key).hashCode();
    for (int i = 0; i < forms.length; i++) {
      int left = i - 1; // out; none at first
      long hash = digits;
      for (int at = 0; at < length; at++) {
        hash = at == left ? hash : (hash ^ key.charAt(at)) * 0x100000001B3L; // FNV-1a
      }
      hash ^= hash >>> 29;
      forms[i] = hash << KEY_BITS;
    }
    return forms;
  }
}
