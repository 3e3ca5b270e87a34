package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LessonReaderTest {
  static final String TEXT =
      """
      @@ memory kiln-club en
      @@ names: Tilda Marsh; Ewan
      @@ note user.md
      # user
      - boiler: [[entities/ewan.md]]
      @@ note entities/ewan.md
      # Ewan
      - mobile: 900 412
      - owed: 35 for the valve
      @@ task retrieval
      q: It is freezing in there. Who do I ring,
      q: and on what number?
      e: user.md ::: - boiler: [[entities/ewan.md]]
      e: entities/ewan.md ::: - mobile: 900 412
      a: Ring Ewan on 900 412.
      @@ task update
      q: Ewan has his money now, and a dog called Bolt.
      -: entities/ewan.md ::: - owed: 35 for the valve
      +: entities/ewan.md ::: - mobile: 900 412 ::: - dog: Bolt
      a: Nothing is owed to Ewan any more, and his dog is Bolt.
      @@ task filter/none
      q: What is Ewan's mobile?
      f: No numbers.
      a: I may not tell numbers.
      """;

  @Test
  void aFileIsReadIntoMemoriesAndMessages() {
    List<Lesson> lessons = LessonReader.read("club.txt", TEXT);
    assertThat(lessons).hasSize(1);
    Lesson lesson = lessons.getFirst();
    assertThat(lesson.names()).containsExactly("Tilda Marsh", "Ewan");
    assertThat(lesson.memory().notes())
        .containsEntry("user.md", "# user\n- boiler: [[entities/ewan.md]]\n");
    assertThat(lesson.messages()).hasSize(3);
    Lesson.Message asked = lesson.messages().get(0);
    assertThat(asked.question())
        .isEqualTo("It is freezing in there. Who do I ring,\nand on what number?");
    assertThat(asked.evidence()).contains(new Lesson.Line("entities/ewan.md", "- mobile: 900 412"));
    assertThat(lesson.messages().get(1).changes())
        .containsExactly(
            new Lesson.Change.Removed("entities/ewan.md", "- owed: 35 for the valve"),
            new Lesson.Change.Added("entities/ewan.md", "- mobile: 900 412", "- dog: Bolt"));
    assertThat(lesson.messages().get(2).category()).isEqualTo(Category.FILTER);
  }

  @Test
  void aFaultNamesTheFileTheLineAndTheText() {
    assertThatThrownBy(() ->
            LessonReader.read("club.txt", "@@ memory a en\n@@ task update\nu: user.md ::: one\n"))
        .isInstanceOf(BenchException.class)
        .hasMessage("club.txt:3 has 2 parts instead of 3: \"u: user.md ::: one\".");
    assertThatThrownBy(() -> LessonReader.read("club.txt", "hello"))
        .hasMessageContaining("club.txt:1 stands before the first memory");
  }

  @Test
  void whatTheLessonsQuoteAndChangeStandsInTheirNotes() {
    List<String> faults = new ArrayList<>();
    List<Lesson> lessons = new ArrayList<>(LessonReader.training());
    lessons.addAll(LessonReader.heldOut());
    for (Lesson lesson : lessons) {
      for (Lesson.Message message : lesson.messages()) {
        String where = lesson.memory().id() + " " + message.question() + ": ";
        for (Lesson.Line line : message.evidence()) {
          boolean stands =
              Optional.ofNullable(lesson.memory().notes().get(line.path()))
                  .map(text -> text.lines().map(String::strip).anyMatch(line.text()::equals))
                  .orElse(false);
          if (!stands) {
            faults.add(where + line);
          }
        }
        for (Lesson.Change change : message.changes()) {
          int count =
              switch (change) {
                case Lesson.Change.Replaced(String path, String before, String after) ->
                    count(lesson, path, before);
                case Lesson.Change.Added(String path, String anchor, String line) ->
                    count(lesson, path, anchor);
                case Lesson.Change.Removed(String path, String line) -> count(lesson, path, line);
                case Lesson.Change.Created(String path, String text) ->
                    lesson.memory().notes().containsKey(path) ? 0 : 1;
                case Lesson.Change.Deleted(String path) ->
                    lesson.memory().notes().containsKey(path) ? 1 : 0;
              };
          if (count != 1) {
            faults.add(where + count + " times " + change);
          }
        }
        boolean changes = !message.changes().isEmpty();
        if (changes && message.category() != Category.UPDATE) {
          faults.add(where + "changes something");
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static int count(Lesson lesson, String path, String text) {
    String note = lesson.memory().notes().getOrDefault(path, "");
    int count = 0;
    for (int at = note.indexOf(text); at >= 0; at = note.indexOf(text, at + 1)) {
      count++;
    }
    return count;
  }
}
