package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class NoteForgetTest {
  private static final NotePath NOTE = NotePath.of("notes/trip.md");
  private static final Set<NotePath> FORGOTTEN =
      Set.of(NotePath.of("entities/jane_doe.md"), NotePath.of("entities/p17.md"));

  private static String without(String text, String... words) {
    ForgetWords named = ForgetWords.of(List.of(words), false);
    Set<NotePath> all =
        Set.of(
            NOTE,
            NotePath.of("entities/jane_doe.md"),
            NotePath.of("entities/p17.md"),
            NotePath.of("trips/with_jane_doe_2030.md"));
    return new NoteForget(named, new ForgetPaths(named, FORGOTTEN, all)).rewrite(NOTE, text);
  }

  private static void check(String before, String after) {
    String now = without(before, "Jane Doe");
    assertThat(now).isEqualTo(after);
    assertThat(without(now, "Jane Doe")).isEqualTo(now);
  }

  @Test
  void factsGoWithWhatIsBelowThem() {
    check(
        """
        # Trip

        - with: Jane Doe
          - since: 2020
        - by: train
          - seat: next to [[jane_doe]]
          - berth: 12
        """,
        """
        # Trip

        - by: train
          - berth: 12
        """);
  }

  @Test
  void ofAListOfNamesOneNameGoes() {
    check("- guests: Bob, [[jane_doe|Jane]], Ann\n", "- guests: Bob, Ann\n");
    check("- guests: **Jane Doe** and Bob\n", "- guests: Bob\n");
    check("- guests: Bob & [[entities/p17]]\n", "- guests: Bob\n");
    check("- a: 1\n- guests: Jane Doe, [[jane_doe]]\n", "- a: 1\n");
    check("- 2030-01-22: leaking tap, fixed by [[jane_doe]]\n", "- 2030-01-22: leaking tap\n");
    check("- a: 1\n- guests: Bob, Ann with Jane Doe\n", "- a: 1\n");
    check("- a: 1\n- said: Jane Doe came late, Bob left\n", "- a: 1\n");
  }

  @Test
  void ofProseTheSentenceGoes() {
    check(
        "We left at six. Dr. Jane Doe came along. It rained.\n\nJane Doe sang.\n\nEnd.\n",
        "We left at six. It rained.\n\nEnd.\n");
    check(
        "- 2030-05-01: Met [[jane_doe]] at the fair. Bought a boat.\n",
        "- 2030-05-01: Bought a boat.\n");
    check("One.\nHere is Jane\nDoe again.\nTwo.\n", "One.\nTwo.\n");
  }

  @Test
  void rowsOfTablesAndLinesOfCodeGo() {
    check(
        """
        | who | what |
        | --- | --- |
        | Jane Doe | cake |
        | Bob | tea |

        ```
        call jane_doe
        call bob
        ```
        """,
        """
        | who | what |
        | --- | --- |
        | Bob | tea |

        ```
        call bob
        ```
        """);
    check("| Jane Doe | x |\n| --- | --- |\n| 1 | 2 |\n", "| … | x |\n| --- | --- |\n| 1 | 2 |\n");
  }

  @Test
  void aSectionGoesWhereItsHeadingIsTheNameAndElseTheWordsOfTheHeading() {
    check(
        "# Trip\n\n## Jane Doe\n\n- a: 1\n\n### More\n\nText.\n\n## Bob\n\n- b: 2\n",
        "# Trip\n\n## Bob\n\n- b: 2\n");
    check("# Trip with Jane Doe\n\n- a: 1\n", "# Trip with …\n\n- a: 1\n");
  }

  @Test
  void theFrontmatterStaysReadable() {
    check(
        """
        ---
        with: Jane Doe
        aliases: [Trip, "Jane Doe's trip"]
        guests:
          - Jane Doe
          - Bob
        about:
          Jane Doe: yes
          Bob: no
        ---
        # Trip
        """,
        """
        ---
        aliases: [Trip]
        guests:
          - Bob
        about:
          Bob: no
        ---
        # Trip
        """);
  }

  @Test
  void linksToARenamedFileFollowIt() {
    check(
        "Planned in [[trips/with_jane_doe_2030|last year]], ![[with_jane_doe_2030.md]] and [plan](../trips/with_jane_doe_2030.md).\n",
        "Planned in [[trips/with_2030|last year]], ![[with_2030.md]] and [plan](trips/with_2030.md).\n");
  }

  @Test
  void keepsEveryOtherByte() {
    String text = "# A\r\n\r\n-  odd:   spacing  \r\n- with: Jane Doe\r\n*  b\t\r\n";
    check(text, "# A\r\n\r\n-  odd:   spacing  \r\n*  b\t\r\n");
    String clean = text.replace("Jane Doe", "nobody");
    check(clean, clean);
  }

  /** Whatever is written, no word is left and what has none stays. */
  @Test
  void nothingIsLeftWhateverTheNoteLooksLike() {
    String[] alphabet = {
      "Jane Doe", "jane_doe", "[[jane_doe]]", "[[p17]]", "Bob", ". ", ", ", "\n", "\n\n", "- ",
          "- key: ",
      "  - ", "# ", "## ", "| ", " |\n| --- |\n", "```\n", "---\n", "> ", "a: ", "*",
          "[x](jane%20doe.md)",
      "<b>", "1. ", "\r\n", "\ufeff", "\t", "Jane", "Doe", " "
    };
    Properties.forAll(
        3_000,
        random -> {
          String text = Properties.text(random, alphabet, 25);
          String now = without(text, "Jane Doe");
          ForgetWords words = ForgetWords.of(List.of("Jane Doe"), false);
          assertThat(words.isIn(now)).as(text).isFalse();
          assertThat(Note.parse(NOTE, now).links())
              .as(text)
              .noneMatch(link -> words.isIn(link.target()) || link.target().equals("p17"));
          assertThat(without(now, "Jane Doe")).as(text).isEqualTo(now);
          String bobless =
              Arrays.stream(text.split("\n", -1))
                  .filter(line -> !line.contains("Bob"))
                  .collect(Collectors.joining("\n"));
          if (!words.isIn(bobless) && !bobless.contains("jane") && !bobless.contains("p17")) {
            assertThat(without(bobless, "Jane Doe")).isEqualTo(bobless);
          }
        });
  }
}
