package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchIndexTest {
  @TempDir Path folder;
  @TempDir Path cache;
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final List<Vault> open = new ArrayList<>();

  private final SearchListener listener =
      new SearchListener() {
        @Override
        public void notice(String sentence) {
          notices.add(sentence);
        }
      };

  @BeforeEach
  void writeAFamily() throws IOException {
    note("user.md", "# Me\n- wife: [[entities/jane_doe.md]]\n- city: Bergen\n- garden: two beds\n");
    note(
        "entities/jane_doe.md",
        "---\naliases: [JD]\n---\n# Jane Doe\n- age: 30\n- employer: [[acme]]\n- born: 1990-01-02\n");
    note("entities/companies/acme.md", "# Acme Works\n- city: [[vellmark]]\n- founded: 1901\n");
    note("entities/vellmark.md", "# Vellmark\n- population: 40,000\n- river: Eide\n");
    note("entities/bob.md", "# Bob\n- employer: [[other]]\n- city: Oslo\n- hobby: chess\n");
    note("entities/other.md", "# Other Ltd\n- city: Turin\n");
  }

  @AfterEach
  void closeAll() {
    open.forEach(Vault::close);
  }

  private void note(String name, String text) throws IOException {
    Fixture.write(folder, name, text);
  }

  private Vault kept() {
    Vault vault = Vault.open(folder, VaultLimits.DEFAULT, Optional.of(cache), listener);
    open.add(vault);
    return vault;
  }

  private static List<String> found(Vault vault, String question) {
    return vault.index().search(question, 5).stream()
        .flatMap(hit -> hit.passage().lines().stream())
        .toList();
  }

  private static String first(Vault vault, String question) {
    return found(vault, question).stream().findFirst().orElse("nothing");
  }

  @Test
  void aHitSaysWhereItStands() {
    SearchHit hit = kept().index().search("When was Jane born?", 1).getFirst();

    assertThat(hit.passage().path()).isEqualTo(path("entities/jane_doe.md"));
    assertThat(hit.passage().line()).isEqualTo(7);
    assertThat(hit.passage().headings()).containsExactly("Jane Doe");
    assertThat(hit.passage().date()).contains(LocalDate.of(1990, 1, 2));
    assertThat(hit.score()).isPositive();
    assertThat(hit.via()).isEmpty();
  }

  @Test
  void theNamesOfANoteTellWhoseFactIsMeant() {
    Vault vault = kept();

    assertThat(first(vault, "Bob's employer"))
        .isEqualTo("entities/bob.md: Bob: - employer: [[other]]");
    assertThat(first(vault, "JD employer"))
        .isEqualTo("entities/jane_doe.md: Jane Doe: - employer: [[acme]]");
  }

  @Test
  void aQuestionIsFollowedAlongThreeLinks() {
    Vault vault = kept();

    assertThat(first(vault, "my wife's age"))
        .isEqualTo("entities/jane_doe.md: Jane Doe: - age: 30");
    assertThat(first(vault, "my wife's employer's city"))
        .isEqualTo("entities/companies/acme.md: Acme Works: - city: [[vellmark]]");
    SearchHit far = vault.index().search("What river has my wife's employer's city?", 1).getFirst();
    assertThat(far.passage().lines())
        .containsExactly("entities/vellmark.md: Vellmark: - river: Eide");
    assertThat(far.via())
        .containsExactly(
            path("user.md"), path("entities/jane_doe.md"), path("entities/companies/acme.md"));
    assertThat(first(vault, "the city of Bob's employer"))
        .isEqualTo("entities/other.md: Other Ltd: - city: Turin");
  }

  @Test
  void theOwnNoteComesFirstAmongEquals() {
    assertThat(first(kept(), "my city")).isEqualTo("user.md: Me: - city: Bergen");
  }

  @Test
  void aLinkThatLeadsBackDoesNotGoInCircles() throws IOException {
    note("entities/jane_doe.md", "# Jane\n- wife: [[user.md]]\n- wife: [[jane_doe]]\n");

    assertThat(found(kept(), "wife wife wife")).isNotEmpty();
  }

  @Test
  void everyScriptIsFound() throws IOException {
    note("entities/tanaka.md", "# 田中さくら\n- 勤務先: 東京電力\n- 好きな食べ物: 寿司\n");
    note("entities/anna.md", "# Анна Петрова\n- работодатель: Северный завод\n- город: Тверь\n");
    note("entities/koch.md", "# Jörg Müller\n- Straße: Gärtnerweg 4\n- Hobby: Bücher lesen\n");
    Vault vault = kept();

    assertThat(first(vault, "田中さんの勤務先はどこですか")).contains("東京電力");
    assertThat(first(vault, "寿司")).contains("好きな食べ物");
    assertThat(first(vault, "у какого работодателя Анна?")).contains("Северный завод");
    assertThat(first(vault, "В каком городе живёт Анна Петрова")).contains("Тверь");
    assertThat(first(vault, "In welcher Strasse wohnt Joerg Mueller?")).contains("Gärtnerweg");
    assertThat(first(vault, "wo ist der Gartnerweg")).contains("Gärtnerweg");
    assertThat(first(vault, "gardens")).contains("two beds");
  }

  @Test
  void aWordThatNoNoteHasFindsThoseNearIt() throws IOException {
    note("entities/koch.md", "# Koch\n- Beruf: Gärtnerin\n");
    Vault vault = kept();

    assertThat(first(vault, "Gärtner")).contains("Gärtnerin");
    assertThat(first(vault, "gartnerinnen")).contains("Gärtnerin");
    assertThat(first(vault, "Bob's emplojer")).contains("employer: [[other]]");
    assertThat(found(vault, "chair")).isEmpty();
  }

  @Test
  void aQuestionWithoutWordsFindsNothing() {
    Vault vault = kept();

    assertThat(found(vault, "")).isEmpty();
    assertThat(found(vault, "?! ...")).isEmpty();
    assertThat(found(vault, "zyxwvut")).isEmpty();
  }

  @Test
  void anEmptyMemoryIsSearchedToo() throws IOException {
    try (Vault vault =
        Vault.open(Files.createDirectory(folder.resolve("empty")), VaultLimits.DEFAULT)) {
      assertThat(found(vault, "anything")).isEmpty();
    }
  }

  @Test
  void editsByHandAreSeenByTheNextSearch() throws IOException {
    Vault vault = kept();
    assertThat(first(vault, "Bob's hobby")).contains("chess");

    note("entities/bob.md", "# Bob\n- hobby: rowing\n");
    assertThat(first(vault, "Bob's hobby")).contains("rowing");

    Path beside = Fixture.write(folder, "entities/.bob.md.swp", "# Bob\n- hobby: skating\n");
    Files.move(beside, folder.resolve("entities/bob.md"), StandardCopyOption.REPLACE_EXISTING);
    assertThat(first(vault, "Bob's hobby")).contains("skating");

    Files.delete(folder.resolve("entities/bob.md"));
    assertThat(found(vault, "skating")).isEmpty();
  }

  @Test
  void aFileOfTheSameSizeAndTimeIsToldByWhichFileItIs() throws IOException {
    Vault vault = kept();
    Path bob = folder.resolve("entities/bob.md");
    FileTime time = Files.getLastModifiedTime(bob);
    assertThat(first(vault, "Bob's hobby")).contains("chess");

    Path beside = Fixture.write(folder, "new", Files.readString(bob).replace("chess", "darts"));
    Files.setLastModifiedTime(beside, time);
    Files.move(beside, bob, StandardCopyOption.REPLACE_EXISTING);

    assertThat(first(vault, "Bob's hobby")).contains("darts");
  }

  @Test
  void aFileThatWasOnlyTouchedIsNotTakenApartAgain() throws IOException {
    Vault vault = kept();
    vault.index().refresh();
    Files.setLastModifiedTime(folder.resolve("user.md"), FileTime.fromMillis(1_000));

    assertThat(first(vault, "my city")).contains("Bergen");
    assertThat(found(vault, "my city").stream().filter(line -> line.contains("Bergen"))).hasSize(1);
  }

  @Test
  void ownTransactionsAreSeenBeforeAndAfterTheyAreCommitted() {
    Vault vault = kept();
    assertThat(first(vault, "Bob's hobby")).contains("chess");
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("entities/bob.md"), "# Bob\n- hobby: sailing\n");
      transaction.create(path("entities/zoe.md"), "# Zoe\n- hobby: go\n");
      transaction.delete(path("entities/other.md"));

      assertThat(lines(transaction, "Bob's hobby").getFirst()).contains("sailing");
      assertThat(lines(transaction, "Bob's hobby")).noneMatch(line -> line.contains("chess"));
      assertThat(lines(transaction, "Zoe hobby").getFirst()).contains("go");
      assertThat(lines(transaction, "Turin")).isEmpty();
      assertThat(first(vault, "Bob's hobby")).contains("chess");
      transaction.commit();
    }
    assertThat(first(vault, "Bob's hobby")).contains("sailing");
    assertThat(found(vault, "Turin")).isEmpty();
  }

  private static List<String> lines(VaultTransaction transaction, String question) {
    return transaction.search(question, 5).stream()
        .flatMap(hit -> hit.passage().lines().stream())
        .toList();
  }

  @Test
  void twoThatMakeItAtOnceKeepEachNoteOnce() {
    Vault one = kept();
    one.index().refresh(); // It has the right to write for a moment yet, and nothing is saved.
    Vault other = kept();

    assertThat(found(other, "population")).hasSize(1);
    assertThat(found(one, "population")).hasSize(1);
  }

  @Test
  void aWatchedMemoryShowsEditsTransactionsAndNewFolders() throws IOException {
    Vault vault = kept();
    vault.index().watch();
    assertThat(first(vault, "Bob's hobby")).contains("chess");

    Fixture.create(vault, "entities/bob.md", "# Bob\n- hobby: sailing\n");
    assertThat(first(vault, "Bob's hobby")).contains("sailing");

    note("entities/bob.md", "# Bob\n- hobby: rowing\n");
    eventually(() -> first(vault, "Bob's hobby").contains("rowing"));
    note("journal/2024/may.md", "# May\n- weather: hail\n");
    eventually(() -> first(vault, "weather").contains("hail"));
    Files.delete(folder.resolve("journal/2024/may.md"));
    eventually(() -> found(vault, "weather hail").isEmpty());
  }

  /** The system tells of changes within milliseconds, and not at once. */
  private static void eventually(java.util.function.BooleanSupplier holds) {
    long deadline = System.nanoTime() + 20_000_000_000L;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("20 s have passed").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void whatWasKeptIsUsedByTheNextProcess() throws IOException {
    Vault one = kept();
    one.index().refresh();
    one.close();
    List<Integer> read = new ArrayList<>();
    SearchListener counting =
        new SearchListener() {
          @Override
          public void progress(int done, int total) {
            read.add(total);
          }
        };
    note("entities/bob.md", "# Bob\n- hobby: rowing\n");

    try (Vault two = Vault.open(folder, VaultLimits.DEFAULT, Optional.of(cache), counting)) {
      assertThat(first(two, "Bob's hobby")).contains("rowing");
      assertThat(first(two, "my city")).contains("Bergen");
    }
    assertThat(read).containsExactly(1);
  }

  @Test
  void twoOnOneMemorySeeEachOthersChanges() {
    Vault one = kept();
    Vault two = kept();
    for (int i = 0; i < 5; i++) {
      Fixture.create(one, "n%d.md".formatted(i), "- number: uno%d\n".formatted(i));
      assertThat(first(one, "uno" + i)).contains("uno" + i);
      assertThat(first(two, "uno" + i)).contains("uno" + i);
      Fixture.create(two, "m%d.md".formatted(i), "- number: due%d\n".formatted(i));
      assertThat(first(two, "due" + i)).contains("due" + i);
      assertThat(first(one, "due" + i)).contains("due" + i);
    }
    assertThat(notices).isEmpty();
  }

  @Test
  void whileAnotherWritesTheIndexForLongOneIsMadeInMemory() throws IOException {
    Vault other = kept();
    other.index().refresh();
    other.close();
    try (IndexStore writing = IndexStore.in(other.index().folder().orElseThrow())) {
      assertThat(writing.write(Duration.ZERO)).isTrue();
      note("entities/bob.md", "# Bob\n- hobby: rowing\n");
      VaultLimits hasty = VaultLimits.DEFAULT.withLockWait(Duration.ofMillis(20));
      try (Vault vault = Vault.open(folder, hasty, Optional.of(cache), listener)) {
        assertThat(first(vault, "Bob's hobby")).contains("rowing");
        note("entities/bob.md", "# Bob\n- hobby: skating\n");
        assertThat(first(vault, "Bob's hobby")).contains("skating");
        assertThat(first(vault, "my city")).contains("Bergen");
      }
    }
    assertThat(notices).isEmpty();
    assertThat(first(kept(), "Bob's hobby")).contains("skating");
  }

  @Test
  void aDamagedIndexIsMadeAnewWithOneSentence() throws IOException {
    Random random = new Random(7);
    int damaged = 0;
    for (int i = 0; damaged == i; i++) {
      Path own = cache.resolve("try" + i);
      Vault one = Vault.open(folder, VaultLimits.DEFAULT, Optional.of(own), listener);
      one.index().refresh();
      one.close();
      List<Path> files;
      try (Stream<Path> all = Files.list(one.index().folder().orElseThrow())) {
        files = all.filter(file -> !file.endsWith("write.lock")).sorted().toList();
      }
      if (i < files.size()) {
        byte[] noise = new byte[(int) Files.size(files.get(i))];
        random.nextBytes(noise);
        Files.write(files.get(i), noise);
        damaged++;
        notices.clear();
        try (Vault two = Vault.open(folder, VaultLimits.DEFAULT, Optional.of(own), listener)) {
          assertThat(first(two, "my city")).as(files.get(i).toString()).contains("Bergen");
        }
        assertThat(notices).as(files.get(i).toString()).hasSize(1);
        assertThat(notices.getFirst()).contains(own.toString()).endsWith("is made anew.");
      }
    }
    assertThat(damaged).isGreaterThan(2);
  }

  @Test
  void anIndexThatIsDeletedWhileItIsOpenIsMadeAnew() throws IOException {
    Vault one = kept();
    one.index().refresh();
    one.close();
    Path index = one.index().folder().orElseThrow();
    try (Stream<Path> all = Files.list(index)) {
      for (Path file : all.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(index);

    assertThat(first(kept(), "my city")).contains("Bergen");
    assertThat(notices).isEmpty();
  }

  @Test
  void whereNoIndexCanBeKeptTheSearchWorksAllTheSame() throws IOException {
    Path file = Fixture.write(folder.resolve("..").normalize(), "no-folder", "x");
    Vault vault = Vault.open(folder, VaultLimits.DEFAULT, Optional.of(file), listener);
    open.add(vault);

    assertThat(first(vault, "my city")).contains("Bergen");
    assertThat(notices).hasSize(2);
    Files.delete(file);
  }

  @Test
  void nothingOfADroppedIndexIsLeft() throws IOException {
    Vault vault = kept();
    vault.index().refresh();
    vault.index().drop();

    try (Stream<Path> all = Files.list(vault.index().folder().orElseThrow())) {
      assertThat(all.filter(file -> !file.endsWith("write.lock"))).isEmpty();
    }
    assertThat(first(vault, "my city")).contains("Bergen");
  }

  @Test
  void onlyTheOwnerMayReadTheIndex() throws IOException {
    Vault vault = kept();
    vault.index().refresh();
    Path index = vault.index().folder().orElseThrow();

    assertThat(index.getParent()).isEqualTo(cache);
    if (Files.getFileStore(index).supportsFileAttributeView("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(index)))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void notesThatCannotBeReadDoNotStopASearch() throws IOException {
    Fixture.write(folder, "binary.md", new byte[] {1, 0, (byte) 0xff});
    Fixture.write(folder, "big.md", "word ".repeat(300_000));
    note("marks.md", "- od\u0001d: a\u0002b\u0003c\n");
    Vault vault = kept();

    assertThat(first(vault, "my city")).contains("Bergen");
    assertThat(first(vault, "od d")).contains("marks.md");
    assertThat(first(vault, "my city")).contains("Bergen");
  }

  @Test
  void theMostLinkedNotesAreNamed() throws IOException {
    note("a.md", "[[acme]] [[jane_doe]]\n");
    note("b.md", "[[acme]] [[nobody]]\n");

    assertThat(kept().index().mostLinked(2))
        .containsExactly(path("entities/companies/acme.md"), path("entities/jane_doe.md"));
  }

  @Test
  void aBurstOfChangesIsJoined() throws IOException {
    Vault vault = kept();
    vault.index().refresh();
    for (int i = 0; i < 60; i++) {
      try (VaultTransaction transaction = vault.begin()) {
        transaction.create(path("entities/burst%d.md".formatted(i)), "# B\n- n: w" + i + "\n");
        transaction.commit();
      }
      assertThat(first(vault, "w" + i)).contains("n: w" + i);
    }
    vault.index().save();
    try (Stream<Path> files = Files.list(vault.index().folder().orElseThrow())) {
      assertThat(files.filter(file -> file.toString().endsWith(".si"))).hasSizeLessThan(30);
    }
    assertThat(first(vault, "w7")).contains("n: w7");
  }

  @Test
  void aWordThatMostPassagesHaveCountsAndIsFoundAlone() throws IOException {
    for (int i = 0; i < 2_100; i++) {
      StringBuilder text = new StringBuilder("# Townsman\n");
      for (int fact = 0; fact < 10; fact++) {
        text.append("- fact %d: v%dx%d\n".formatted(fact, i, fact));
      }
      note("people/%d.md".formatted(i), text.toString());
    }
    note("people/rare.md", "# Townsman\n- colour: amber\n- shade: amber\n");
    note("places/rare.md", "# Harbour\n- colour: amber\n");
    Vault vault = kept();
    assertThat(first(vault, "townsman v77x3")).contains("v77x3");
    assertThat(found(vault, "townsman")).hasSize(5);
    // Few have the rarer word: the common one brings others behind them.
    assertThat(found(vault, "townsman shade")).hasSize(5).first().asString().contains("shade");
    // Enough have them: of two that say the same the one with the common word comes first.
    assertThat(
            vault.index().search("townsman colour amber", 2).stream()
                .map(hit -> hit.passage().path().value()))
        .containsExactly("people/rare.md", "places/rare.md");
  }

  @Test
  void ofALongNoteThePassagesWithMostOfTheWordsAreFollowed() throws IOException {
    StringBuilder text = new StringBuilder("# Me\n");
    for (int i = 0; i < 100; i++) {
      text.append("- friend f%d: [[entities/f%d]]\n".formatted(i, i));
      note("entities/f%d.md".formatted(i), "# Person %d\n- phone: 0431 %d\n".formatted(i, i));
    }
    note("user.md", text.toString());
    assertThat(first(kept(), "my friend f71's phone")).contains("0431 71");
  }
}
