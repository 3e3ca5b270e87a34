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
    int at = text.replace("\r\n", "\n").indexOf(old.replace("\r\n", "\n"));
    String flat = text.replace("\r\n", "\n");
    String tail = flat.substring(at + old.replace("\r\n", "\n").length());
    assertThat(result.text().replace("\r\n", "\n")).startsWith(flat.substring(0, at));
    assertThat(result.text().replace("\r\n", "\n")).endsWith(tail);
  }

  @FuzzTest(maxDuration = "60s")
  void givesTheBytesOfAnyTextFileBackAsTheyWere(byte @NotNull [] bytes) {
    NoteText.decode(bytes)
        .ifPresent(
            note -> assertThat(note.encode(NotePath.of("a.md"), note.text())).isEqualTo(bytes));
  }
}
