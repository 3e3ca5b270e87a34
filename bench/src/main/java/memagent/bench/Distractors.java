package memagent.bench;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What surrounds the evidence of a task and could be taken for it. A note counts once, as the first
 * of these that it is.
 *
 * @param lookAlikes notes whose name differs by two letters at most
 * @param namesakes notes whose name shares a word
 * @param duplicates notes with a fact of the kind that is asked for
 * @param stale former values in the notes of the evidence
 */
public record Distractors(int lookAlikes, int namesakes, int duplicates, int stale) {
  private static final int LETTERS_MAX = 2;
  private static final double SAME_KINDS = 0.5;

  /** All together. */
  public int total() {
    return lookAlikes + namesakes + duplicates + stale;
  }

  /**
   * Counts them.
   *
   * @param evidence texts of notes that the answer rests on, by path; an empty text for all of the
   *     note
   * @return empty where the task rests on no note
   */
  static Optional<Distractors> around(RenderedWorld rendered, Map<String, List<String>> evidence) {
    List<Entity> entities = rendered.world().entities();
    List<Entity> owners = entities.stream().filter(e -> evidence.containsKey(e.path())).toList();
    if (owners.isEmpty()) {
      return Optional.empty();
    }
    Set<String> words = new HashSet<>();
    owners.forEach(owner -> words.addAll(words(owner)));
    int lookAlikes = 0;
    int namesakes = 0;
    int duplicates = 0;
    for (Entity other : entities) {
      if (owners.contains(other)) {
        continue;
      }
      if (owners.stream().anyMatch(owner -> isLookAlike(owner.title(), other.title()))) {
        lookAlikes++;
      } else if (words(other).stream().anyMatch(words::contains)) {
        namesakes++;
      } else if (owners.stream().anyMatch(o -> isDuplicate(rendered, o, other, evidence))) {
        duplicates++;
      }
    }
    long stale =
        owners.stream()
            .flatMap(owner -> owner.statements().stream())
            .filter(fact -> fact.before().isPresent())
            .count();
    return Optional.of(new Distractors(lookAlikes, namesakes, duplicates, (int) stale));
  }

  private static Collection<String> words(Entity entity) {
    return Words.of(entity.title()).list();
  }

  private static boolean isDuplicate(
      RenderedWorld rendered, Entity owner, Entity other, Map<String, List<String>> evidence) {
    if (other.type() != owner.type()) {
      return false;
    }
    List<String> texts = evidence.getOrDefault(owner.path(), List.of());
    Set<String> asked = new TreeSet<>();
    for (Statement fact : owner.statements()) {
      boolean needed =
          rendered.place(fact).map(Placed::text).map(String::stripTrailing).stream()
              .anyMatch(texts::contains);
      if (needed) {
        asked.add(fact.kind().id());
      }
    }
    long same = 0;
    for (Statement fact : other.statements()) {
      if (asked.contains(fact.kind().id())) {
        return true;
      }
      boolean shared =
          owner.statements().stream().anyMatch(s -> s.kind().id().equals(fact.kind().id()));
      same += shared ? 1 : 0;
    }
    return asked.isEmpty() && same > 0 && same >= SAME_KINDS * owner.statements().size();
  }

  /* Levenshtein's distance, given up where a row has no small number left. */
  private static boolean isLookAlike(String a, String b) {
    if (Math.abs(a.length() - b.length()) > LETTERS_MAX) {
      return false;
    }
    int[] before = new int[b.length() + 1]; // (b's letters + 1)
    for (int j = 0; j <= b.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      int least = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(change, 1 + Math.min(before[j], row[j - 1]));
        least = Math.min(least, row[j]);
      }
      if (least > LETTERS_MAX) {
        return false;
      }
      before = row;
    }
    return before[b.length()] <= LETTERS_MAX;
  }
}
