package memagent.agent;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The note that a question asks about, as far as its words alone say so: the one that it names, or
 * the person's own, and from there by every link whose key stands in the question, "my sister's
 * landlord's phone".
 *
 * @param way paths of the notes on the way to it, itself last
 * @param rest the question's words, as stems, that did not lead there: what is asked about it
 * @param isNamed whether the question says a whole name of the first note on the way
 */
record AskedNote(List<String> way, Set<String> rest, boolean isNamed) {
  /** Words for the person who asks, in English, German, French, Spanish and Russian. */
  private static final Set<String> MINE =
      Set.of(
          ("my mine i me ich mein meine meinen meinem meiner meines je mon ma mes yo mi mis mio mia"
                  + " я мои моя мое моего моей моих моему моим меня мне")
              .split(" "));

  private static final int HOPS_MAX = 4;

  AskedNote {
    way = List.copyOf(way);
    rest = Set.copyOf(rest);
  }

  /** Its path. */
  String path() {
    return way.getLast();
  }

  /** Empty where the words leave it open, or name several. */
  static Optional<AskedNote> of(String question, Shown shown) {
    Set<String> rest = new LinkedHashSet<>(telling(question));
    List<String> words = Words.of(question);
    Set<String> inFull = named(words, shown, List::copyOf);
    Set<String> named = inFull.isEmpty() ? named(words, shown, name -> name.subList(0, 1)) : inFull;
    if (named.size() > 1) {
      return Optional.empty();
    }
    String at = Recall.OWN;
    if (!named.isEmpty()) {
      at = named.iterator().next();
      Shown.Note note = shown.notes().get(at);
      if (note != null) {
        rest.removeAll(note.nameWords());
      }
    } else if (!shown.notes().containsKey(Recall.OWN) || Collections.disjoint(words, MINE)) {
      return Optional.empty();
    }
    List<String> way = new ArrayList<>(List.of(at));
    for (int hop = 0; hop < HOPS_MAX; hop++) {
      Map<String, Set<String>> next = next(at, rest, shown);
      if (next.size() > 1) {
        return Optional.empty();
      }
      if (next.isEmpty() || way.contains(next.keySet().iterator().next())) {
        break;
      }
      Map.Entry<String, Set<String>> step = next.entrySet().iterator().next();
      at = step.getKey();
      way.add(at);
      rest.removeIf(word -> Likeness.isLike(word, step.getValue()));
    }
    return Optional.of(new AskedNote(way, rest, !inFull.isEmpty()));
  }

  /** The words of a question, as stems, that say what it is about. */
  static Set<String> telling(String question) {
    return Set.copyOf(MemoryLine.words(String.join(" ", Recall.telling(question))));
  }

  /** The notes of which a question says a name, or so much of it. */
  private static Set<String> named(
      List<String> words, Shown shown, UnaryOperator<List<String>> part) {
    Set<String> named = new HashSet<>();
    shown
        .notes()
        .forEach((path, note) -> {
          boolean isSaid =
              note.names().stream()
                  .map(Words::of)
                  .filter(name -> !name.isEmpty())
                  .anyMatch(name -> Words.contains(words, part.apply(name)));
          if (isSaid && !path.equals(Recall.OWN)) {
            named.add(path);
          }
        });
    return named;
  }

  /** Where the links lead whose whole key is still in the question, each with the key. */
  private static Map<String, Set<String>> next(String at, Set<String> rest, Shown shown) {
    Shown.Note note = shown.notes().get(at);
    if (note == null) {
      return Map.of();
    }
    List<Shown.Line> fitting =
        note.lines().stream()
            .filter(line -> !line.links().isEmpty() && !line.key().isEmpty())
            .filter(line -> Likeness.isIn(line.key(), rest))
            .toList();
    return fitting.stream()
        .filter(line -> fitting.stream().noneMatch(other -> isMore(other.key(), line.key())))
        .flatMap(line ->
            line.links().stream()
                .flatMap(link -> shown.target(link).stream())
                .map(target -> Map.entry(target, line.key())))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a));
  }

  private static boolean isMore(Set<String> key, Set<String> other) {
    return key.size() > other.size() && key.containsAll(other);
  }
}
