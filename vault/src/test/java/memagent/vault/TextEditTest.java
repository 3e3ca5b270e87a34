package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextEditTest {

  private static String replaced(String text, String old, String now) {
    TextEdit.Result result = new TextEdit(text).replace(old, now);
    assertThat(result.outcome()).isEqualTo(new UpdateOutcome.Replaced());
    return result.text();
  }

  private static UpdateOutcome outcome(String text, String old, String now) {
    TextEdit.Result result = new TextEdit(text).replace(old, now);
    assertThat(result.text()).isEqualTo(text);
    return result.outcome();
  }

  @Test
  void replacesOnePassageAndKeepsTheRest() {
    assertThat(replaced("# A \n- age: 30\t\n\n", "- age: 30", "- age: 31"))
        .isEqualTo("# A \n- age: 31\t\n\n");
  }

  @Test
  void writesNewLinesWithTheFilesOwnLineEnds() {
    assertThat(replaced("- a: 1\r\n- b: 2\r\n", "- a: 1", "- a: 1\n- c: 3"))
        .isEqualTo("- a: 1\r\n- c: 3\r\n- b: 2\r\n");
    assertThat(replaced("- a: 1\n", "- a: 1", "- a: 1\r\n- c: 3")).isEqualTo("- a: 1\n- c: 3\n");
  }

  @Test
  void matchesAcrossLineEndsWhicheverWayTheyAreWritten() {
    assertThat(replaced("x\r\n- a: 1\r\n- b: 2\r\ny", "- a: 1\n- b: 2", "- a: 9\n- b: 2"))
        .isEqualTo("x\r\n- a: 9\r\n- b: 2\r\ny");
    assertThat(replaced("a\nb\n", "a\r\nb\r\n", "c\r\n")).isEqualTo("c\n");
  }

  @Test
  void keepsMixedLineEndsThatTheOldAndTheNewTextShare() {
    assertThat(replaced("one\r\ntwo\nthree\r\nfour", "one\ntwo\nthree", "one\ntwo\n3"))
        .isEqualTo("one\r\ntwo\n3\r\nfour");
  }

  @Test
  void removesALineWithItsLineEnd() {
    assertThat(replaced("a\r\nb\r\nc\r\n", "b\n", "")).isEqualTo("a\r\nc\r\n");
  }

  @Test
  void saysWhereAPassageOccursSeveralTimes() {
    assertThat(outcome("x\nx\n\ny x", "x", "z"))
        .isEqualTo(new UpdateOutcome.SeveralMatches(3, List.of(1, 2, 4)));
    assertThat(outcome("aaa", "aa", "b"))
        .isEqualTo(new UpdateOutcome.SeveralMatches(2, List.of(1, 1)));
  }

  @Test
  void countsEveryMatchAndListsTheFirstTwenty() {
    UpdateOutcome outcome = outcome("x\n".repeat(50), "x", "z");
    assertThat(outcome).isInstanceOf(UpdateOutcome.SeveralMatches.class);
    UpdateOutcome.SeveralMatches several = (UpdateOutcome.SeveralMatches) outcome;
    assertThat(several.count()).isEqualTo(50);
    assertThat(several.lines()).hasSize(20).endsWith(20);
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(outcome("abc", "d", "e")).isEqualTo(new UpdateOutcome.NotFound());
    assertThat(outcome("abc", "", "e")).isEqualTo(new UpdateOutcome.NotFound());
    assertThat(outcome("", "d", "e")).isEqualTo(new UpdateOutcome.NotFound());
    assertThat(outcome("abc", "ABC", "e")).isEqualTo(new UpdateOutcome.NotFound());
  }

  @Test
  void fillsAnEmptyFileByReplacingNothing() {
    assertThat(replaced("", "", "new")).isEqualTo("new");
  }

  @Test
  void saysThatNothingChanges() {
    assertThat(outcome("abc", "b", "b")).isEqualTo(new UpdateOutcome.Unchanged());
    assertThat(outcome("a\r\nb", "a\nb", "a\r\nb")).isEqualTo(new UpdateOutcome.Unchanged());
  }

  @Test
  void keepsSurrogatePairsWhole() {
    assertThat(replaced("- mood: 😀!", "😀", "😁")).isEqualTo("- mood: 😁!");
  }
}
