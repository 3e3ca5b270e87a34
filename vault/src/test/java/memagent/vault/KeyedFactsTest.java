package memagent.vault;

import static memagent.vault.Fixture.path;
import static memagent.vault.Fixture.text;
import static memagent.vault.Fixture.write;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedFactsTest {
  private static final String JANE =
      """
      ---
      aliases: [JD, "Janie"]
      kind: person # of course
      born: "1990-01-02"
      ---
      # Jane Doe
      - age: 30
      - **Employer**: [[entities/acme.md]]
        and nobody else
      - birth_date: 1990-01-02
      - empty:

      **Lives in:** Oslo
      **Plays**: the cello\\
      **Sings:** alto

      ## Job
      - title: Engineer
        - grade: 3

      | desk | room |
      |------|------|
      | left | 12 |

      ## Hobby
      - title: Sailor

      | boat | sail | feet |
      | --- | --- | --- |
      | Skua | red \\| white | 19 |
      """;

  @TempDir Path folder;
  private Vault vault;
  private VaultTransaction transaction;

  @BeforeEach
  void makeMemory() throws IOException {
    write(folder, "entities/people/jane_doe.md", JANE);
    write(folder, "user.md", "# Me\r\n- friend: [[entities/people/jane_doe.md]]\r\n- town: Bergen");
    write(folder, "entities/acme.md", "# Acme\n");
    vault = Fixture.open(folder);
    transaction = vault.begin();
  }

  @AfterEach
  void close() {
    transaction.close();
    vault.close();
  }

  private FactLookup find(String key, String heading) {
    return transaction.fact(path("entities/people/jane_doe.md"), key, heading);
  }

  private String value(String key, String heading) {
    return ((FactLookup.Found) find(key, heading)).fact().value();
  }

  private FactOutcome set(String note, String key, String heading, String value) {
    return transaction.setFact(path(note), key, heading, value);
  }

  private FactOutcome set(String key, String heading, String value) {
    return set("entities/people/jane_doe.md", key, heading, value);
  }

  private String jane() {
    return transaction.read(path("entities/people/jane_doe.md"));
  }

  private static String in(String note, String key, String heading, String value) {
    Note parsed = Note.parse(path("n.md"), note);
    FactEdit.Edited edited = FactEdit.set(parsed, key, heading, value, Optional.empty());
    assertThat(edited.outcome()).isInstanceOf(FactOutcome.Added.class);
    return edited.text();
  }

  @Test
  void findsAFactInEveryLayout() {
    assertThat(value("age", "")).isEqualTo("30");
    assertThat(value("EMPLOYER", "")).isEqualTo("[[entities/acme.md]] and nobody else");
    assertThat(value("birth date", "")).isEqualTo("1990-01-02");
    assertThat(value("empty", "")).isEmpty();
    assertThat(value("lives in", "")).isEqualTo("Oslo");
    assertThat(value("plays", "")).isEqualTo("the cello");
    assertThat(value("sings", "")).isEqualTo("alto");
    assertThat(value("left", "")).isEqualTo("12");
    assertThat(value("sail", "Skua")).isEqualTo("red | white");
    assertThat(value("kind", "")).isEqualTo("person");
    assertThat(value("born", "frontmatter")).isEqualTo("1990-01-02");
    assertThat(value("aliases", "")).isEqualTo("JD, Janie");
    assertThat(value("title", "job")).isEqualTo("Engineer");
  }

  @Test
  void saysWhatThereIsWhereNothingFits() {
    assertThat(find("title", ""))
        .isInstanceOfSatisfying(
            FactLookup.SeveralFacts.class,
            several ->
                assertThat(several.facts().stream().map(KeyedValue::place))
                    .containsExactly("under 'Job' (line 18)", "under 'Hobby' (line 26)"));
    assertThat(find("title", "Past"))
        .isEqualTo(new FactLookup.NoSuchHeading(List.of("Jane Doe", "Job", "Hobby")));
    assertThat(find("phone", "Job"))
        .isEqualTo(new FactLookup.NoSuchFact(List.of("title", "grade", "left")));
    assertThat(transaction.told()).isEmpty();
  }

  @Test
  void replacesTheValueAloneInEveryLayout() {
    String before = jane();
    assertThat(set("age", "", "31")).isInstanceOf(FactOutcome.Replaced.class);
    assertThat(jane()).isEqualTo(before.replace("age: 30", "age: 31"));
    for (List<String> edit :
        List.of(
            List.of("employer", "", "none", "[[entities/acme.md]]\n  and nobody else", "none"),
            List.of("empty", "", "no longer", "- empty:", "- empty: no longer"),
            List.of("lives in", "", "Rome", "Oslo", "Rome"),
            List.of("plays", "", "the viola", "the cello\\", "the viola\\"),
            List.of("left", "", "13 | 14", "| 12 |", "| 13 \\| 14 |"),
            List.of("feet", "Skua", "20", "| 19 |", "| 20 |"),
            List.of("kind", "", "dog", "kind: person #", "kind: dog #"),
            List.of("born", "", "it's \"late\"", "\"1990-01-02\"", "\"it's \\\"late\\\"\""),
            List.of("title", "hobby", "Rower", "Sailor", "Rower"))) {
      String old = jane();
      assertThat(set(edit.get(0), edit.get(1), edit.get(2)))
          .as(edit.get(0))
          .isInstanceOf(FactOutcome.Replaced.class);
      assertThat(jane()).isEqualTo(old.replace(edit.get(3), edit.get(4)));
      assertThat(value(edit.get(0), edit.get(1))).isEqualTo(edit.get(2));
    }
  }

  @Test
  void refusesWhatWouldChangeNothingOrBreakTheNote() {
    String before = jane();
    assertThat(set("age", "", " 30 ")).isInstanceOf(FactOutcome.Unchanged.class);
    assertThat(set("title", "", "x")).isInstanceOf(FactOutcome.Unclear.class);
    assertThat(set("title", "Nowhere", "x")).isInstanceOf(FactOutcome.Unclear.class);
    assertThat(set("aliases", "", "JD")).isInstanceOf(FactOutcome.Unusable.class);
    assertThat(set("age", "", " ")).isInstanceOf(FactOutcome.Unusable.class);
    assertThat(set("age", "", "a\nb")).isInstanceOf(FactOutcome.Unusable.class);
    assertThat(set("a: b", "", "c")).isInstanceOf(FactOutcome.Unusable.class);
    assertThat(set("- a", "", "c")).isInstanceOf(FactOutcome.Unusable.class);
    transaction.create(path("runs.md"), "- a: 1\nwords\n");
    assertThat(set("runs.md", "a", "", "2")).isInstanceOf(FactOutcome.Unusable.class);
    transaction.delete(path("runs.md"));
    assertThat(set("photo.png", "a", "", "b")).isInstanceOf(FactOutcome.Unusable.class);
    assertThat(jane()).isEqualTo(before);
    assertThat(transaction.changes()).isEmpty();
  }

  @Test
  void addsAFactInTheNotesOwnLayout() {
    assertThat(in("# T\n\n- a: 1\n  - b: 2\n\nEnd.\n\n## H\n- c: 3\n", "d", "", "4"))
        .isEqualTo("# T\n\n- a: 1\n  - b: 2\n- d: 4\n\nEnd.\n\n## H\n- c: 3\n");
    assertThat(in("# T\n* **a**: 1\n* **b:** 2\n", "d", "", "4"))
        .isEqualTo("# T\n* **a**: 1\n* **b:** 2\n* **d:** 4\n");
    assertThat(in("# T\n- a: 1\n\n- b: 2\n", "d", "", "4"))
        .isEqualTo("# T\n- a: 1\n\n- b: 2\n\n- d: 4\n");
    assertThat(in("# T\n\n**a:** 1\n**b:** 2\n\nText.\n", "d", "", "4"))
        .isEqualTo("# T\n\n**a:** 1\n**b:** 2\n**d:** 4\n\nText.\n");
    assertThat(in("# T\n| k | v |\n|---|---|\n| a | 1 |\n\nText.\n", "d", "", "4 | 5"))
        .isEqualTo("# T\n| k | v |\n|---|---|\n| a | 1 |\n| d | 4 \\| 5 |\n\nText.\n");
    assertThat(in("---\nkind: boat\n---\n# T\n", "d", "", "4"))
        .isEqualTo("---\nkind: boat\nd: \"4\"\n---\n# T\n".replace("\"", ""));
    assertThat(in("---\nkind: boat\n---\n# T\n", "d", "", "a: b"))
        .isEqualTo("---\nkind: boat\nd: \"a: b\"\n---\n# T\n");
    assertThat(in("---\naliases: [X]\n---\n# T\n", "d", "", "4"))
        .isEqualTo("---\naliases: [X]\n---\n# T\n- d: 4\n");
    assertThat(in("# T\n- a：1", "d", "", "4")).isEqualTo("# T\n- a：1\n- d：4");
    assertThat(in("# T\r\n- a: 1\r\n\r\n## H\r\n- b: 2\r\n", "d", "h", "4"))
        .isEqualTo("# T\r\n- a: 1\r\n\r\n## H\r\n- b: 2\r\n- d: 4\r\n");
  }

  @Test
  void addsTheFirstFactOfANoteWhereItBelongs() {
    assertThat(in("", "d", "", "4")).isEqualTo("- d: 4\n");
    assertThat(in("# T", "d", "", "4")).isEqualTo("# T\n- d: 4");
    assertThat(in("# T\n\n## H\n- b: 2\n", "d", "", "4"))
        .isEqualTo("# T\n- d: 4\n\n## H\n- b: 2\n");
    assertThat(in("# T\n\nWords.\n\n## H\n\n- b: 2\n", "d", "", "4"))
        .isEqualTo("# T\n\nWords.\n\n- d: 4\n\n## H\n\n- b: 2\n");
    assertThat(in("# T\n\n## H\n\n- b: 2\n", "d", "", "4"))
        .isEqualTo("# T\n\n- d: 4\n\n## H\n\n- b: 2\n");
    assertThat(in("Title\n=====\n\nSub\n---\n- b: 2\n", "d", "sub", "4"))
        .isEqualTo("Title\n=====\n\nSub\n---\n- b: 2\n- d: 4\n");
    assertThat(in("Title\n=====\nSub\n---\n- b: 2\n", "d", "", "4"))
        .isEqualTo("Title\n=====\n- d: 4\n\nSub\n---\n- b: 2\n");
    assertThat(in("# T\n- just words\n", "d", "", "4")).isEqualTo("# T\n- just words\n- d: 4\n");
    assertThat(in("# T\n```\ncode\n```\n", "d", "", "4"))
        .isEqualTo("# T\n```\ncode\n```\n\n- d: 4\n");
  }

  @Test
  void makesANoteUnlessAnotherOneMayBeMeant() {
    assertThat(set("entities/people/ann_lee.md", "phone", "", "1"))
        .isEqualTo(new FactOutcome.Added(true));
    assertThat(transaction.read(path("entities/people/ann_lee.md")))
        .isEqualTo("# Ann Lee\n- phone: 1\n");
    for (List<String> like :
        List.of(
            List.of("entities/jane_doe.md", "SAME", "jane_doe"),
            List.of("entities/jd.md", "SAME", "JD"),
            List.of("Jane-Doe.md", "SAME", "jane_doe"),
            List.of("entities/jane_dow.md", "NEAR", "jane_doe"),
            List.of("people/jane.md", "PART", "jane_doe"),
            List.of("entities/ann_lea.md", "NEAR", "ann_lee"))) {
      assertThat(set(like.getFirst(), "phone", "", "2"))
          .as(like.getFirst())
          .isInstanceOfSatisfying(
              FactOutcome.Unclear.class,
              unclear -> {
                var none = (FactLookup.NoSuchNote) unclear.lookup();
                Namesake first = none.namesakes().getFirst();
                assertThat(first.likeness().name()).isEqualTo(like.get(1));
                assertThat(first.name()).isEqualTo(like.get(2));
              });
      assertThat(transaction.fileExists(path(like.getFirst()))).isFalse();
    }
  }

  @Test
  void twoYearsAreNoMisspelling() {
    set("trips/vellmark_2031.md", "paid", "", "1");
    assertThat(set("trips/vellmark_2032.md", "paid", "", "2"))
        .isEqualTo(new FactOutcome.Added(true));
    assertThat(set("trips/vellmark.md", "kind", "", "city")).isEqualTo(new FactOutcome.Added(true));
  }

  @Test
  void asksTheIndexForOtherNamesInALargeMemory() {
    VaultLimits few = VaultLimits.DEFAULT.withListedFileCount(2);
    try (Vault large = Vault.open(folder, few);
        VaultTransaction block = large.begin()) {
      assertThat(block.setFact(path("jd.md"), "a", "", "b"))
          .isInstanceOf(FactOutcome.Unclear.class);
      assertThat(block.setFact(path("nobody_else.md"), "a", "", "b"))
          .isInstanceOf(FactOutcome.Added.class);
    }
  }

  @Test
  void linksBothWays() throws IOException {
    LinkOutcome outcome =
        transaction.addLink(path("entities/people/jane_doe.md"), path("user.md"), "friend", "");
    assertThat(outcome).isEqualTo(new LinkOutcome.Linked("friend", "friend"));
    assertThat(jane()).contains("- empty:\n- friend: [[user.md]]\n\n**Lives in:**");
    transaction.addLink(path("user.md"), path("entities/acme.md"), "friend", "friend of");
    transaction.commit();
    assertThat(text(folder, "user.md"))
        .isEqualTo(
            "# Me\r\n- friend: [[entities/people/jane_doe.md]], [[entities/acme.md]]\r\n- town: Bergen");
    assertThat(text(folder, "entities/acme.md")).isEqualTo("# Acme\n- friend of: [[user.md]]\n");
  }

  @Test
  void linksByTheRelationsInverse() {
    transaction.addLink(path("user.md"), path("entities/acme.md"), "Employer", "");
    assertThat(transaction.read(path("entities/acme.md")))
        .isEqualTo("# Acme\n- employee: [[user.md]]\n");
    assertThat(transaction.addLink(path("entities/acme.md"), path("user.md"), "", ""))
        .isEqualTo(new LinkOutcome.Unchanged());
    assertThat(transaction.addLink(path("user.md"), path("entities/acme.md"), "employer", ""))
        .isEqualTo(new LinkOutcome.Unchanged());
  }

  @Test
  void aLinkInTheFrontmatterIsNone() {
    transaction.create(path("boat.md"), "---\nkind: boat\n---\n# Boat\n");
    transaction.addLink(path("boat.md"), path("user.md"), "owner", "");
    assertThat(transaction.read(path("boat.md")))
        .isEqualTo("---\nkind: boat\n---\n# Boat\n- owner: [[user.md]]\n");
  }

  @Test
  void linksBothWaysOrNotAtAll() {
    String before = transaction.read(path("user.md"));
    assertThat(
            transaction.addLink(
                path("user.md"), path("entities/people/jane_doe.md"), "mentor", "age"))
        .isInstanceOfSatisfying(
            LinkOutcome.Refused.class,
            refused -> {
              assertThat(refused.path()).isEqualTo(path("entities/people/jane_doe.md"));
              assertThat(((FactOutcome.Unusable) refused.reason()).reason())
                  .contains("has a fact 'age' already that is more than a link");
            });
    assertThat(transaction.read(path("user.md"))).isEqualTo(before);
    assertThat(transaction.changes()).isEmpty();
    assertThat(transaction.addLink(path("user.md"), path("user.md"), "", ""))
        .isEqualTo(new LinkOutcome.SameNote());
    assertThat(transaction.addLink(path("user.md"), path("jd.md"), "", ""))
        .isInstanceOfSatisfying(
            LinkOutcome.NoSuchNote.class,
            none ->
                assertThat(none.lookup().namesakes().getFirst().shown())
                    .isEqualTo("entities/people/jane_doe.md (\"JD\")"));
    assertThat(
            transaction.addLink(path("user.md"), path("entities/people/jane_doe.md"), "x", "title"))
        .isInstanceOfSatisfying(
            LinkOutcome.Refused.class,
            refused -> assertThat(refused.reason()).isInstanceOf(FactOutcome.Unclear.class));
  }

  @Test
  void tellsWhatWasReadByItsKey() {
    value("lives in", "");
    find("nothing", "");
    assertThat(transaction.told())
        .singleElement()
        .satisfies(told -> {
          assertThat(told.path()).isEqualTo(path("entities/people/jane_doe.md"));
          assertThat(told.fact().value()).isEqualTo("Oslo");
        });
  }
}
