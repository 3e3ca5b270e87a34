package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class FactEditPropertyTest {
  private static final NotePath PATH = NotePath.of("n.md");
  private static final String[] PIECES = {
    "# T\n",
    "## H\n",
    "- a: 1\n",
    "- **b**: two\n",
    "  - c: 3\n",
    "* d： 4\r\n",
    "**e:** five\\\n",
    "**f**: six\n",
    "\n",
    "words\n",
    "| k | v |\n|---|---|\n| g | 7 |\n",
    "| x | y | z |\n| - | - | - |\n| h | 8 | |\n",
    "```\n- a: code\n```\n",
    "> - q: quoted\n",
    "1. i: 9\n",
    "Set\n===\n",
    "<div>\n",
    "- a: again",
  };
  private static final String[] FRONT = {
    "k: v\n", "a: 1\n", "n: \"x # y\"\n", "l:\n  - 1\n", "m: 'q' # c\n", "o:\n"
  };
  private static final String[] VALUE = {
    "x",
    "1",
    ": ",
    "#",
    " ",
    "|",
    "\\",
    "[[a|b]]",
    "**",
    "`",
    "\"",
    "'",
    "é",
    "😀",
    "- ",
    "---",
    "<b>",
    "&amp;",
    "http://x",
    "null",
    "~",
    "\t",
    "{",
    "]"
  };
  private static final List<String> KEYS =
      List.of("a", "b", "c", "d", "e", "f", "g", "y", "k", "m", "n", "o", "new", "New one", "ß");

  private static String note(RandomGenerator random) {
    String front =
        random.nextInt(3) == 0 ? "---\n" + Properties.text(random, FRONT, 3) + "---\n" : "";
    return front + Properties.text(random, PIECES, 9);
  }

  /** One that the note has, or any. */
  private static String key(RandomGenerator random, String note) {
    List<KeyedValue> facts = KeyedValues.of(Note.parse(PATH, note));
    if (random.nextBoolean() && !facts.isEmpty()) {
      return facts.get(random.nextInt(facts.size())).key();
    }
    return KEYS.get(random.nextInt(KEYS.size()));
  }

  @Test
  void whatWasSetIsReadAndNothingElseIsChanged() {
    int[] counts = new int[3];
    Properties.forAll(
        12_000,
        random -> {
          String text = note(random);
          String key = key(random, text);
          String heading = random.nextInt(4) == 0 ? "H" : "";
          String value = Properties.text(random, VALUE, 4);
          Note before = Note.parse(PATH, text);
          FactEdit.Edited edited = FactEdit.set(before, key, heading, value, Optional.empty());
          Note after = Note.parse(PATH, edited.text());
          switch (edited.outcome()) {
            case FactOutcome.Replaced(KeyedValue old) -> {
              counts[0]++;
              assertThat(value(after, key, heading)).isEqualTo(value.strip());
              int start = old.span().start();
              int tail = text.length() - old.span().end();
              assertThat(edited.text()).startsWith(text.substring(0, start));
              assertThat(edited.text()).endsWith(text.substring(text.length() - tail));
              assertThat(KeyedValues.of(after)).hasSameSizeAs(KeyedValues.of(before));
            }
            case FactOutcome.Added added -> {
              counts[1]++;
              assertThat(value(after, key, heading)).isEqualTo(value.strip());
              assertThat(withoutOneStretch(text, edited.text())).isTrue();
              assertThat(others(after, key)).containsAll(others(before, key));
            }
            case FactOutcome.Unchanged same -> assertThat(edited.text()).isEqualTo(text);
            case FactOutcome.Unclear unclear -> assertThat(edited.text()).isEqualTo(text);
            case FactOutcome.Unusable unusable -> {
              counts[2] += value.isBlank() ? 0 : 1;
              assertThat(edited.text()).isEqualTo(text);
            }
          }
        });
    // Most of what can be set is, so that the property says something.
    assertThat(counts[0]).isGreaterThan(2_000);
    assertThat(counts[1]).isGreaterThan(2_000);
    assertThat(counts[2]).isLessThan(1_500);
  }

  @Test
  void settingTwiceIsSettingOnceAndTheOldValueBringsTheNoteBack() {
    Properties.forAll(
        6_000,
        random -> {
          String text = note(random);
          String key = key(random, text);
          String value = Properties.text(random, VALUE, 3);
          Note before = Note.parse(PATH, text);
          FactEdit.Edited once = FactEdit.set(before, key, "", value, Optional.empty());
          if (once.outcome() instanceof FactOutcome.Replaced(KeyedValue old)) {
            Note after = Note.parse(PATH, once.text());
            assertThat(FactEdit.set(after, key, "", value, Optional.empty()).outcome())
                .isInstanceOf(FactOutcome.Unchanged.class);
            boolean isPlain =
                old.layout() != KeyedValue.Layout.PROPERTY
                    && !old.value().isEmpty()
                    && old.span().of(text).indexOf('\n') < 0;
            if (isPlain) {
              assertThat(FactEdit.set(after, key, "", old.value(), Optional.empty()).text())
                  .isEqualTo(text);
            }
          }
        });
  }

  private static String value(Note note, String key, String heading) {
    return ((FactLookup.Found) KeyedValues.find(note, key, heading)).fact().value();
  }

  private static List<String> others(Note note, String key) {
    List<String> others = new ArrayList<>();
    for (KeyedValue fact : KeyedValues.of(note)) {
      if (!fact.key().equalsIgnoreCase(key)) {
        others.add(fact.layout() + " " + fact.key() + " " + fact.value() + " " + fact.headings());
      }
    }
    return others;
  }

  /** Whether the second text is the first with something put in at one place. */
  private static boolean withoutOneStretch(String text, String longer) {
    int head = 0;
    while (head < text.length() && text.charAt(head) == longer.charAt(head)) {
      head++;
    }
    return longer.endsWith(text.substring(head));
  }
}
