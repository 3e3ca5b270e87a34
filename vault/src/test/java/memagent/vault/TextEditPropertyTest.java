package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextEditPropertyTest {
  private static final String[] ALPHABET = {"a", "b", " ", "\n", "\r\n", "- k: v", "é", "😀", "\t"};

  private static String flat(String text) {
    return text.replace("\r\n", "\n");
  }

  @Test
  void changesThePassageAndNoOtherByte() {
    Properties.forAll(
        20_000,
        random -> {
          String text = Properties.text(random, ALPHABET, 14);
          String old = Properties.text(random, ALPHABET, 3);
          String now = Properties.text(random, ALPHABET, 3);
          TextEdit.Result result = new TextEdit(text).replace(old, now);
          if (result.outcome() instanceof UpdateOutcome.Replaced) {
            int at = flat(text).indexOf(flat(old));
            String expected =
                flat(text).substring(0, at)
                    + flat(now)
                    + flat(text).substring(at + flat(old).length());
            assertThat(flat(result.text())).isEqualTo(expected);
            int head = prefix(text, result.text());
            assertThat(flat(text.substring(0, head)).length()).isGreaterThanOrEqualTo(at);
          } else {
            assertThat(result.text()).isEqualTo(text);
          }
        });
  }

  @Test
  void keepsAFileOfOneKindOfLineEndInThatKind() {
    Properties.forAll(
        20_000,
        random -> {
          String text = flat(Properties.text(random, ALPHABET, 14)).replace("\n", "\r\n");
          String old = Properties.text(random, ALPHABET, 3);
          String now = Properties.text(random, ALPHABET, 3);
          if (text.contains("\n")) {
            String after = new TextEdit(text).replace(old, now).text();
            assertThat(after.replace("\r\n", "")).doesNotContain("\n").doesNotContain("\r");
          }
        });
  }

  private static int prefix(String a, String b) {
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }
}
