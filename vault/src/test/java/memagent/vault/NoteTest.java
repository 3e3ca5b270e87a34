package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoteTest {

  private static Note parse(String text) {
    return Note.parse(path("entities/jane_doe.md"), text);
  }

  @Test
  void readsFactsUnderTheirHeadings() {
    Note note =
        parse(
            """
            # Jane Doe
            - age: 30

            ## Job
            - **Title**: Engineer
            - **Since:** 2020-05-01
            * company: [[entities/acme.md|Acme]]

            ### Past
            - school: MIT

            ## Home
            - city: Oslo
            """);
    assertThat(note.facts())
        .extracting(
            fact -> fact.headings() + " " + fact.key() + "=" + fact.value() + " " + fact.line())
        .containsExactly(
            "[Jane Doe] age=30 2",
            "[Jane Doe, Job] Title=Engineer 5",
            "[Jane Doe, Job] Since=2020-05-01 6",
            "[Jane Doe, Job] company=[[entities/acme.md|Acme]] 7",
            "[Jane Doe, Job, Past] school=MIT 10",
            "[Jane Doe, Home] city=Oslo 13");
    assertThat(note.facts())
        .allSatisfy(fact -> assertThat(fact.valueSpan().of(note.text())).isEqualTo(fact.value()));
    assertThat(note.fact("TITLE")).map(Fact::value).hasValue("Engineer");
    assertThat(note.title()).isEqualTo("Jane Doe");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "- name: value ~ name ~ value",
        "- name:value ~ ~",
        "- see https://example.org ~ ~",
        "- at 10:30 ~ ~",
        "- link: https://example.org:80/a ~ link ~ https://example.org:80/a",
        "- `a: b`: c ~ a: b ~ c",
        "- [[x: y]]: c ~ x: y ~ c",
        "- *soft*: x ~ soft ~ x",
        "- __bold__: x ~ bold ~ x",
        "- under_score_: x ~ under_score_ ~ x",
        "- 名前：値 ~ 名前 ~ 値",
        "- empty: ~ empty ~ ''",
        "- a\\: b: c ~ a: b ~ c",
        "- [ ] todo: x ~ ~",
        "- : x ~ ~",
        "- ---: x ~ ~",
        "1. name: value ~ ~",
        "name: value ~ ~",
        "> - name: value ~ name ~ value"
      })
  void readsOneItem(String line, String key, String value) {
    List<Fact> facts = parse(line + "\n").facts();
    if (key == null) {
      assertThat(facts).isEmpty();
    } else {
      assertThat(facts)
          .singleElement()
          .extracting(Fact::key, Fact::value)
          .containsExactly(key, value);
    }
  }

  @Test
  void readsNestedAndContinuedItems() {
    Note note =
        parse("- address:\n  - street: Main St\n  - city: Oslo\n- bio: one\n  two\n\n- x: y\n");
    assertThat(note.facts())
        .extracting(fact -> fact.key() + "=" + fact.value())
        .containsExactly("address=", "street=Main St", "city=Oslo", "bio=one two", "x=y");
  }

  @Test
  void findsEveryFormOfLink() {
    Note note =
        parse(
            """
            [[entities/a.md]] and [[b]], [[c|Cee]], [[d#Job]], [[e#Job|Ee]], [[f#^id]] ![[g.png]]
            [H](sub/h%20i.md#Top) ![i](i.png) [out](https://example.org) [[#Own]] \\[[no]] [[]] [[ ]]
            """);
    assertThat(note.links())
        .extracting(
            link -> link.form() + " " + link.target() + "#" + link.heading() + "|" + link.label())
        .containsExactly(
            "WIKI entities/a.md#|",
            "WIKI b#|",
            "WIKI c#|Cee",
            "WIKI d#Job|",
            "WIKI e#Job|Ee",
            "WIKI f#^id|",
            "EMBED g.png#|",
            "MARKDOWN sub/h i.md#Top|H",
            "MARKDOWN i.png#|i",
            "WIKI #Own|");
    assertThat(note.links().get(1).span().of(note.text())).isEqualTo("[[b]]");
    assertThat(note.links().get(6).span().of(note.text())).isEqualTo("![[g.png]]");
    assertThat(note.links().get(7).line()).isEqualTo(2);
  }

  @Test
  void findsNoLinkInCode() {
    Note note =
        parse(
            "`[[a]]` and ``[[b]] ` ``\n\n```\n[[c]]\n```\n\n    [[d]]\n\n<!-- [[e]] -->\n\n[[f]]\n");
    assertThat(note.links()).extracting(WikiLink::target).containsExactly("f");
  }

  @Test
  void findsLinksInTablesHeadingsListsAndEmphasis() {
    Note note = parse("# [[a]]\n\n| x | y |\n|---|---|\n| [[b\\|Bee]] | 2 |\n\n- **[[c]]**\n");
    assertThat(note.links()).extracting(WikiLink::target).containsExactly("a", "b", "c");
    assertThat(note.links().get(1).label()).isEqualTo("Bee");
    assertThat(note.headings()).containsExactly(new Heading(1, "[[a]]", 1));
  }

  @Test
  void readsTables() {
    Note note =
        parse("## Stock\n\n| item | count |\n| --- | --: |\n| 9V **battery** | 4 |\n| bulb |\n");
    assertThat(note.tables())
        .containsExactly(
            new NoteTable(
                List.of("item", "count"),
                List.of(List.of("9V battery", "4"), List.of("bulb", "")),
                3,
                List.of("Stock")));
  }

  @Test
  void readsFrontmatterAndCountsLinesFromTheTop() {
    Note note =
        parse("---\naliases: [Jane, \"J. D.\"]\nage: 30\ntags:\n  - a\n---\n# T\n- k: [[v]]\n");
    assertThat(note.frontmatter().values())
        .isEqualTo(Map.of("aliases", List.of("Jane", "J. D."), "age", 30, "tags", List.of("a")));
    assertThat(note.aliases()).containsExactly("Jane", "J. D.");
    assertThat(note.headings().getFirst().line()).isEqualTo(7);
    assertThat(note.facts().getFirst().line()).isEqualTo(8);
    assertThat(note.facts().getFirst().valueSpan().of(note.text())).isEqualTo("[[v]]");
    assertThat(note.links().getFirst().span().of(note.text())).isEqualTo("[[v]]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "---\na: [\n---\n# T\n",
        "---\n- a\n- b\n---\n# T\n",
        "---\na: 1\na: 2\n---\n# T\n",
        "---\na: !!java.io.File [x]\nb: *x\n---\n# T\n",
        "---\na: &a [x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\n---\n# T\n"
      })
  void saysWhatIsWrongWithFrontmatterAndStillReadsTheNote(String text) {
    Note note = parse(text);
    assertThat(note.frontmatter().problem()).startsWith("The frontmatter cannot be read as YAML");
    assertThat(note.frontmatter().values()).isEmpty();
    assertThat(note.title()).isEqualTo("T");
  }

  @Test
  void takesAFenceThatIsNeverClosedForText() {
    assertThat(parse("---\na: 1\n# T\n").frontmatter()).isEqualTo(Frontmatter.NONE);
    assertThat(parse("text\n---\na: 1\n---\n").frontmatter()).isEqualTo(Frontmatter.NONE);
  }

  @Test
  void survivesWindowsLineEndsAndMissingOnes() {
    Note note = parse("---\r\naliases: J\r\n---\r\n# T\r\n- a: 1\r\n- b: [[x]]");
    assertThat(note.aliases()).containsExactly("J");
    assertThat(note.facts()).extracting(Fact::value).containsExactly("1", "[[x]]");
    assertThat(note.facts().get(1).valueSpan().of(note.text())).isEqualTo("[[x]]");
    assertThat(note.facts().get(1).line()).isEqualTo(6);
    assertThat(parse("").title()).isEqualTo("jane_doe");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[", "[[", "![", "> ", "- ", "*a ", "[[a", "`", "[a](", "|", "_", "<a ", "- a: ", "\\",
        "[]("
      })
  void readsAFifthOfAMillionCharactersOfAnythingInSeconds(String piece) {
    String text = piece.repeat(200_000 / piece.length());
    Assertions.assertTimeout(Duration.ofSeconds(20), () -> parse(text));
  }
}
