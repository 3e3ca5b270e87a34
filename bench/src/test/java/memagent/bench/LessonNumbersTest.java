package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LessonNumbersTest {
  private static final String TEXT =
      """
      @@ memory boat-house en
      @@ note user.md
      # user
      - locker 418, key from 2019, open 14:30 to 18:00, due 2026-04-12
      - order: [[entities/order_7730.md]]
      @@ note entities/order_7730.md
      Order 7730 of 12 May: 250 screws, 3.75 each
      @@ task retrieval
      q: Which locker goes with order 7730?
      e: user.md ::: - locker 418, key from 2019, open 14:30 to 18:00, due 2026-04-12
      a: Locker 418.
      @@ task retrieval
      q: What do half the screws make?
      e: entities/order_7730.md ::: Order 7730 of 12 May: 250 screws, 3.75 each
      t: 250 / 2 = 125
      a: 125.
      """;
  private static final Lesson LESSON = LessonReader.read("boat.txt", TEXT).getFirst();

  @Test
  void numbersChangeEverywhereAlikeAndYearsDatesAndTimesStay() {
    Lesson swapped = LessonNumbers.swapped(LESSON, new Dice(3));
    String user = swapped.memory().notes().get("user.md");
    assertThat(user)
        .doesNotContain("418")
        .doesNotContain("7730")
        .contains("key from 2019, open 14:30 to 18:00, due 2026-04-12");
    Lesson.Message message = swapped.messages().getFirst();
    String locker = message.reply().replaceAll("\\D", "");
    assertThat(locker).hasSize(3);
    assertThat(user).contains("- locker " + locker + ",");
    assertThat(user).contains(message.evidence().getFirst().text());
    String order = message.question().replaceAll("\\D", "");
    assertThat(swapped.memory().notes().get("entities/order_" + order + ".md"))
        .startsWith("Order " + order + " of 12 May: ")
        .endsWith(" screws, 3.75 each\n")
        .doesNotContain("250");
  }

  @Test
  void whatIsReckonedKeepsItsNumbers() {
    assertThat(LESSON.messages().stream().map(LessonNumbers::mayChange).toList())
        .isEqualTo(List.of(true, false));
  }
}
