package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RepairsTest extends KeptMemory {
  private static final Author FIX = Author.person("check --fix");

  private void write(String name, String text) throws IOException {
    Fixture.write(memory, name, text);
  }

  private String text(String name) throws IOException {
    return Fixture.text(memory, name);
  }

  private static List<String> said(Vault vault) {
    return Repairs.of(vault).stream()
        .map(repair -> repair.note() + ":" + repair.line() + " " + repair.text())
        .toList();
  }

  /** Does them all, safe or not; returns how many did something. */
  private static int repair(Vault vault) {
    int done = 0;
    try (VaultTransaction transaction = vault.begin(FIX)) {
      for (Repair repair : Repairs.of(vault)) {
        if (!repair.changes(transaction).isEmpty()) {
          repair.stage(transaction);
          done++;
        }
      }
      transaction.commit();
    }
    return done;
  }

  @Test
  void mendsLinksThatCanMeanOnlyOneNote() throws IOException {
    write("entities/people/corvin_aldermoor.md", "---\naliases: [Corv]\n---\n# Corvin Aldermoor\n");
    write("entities/pebble.md", "# Pebble\n");
    write(
        "user.md",
        """
        # Me
        - a: [[entities/corvin_aldermoor.md#Job|him]]
        - b: ![[corvin_aldermor]] and [[corvin_aldermor|C]]
        - c: [so](people/Corv.md "title"), [[Corvin]], [[photo.png]], [[nobody at all]]

        | x | y |
        |---|---|
        | 1 | [[peble\\|P]] |
        """);
    try (Vault vault = open()) {
      assertThat(Repairs.of(vault).stream().map(Repair::isSafe))
          .containsExactly(true, true, true, false, true);
      assertThat(repair(vault)).isEqualTo(5);
      assertThat(text("user.md"))
          .isEqualTo(
              """
              # Me
              - a: [[entities/people/corvin_aldermoor.md#Job|him]]
              - b: ![[entities/people/corvin_aldermoor.md]] and [[entities/people/corvin_aldermoor.md|C]]
              - c: [so](entities/people/corvin_aldermoor.md "title"), [[entities/people/corvin_aldermoor.md]], [[photo.png]], [[nobody at all]]

              | x | y |
              |---|---|
              | 1 | [[entities/pebble.md\\|P]] |
              """);
      assertThat(said(vault)).isEmpty();
    }
  }

  @Test
  void leavesALinkThatMayMeanTwoNotes() throws IOException {
    write("anna_lund.md", "# Anna Lund\n");
    write("anna_lind.md", "# Anna Lind\n");
    write("user.md", "[[anna_lend]] [[anna_lund]] [[anna_lind]]\n");
    try (Vault vault = open()) {
      assertThat(said(vault))
          .containsExactly(
              "anna_lund.md:0 it may be about the same as anna_lind.md, since \"Anna Lind\" and"
                  + " \"Anna Lund\" are one letter apart; merge it into that");
    }
  }

  @Test
  void knowsFromTheHistoryWhatANoteWasCalled() throws IOException {
    write("user.md", "- boat: [[old_tub]]\n- car: [[beetle.md]]\n");
    write("old_tub.md", "# The Heron\n- keel: done\n");
    write("beetle.md", "no title\n");
    try (Vault vault = open()) {
      put(vault, "user.md", "- boat: [[old_tub]]\n- car: [[beetle.md]]\n- new: 1\n", FIX);
      history(vault).pickUp();
      Files.move(memory.resolve("old_tub.md"), memory.resolve("heron.md"));
      Files.writeString(memory.resolve("heron.md"), "# The Heron\n- keel: gone\n");
      Files.move(memory.resolve("beetle.md"), memory.resolve("car.md"));
      assertThat(said(vault))
          .containsExactly(
              "user.md:1 [[old_tub]] leads nowhere; link to heron.md (it was renamed)",
              "user.md:2 [[beetle.md]] leads nowhere; link to car.md (it was renamed)");
      repair(vault);
      assertThat(text("user.md")).isEqualTo("- boat: [[heron.md]]\n- car: [[car.md]]\n- new: 1\n");
    }
  }

  @Test
  void addsTheWayBackOfARelation() throws IOException {
    write(
        "user.md",
        "# Me\n- sister: [[frida]]\n- boat: [[heron]]\n- employer: [[werft]] since 2020\n");
    write("frida.md", "# Frida\n- employer: [[werft]]\n");
    write("werft.md", "# Werft\n- employee: [[user]], [[frida]]\n");
    write("heron.md", "# Heron\n");
    try (Vault vault = open()) {
      assertThat(said(vault))
          .containsExactly(
              "user.md:2 'sister' leads to frida.md, which does not link back; add 'sibling' there");
      repair(vault);
      assertThat(text("frida.md"))
          .isEqualTo("# Frida\n- employer: [[werft]]\n- sibling: [[user.md]]\n");
      assertThat(repair(vault)).isZero();
    }
  }

  @Test
  void mergingLosesNothing() throws IOException {
    write(
        "people/jo.md",
        """
        ---
        aliases:
          - Joanna
        kind: person
        ---
        # Jo Berg
        - phone: 1
        - town: Oslo
        """);
    write(
        "joanna.md",
        """
        ---
        kind: woman
        ---
        # Joanna

        - phone: 2
        - town: Oslo
        - shoe size: 38
        - likes: tea
          - green: yes

        She rows, see [[./log]].

        ## Boats
        - Skua: sold
        """);
    write("log.md", "# Log\n[[joanna]] and [Joanna](joanna.md#Boats) and [[people/jo]]\n");
    write("user.md", "[[people/jo]] [[log]] [[people/jo.md]] [[jo]] [[joanna#Boats|J]]\n");
    try (Vault vault = open()) {
      assertThat(Repairs.of(vault))
          .singleElement()
          .satisfies(repair -> {
            assertThat(repair.isSafe()).isFalse();
            assertThat(repair.note()).isEqualTo(path("joanna.md"));
          });
      repair(vault);
      assertThat(memory.resolve("joanna.md")).doesNotExist();
      assertThat(text("people/jo.md"))
          .isEqualTo(
              """
              ---
              aliases:
                - Joanna
              kind: person
              ---
              # Jo Berg
              - phone: 1
              - town: Oslo
              - shoe size: 38

              ## From joanna.md

              - kind: woman
              - phone: 2
              - likes: tea
                - green: yes

              She rows, see [[log.md]].

              ## Boats
              - Skua: sold
              """);
      assertThat(text("log.md"))
          .isEqualTo(
              "# Log\n[[people/jo.md]] and [Joanna](people/jo.md#Boats) and [[people/jo]]\n");
      assertThat(text("user.md")).contains("[[people/jo.md#Boats|J]]");
      assertThat(vault.links().broken()).isEmpty();
    }
  }

  @Test
  void theNameOfAMergedNoteStaysAnAlias() {
    assertThat(NoteMerge.merged(note("a.md", "# A\n- x: 1\n"), note("b.md", "# Bea\n- y: 2\n")))
        .isEqualTo("---\naliases: [Bea, b]\n---\n# A\n- x: 1\n- y: 2\n");
    assertThat(NoteMerge.merged(note("a.md", "---\nk: v\n---\n# A"), note("a_1.md", "# A:1\n")))
        .isEqualTo("---\nk: v\naliases: [\"A:1\", a_1]\n---\n# A");
    assertThat(NoteMerge.merged(note("a.md", "---\naliases: A0\n---\n"), note("b.md", "Words\n")))
        .isEqualTo("---\naliases: [A0, b]\n---\n\n## From b.md\n\nWords\n");
  }

  private static Note note(String path, String text) {
    return Note.parse(path(path), text);
  }

  @Test
  void allThatWasRepairedIsTakenBackByteForByte() {
    Properties.forAll(
        6,
        random -> {
          memory = Files.createDirectory(home.resolve("m" + random.nextLong(1L << 60)));
          try (Vault vault = open(memory)) {
            muddle(random);
            put(vault, "seen.md", "# Seen\n", Author.PROGRAM);
            history(vault).pickUp();
            Map<String, String> before = contents();
            if (repair(vault) > 0) {
              assertThat(contents()).isNotEqualTo(before);
              undo(vault, history(vault).entries(1).getFirst());
            }
            assertThat(contents()).isEqualTo(before);
          }
        });
  }

  /** Some notes with names and links that go wrong. */
  private void muddle(RandomGenerator random) throws IOException {
    List<String> names =
        List.of("anna_lund", "ana_lund", "people/anna_lund", "kiel", "heron", "heronn");
    List<String> there = new ArrayList<>(names);
    there.removeIf(name -> random.nextInt(3) == 0);
    for (String name : there) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "\ufeff" : "");
      text.append("# ").append(KeyedFacts.title(path(name + ".md"))).append("\r\n");
      for (int i = random.nextInt(4); i > 0; i--) {
        String to = names.get(random.nextInt(names.size()));
        text.append("- ").append(random.nextBoolean() ? "friend" : "boat" + i);
        text.append(": [[").append(to).append(random.nextBoolean() ? ".md" : "").append("]]\r\n");
      }
      write(name + ".md", text.append("- k: ").append(random.nextInt(2)).toString());
    }
  }

  private Map<String, String> contents() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Vault vault = Fixture.open(memory)) {
      for (NotePath file : vault.files()) {
        byte[] bytes = Files.readAllBytes(memory.resolve(file.value()));
        contents.put(file.value(), HexFormat.of().formatHex(bytes));
      }
    }
    return contents;
  }
}
