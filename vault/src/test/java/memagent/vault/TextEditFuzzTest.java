package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;

class TextEditFuzzTest {

  @FuzzTest(maxDuration = "60s")
  void keepsEveryCharacterOutsideTheEdit(
      @NotNull String text, @NotNull String old, @NotNull String now) {
    TextEdit.Result result = new TextEdit(text).replace(old, now);
    if (!(result.outcome() instanceof UpdateOutcome.Replaced)) {
      assertThat(result.text()).isEqualTo(text);
      return;
    }
    int at = flat(text).indexOf(flat(old));
    int after = flat(text).length() - at - flat(old).length();
    int head = 0;
    int shorter = Math.min(text.length(), result.text().length());
    while (head < shorter && text.charAt(head) == result.text().charAt(head)) {
      head++;
    }
    int tail = 0;
    while (tail < shorter
        && text.charAt(text.length() - 1 - tail)
            == result.text().charAt(result.text().length() - 1 - tail)) {
      tail++;
    }
    assertThat(flat(text.substring(0, head)).length()).isGreaterThanOrEqualTo(at);
    assertThat(flat(text.substring(text.length() - tail)).length()).isGreaterThanOrEqualTo(after);
  }

  private static String flat(String text) {
    return text.replace("\r\n", "\n");
  }

  @FuzzTest(maxDuration = "60s")
  void givesTheBytesOfAnyTextFileBackAsTheyWere(byte @NotNull [] bytes) {
    NoteText.decode(bytes)
        .ifPresent(
            note -> assertThat(note.encode(NotePath.of("a.md"), note.text())).isEqualTo(bytes));
  }
}
