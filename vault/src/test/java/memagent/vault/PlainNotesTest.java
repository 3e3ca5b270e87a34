package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@link PlainNotes} reads, it reads as the markdown parser does. */
class PlainNotesTest {
  private static final NotePath PATH = NotePath.of("a/jane_doe.md");
  private static final int NOTE_COUNT = 20_000;

  private static final List<String> BEGINNINGS =
      List.of(
          "- ",
          "- ",
          "- ",
          "# ",
          "## ",
          "",
          "",
          "",
          "* ",
          "+ ",
          "  ",
          "- - ",
          "1. ",
          "12) ",
          "> ",
          "#",
          "-",
          "####### ",
          "- # ",
          "- 1. ",
          "\t",
          "    ",
          "---",
          "===",
          "- [ ] ",
          "12 ",
          "(");

  private static final List<String> PARTS =
      List.of(
          "age: 31",
          "employer: ",
          "Jane Doe",
          "[[entities/people/jane_doe_12]]",
          "[[jane|Jane]]",
          "[[Jane Doe#Job]]",
          " ",
          " ",
          "and",
          "a_b",
          "_x_",
          "e-mail: a.b@example.org",
          "10:30",
          "https://example.org/x",
          "[x](y.md)",
          "[x]",
          "]]",
          "[[",
          "![[p.png]]",
          "!",
          "*b*",
          "`c`",
          "&amp;",
          "<b>",
          "|",
          "\\",
          "#",
          ": ",
          ":",
          "(1)",
          "\"quoted\"",
          "'s",
          "%",
          "+",
          "=",
          "--",
          "[[a]](b)",
          "[[a]]: x",
          "[[ ]]",
          "[[]]",
          "[a]: http://x",
          "ß",
          "~",
          "$x$",
          "born: 1986-02-03");

  private static final List<String> ENDS =
      List.of("\n", "\n", "\n", "\n\n", "\n\n", " \n", "  \n", "\r\n", "");

  private static final List<String> TAME_BEGINNINGS = List.of("- ", "- ", "# ", "## ", "", "");

  private static final List<String> TAME_PARTS =
      List.of(
          "age: 31",
          "Jane Doe",
          "[[entities/people/jane_doe_12]]",
          "[[Jane Doe#Job]]",
          "and",
          "a_b",
          "e-mail: a.b@example.org",
          "10:30",
          "https://example.org/x",
          "born: 1986-02-03",
          "(1)",
          "12",
          "\"quoted\"",
          "it's",
          "x = y + 1");

  private static final List<String> TAME_ENDS = List.of("\n", "\n", "\n\n", "\n\n", "\n\n\n");

  @Test
  void plainNotesReadAsTheMarkdownParserReadsThem() {
    Random random = new Random(20_260_101);
    int plain = 0;
    for (int i = 0; i < NOTE_COUNT; i++) {
      // Every second note has no odd parts, or few would be plain.
      String text = note(random, i % 2 == 0);
      Frontmatter frontmatter = Frontmatter.parse(text);
      int base = frontmatter.span().end();
      int lines = (int) text.substring(0, base).chars().filter(c -> c == '\n').count();
      Optional<NoteParser.Read> read = PlainNotes.read(PATH, text, frontmatter, base, lines);
      if (read.isPresent()) {
        plain++;
        assertThat(read.get())
            .as("note %d: %s", i, text)
            .isEqualTo(NoteParser.read(PATH, text, frontmatter, base, lines));
      }
    }
    assertThat(plain).isGreaterThan(NOTE_COUNT / 10);
  }

  private static String note(Random random, boolean isTame) {
    StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "---\nalias: Jo\n---\n" : "");
    for (int line = random.nextInt(8); line >= 0; line--) {
      text.append(one(random, isTame ? TAME_BEGINNINGS : BEGINNINGS));
      for (int part = random.nextInt(4); part >= 0; part--) {
        text.append(one(random, isTame ? TAME_PARTS : PARTS)).append(isTame && part > 0 ? " " : "");
      }
      text.append(one(random, isTame ? TAME_ENDS : ENDS));
    }
    return text.toString();
  }

  private static String one(Random random, List<String> of) {
    return of.get(random.nextInt(of.size()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- a\ngoes on\n",
        "- a: b\n  more\n",
        "text\n---\n",
        "text\n===\n",
        "1. one\n",
        "- 1) one\n",
        "- [ ] task\n",
        "see [Jane](jane.md)\n",
        "![[picture.png]]\n",
        "a | b\n",
        "**name:** value\n",
        "# Title #\n",
        "#tag\n",
        "caf\u00e9\n",
        "a  \nb\n",
        "_a_\n",
        "[[a[b]]\n"
      })
  void whatMayBeMarkupIsLeftToTheMarkdownParser(String text) {
    assertThat(PlainNotes.read(PATH, text, Frontmatter.NONE, 0, 0)).isEmpty();
  }
}
