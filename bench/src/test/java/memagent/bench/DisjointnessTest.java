package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * What models train on and what they are measured on have nothing in common that could be learnt by
 * heart.
 */
class DisjointnessTest {
  private static final Vocabulary TRAINING = Vocabulary.training();
  private static final Vocabulary BENCHMARK = Vocabulary.benchmark();
  private static final int WORLDS = 60;

  @Test
  void noSentenceOfTheBenchmarkIsATrainingTemplate() {
    assertThat(shared(sentences(TRAINING), sentences(BENCHMARK))).isEmpty();
  }

  @Test
  void noValueNameOrThingIsInBoth() {
    assertThat(shared(values(TRAINING), values(BENCHMARK))).isEmpty();
    assertThat(shared(words(TRAINING.things()), words(BENCHMARK.things()))).isEmpty();
  }

  @Test
  void noKindOfFactIsInBoth() {
    Set<String> keys =
        shared(
            words(TRAINING.attributes().stream().map(k -> k.id().replace('_', ' ')).toList()),
            words(BENCHMARK.attributes().stream().map(k -> k.id().replace('_', ' ')).toList()));
    assertThat(keys).isEmpty();
  }

  @Test
  void noTaskTextMemoryOrAnswerIsInBoth() {
    Set<String> trained = new HashSet<>();
    Set<String> measured = new HashSet<>();
    collect(TRAINING, WorldSettings.TRAINING, trained);
    collect(BENCHMARK, WorldSettings.BENCHMARK, measured);
    for (Task task : CoreTasks.load().tasks()) {
      measured.add(line(task));
    }
    CoreTasks.load().memories().values().forEach(m -> measured.add(m.paste()));
    assertThat(shared(trained, measured)).isEmpty();
  }

  @Test
  void noOtherLanguageSharesAnythingWithTheBenchmark() {
    Set<String> trained = new HashSet<>();
    for (String tag : LanguagePack.TAGS) {
      LanguagePack pack = LanguagePack.of(tag);
      assertThat(shared(new HashSet<>(pack.sentences()), sentences(BENCHMARK))).isEmpty();
      pack.lists()
          .forEach((list, values) ->
              assertThat(shared(words(values), values(BENCHMARK))).as(tag + " " + list).isEmpty());
    }
    WorldGenerator generator =
        new WorldGenerator(
                TRAINING, WorldSettings.TRAINING, CategoryShares.REFERENCE, TraceStyle.SMALL, 1)
            .withLanguages(1);
    for (int world = 0; world < WORLDS; world++) {
      for (WorldTask task : generator.world(world, 6)) {
        trained.add(task.memory().paste());
        trained.add(Words.of(task.task().question()).text());
        trained.add(line(task.task()));
      }
    }
    Set<String> measured = new HashSet<>();
    for (Task task : CoreTasks.load().tasks()) {
      measured.add(Words.of(task.question()).text());
      measured.add(line(task));
    }
    CoreTasks.load().memories().values().forEach(memory -> measured.add(memory.paste()));
    assertThat(shared(trained, measured)).isEmpty();
  }

  @Test
  void noPersonOrPlaceOfTheOtherLanguagesIsInTheHandWrittenTasks() {
    StringBuilder text = new StringBuilder();
    CoreTasks.load().memories().values().forEach(memory -> text.append(memory.paste()));
    CoreTasks.load().tasks().forEach(task -> text.append('\n').append(task.question()));
    Words measured = Words.of(text.toString());
    for (String tag : LanguagePack.TAGS) {
      for (String list : List.of("name-f", "name-m", "place")) {
        for (String entry : LanguagePack.of(tag).list(list)) {
          Words name = Words.of(LanguageNames.nominative(entry));
          assertThat(measured.contains(name)).as(entry).isFalse();
        }
      }
    }
  }

  @Test
  void noLessonSharesALineOrAQuestionWithTheBenchmark() {
    Set<String> measured = new HashSet<>();
    for (Task task : CoreTasks.load().tasks()) {
      measured.add(Words.of(task.question()).text());
      measured.add(Words.of(task.solution().reply()).text());
      task.filters().forEach(filter -> measured.add(Words.of(filter).text()));
    }
    CoreTasks.load().memories().values().forEach(memory -> measured.addAll(tellingLines(memory)));
    measured.addAll(sentences(BENCHMARK));
    Set<String> trained = new HashSet<>();
    List<Lesson> lessons = new ArrayList<>(LessonReader.training());
    lessons.addAll(LessonReader.heldOut());
    for (Lesson lesson : lessons) {
      trained.addAll(tellingLines(lesson.memory()));
      for (Lesson.Message message : lesson.messages()) {
        trained.add(Words.of(message.question()).text());
        trained.add(Words.of(message.reply()).text());
        message.filters().forEach(filter -> trained.add(Words.of(filter).text()));
      }
    }
    assertThat(shared(trained, measured)).isEmpty();
  }

  /** Lines of notes but for titles, table heads and the like, which anybody may write. */
  private static Set<String> tellingLines(Memory memory) {
    return memory.notes().values().stream()
        .flatMap(String::lines)
        .filter(line -> !line.startsWith("#") && line.matches(".*\\p{N}.*") && line.length() > 16)
        .map(line -> Words.of(line).text())
        .collect(Collectors.toSet());
  }

  /* Small talk and sums are about nothing: their text alone may come up anywhere. */
  private static void collect(Vocabulary vocabulary, WorldSettings settings, Set<String> all) {
    var generator =
        new WorldGenerator(vocabulary, settings, CategoryShares.REFERENCE, TraceStyle.SMALL, 1);
    for (int world = 0; world < WORLDS; world++) {
      for (WorldTask task : generator.world(world, 6)) {
        all.add(task.memory().paste());
        all.add(line(task.task()));
        all.add(task.task().query().toLowerCase(Locale.ROOT));
      }
    }
  }

  private static String line(Task task) {
    return task.question().toLowerCase(Locale.ROOT) + " = " + task.solution().reply();
  }

  private static Set<String> sentences(Vocabulary vocabulary) {
    Set<String> all = new HashSet<>();
    vocabulary.phrases().forEach((section, lines) -> all.addAll(words(lines)));
    for (AttributeKind kind : vocabulary.attributes()) {
      all.addAll(words(kind.questions()));
      all.addAll(words(kind.sayings()));
    }
    return all;
  }

  private static Set<String> values(Vocabulary vocabulary) {
    Set<String> all = new HashSet<>();
    vocabulary.lists().values().forEach(list -> all.addAll(words(list)));
    return all;
  }

  private static Set<String> words(List<String> texts) {
    return texts.stream().map(t -> Words.of(t).text()).collect(Collectors.toSet());
  }

  private static Set<String> shared(Set<String> a, Set<String> b) {
    Set<String> both = new HashSet<>(a);
    both.retainAll(b);
    return both;
  }
}
