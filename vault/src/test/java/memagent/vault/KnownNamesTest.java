package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class KnownNamesTest {
  private static final String[] WORDS = {
    "anna", "hanne", "annna", "otto", "ottto", "berg", "berge", "der", "7", "12", "70", "x"
  };

  private static String name(RandomGenerator random) {
    List<String> words = new ArrayList<>();
    for (int i = random.nextInt(3); i >= 0; i--) {
      words.add(WORDS[random.nextInt(WORDS.length)]);
    }
    return String.join(" ", words);
  }

  /** Each note has its number in its path, so that notes may share a name. */
  private static List<Note> notes(RandomGenerator random) {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      notes.add(
          Note.parse(
              NotePath.of("f%d/%s.md".formatted(i, name(random).replace(' ', '_'))),
              "# %s\n".formatted(name(random))));
    }
    return notes;
  }

  private static Set<String> keys(Note note) {
    Set<String> keys = new HashSet<>();
    keys.add(NameLikeness.key(note.title()));
    keys.add(NameLikeness.key(note.path().stem()));
    return keys;
  }

  @Test
  void findsWhatComparingAllWithAllFinds() {
    Properties.forAll(
        200,
        random -> {
          List<Note> notes = notes(random);
          KnownNames names = new KnownNames(notes);
          Set<Set<NotePath>> pairs = new HashSet<>();
          for (Note one : notes) {
            for (Note other : notes) {
              boolean isNear =
                  keys(one).stream()
                      .anyMatch(a -> keys(other).stream().anyMatch(b -> NameLikeness.isNear(a, b)));
              if (!one.path().equals(other.path()) && isNear) {
                pairs.add(Set.of(one.path(), other.path()));
              }
            }
          }
          Set<Set<NotePath>> found = new HashSet<>();
          names.near().forEach(pair -> found.add(Set.of(pair.one(), pair.other())));
          assertThat(found).isEqualTo(pairs);

          String asked = name(random);
          Map<NotePath, Namesake.Likeness> likely = new HashMap<>();
          for (Note note : notes) {
            for (String key : keys(note)) {
              NameLikeness.ofKeys(NameLikeness.key(asked), key)
                  .ifPresent(like ->
                      likely.merge(note.path(), like, (a, b) -> a.compareTo(b) <= 0 ? a : b));
            }
          }
          List<Namesake> all =
              Namesakes.sorted(
                  likely.entrySet().stream()
                      .map(each -> new Namesake(each.getKey(), "", each.getValue()))
                      .toList());
          assertThat(names.likeliest(asked, NotePath.ROOT).stream().map(Namesake::path))
              .isEqualTo(
                  all.stream()
                      .filter(each -> each.likeness() == all.getFirst().likeness())
                      .map(Namesake::path)
                      .toList());
        });
  }
}
