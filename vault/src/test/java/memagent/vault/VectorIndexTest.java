package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VectorIndexTest {
  @TempDir Path folder;
  @TempDir Path cache;
  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());
  private final List<Vault> open = new ArrayList<>();
  private final TinyEmbedder model = new TinyEmbedder();

  private final SearchListener listener =
      new SearchListener() {
        @Override
        public void notice(String sentence) {
          notices.add(sentence);
        }
      };

  @BeforeEach
  void writeNotes() throws IOException {
    note("user.md", "# Me\n- doctor: Ines Aldana\n- car: blue Volvo\n- wife: [[jane]]\n");
    note("entities/jane.md", "# Jane\n- hobby: chess\n- born: Bergen\n");
    note("entities/bob.md", "# Bob\n- hobby: rowing\n- boat: Heron\n");
  }

  @AfterEach
  void closeAll() {
    open.forEach(Vault::close);
  }

  private void note(String name, String text) throws IOException {
    Fixture.write(folder, name, text);
  }

  private Vault plain(VaultLimits limits) {
    Vault vault = Vault.open(folder, limits, Optional.of(cache), listener);
    open.add(vault);
    return vault;
  }

  private Vault with(Embedder embedder) {
    Vault vault = plain(VaultLimits.DEFAULT);
    vault.embedWith(() -> embedder);
    return vault;
  }

  private static List<String> found(Vault vault, String question) {
    return vault.index().search(question, 5).stream()
        .flatMap(hit -> hit.passage().lines().stream())
        .toList();
  }

  private Path vectors(Vault vault) {
    return VectorIndex.beside(vault.index().folder().orElseThrow());
  }

  private static void eventually(BooleanSupplier holds) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!holds.getAsBoolean()) {
      assertThat(System.nanoTime()).as("30 s have passed").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void otherWordsOfTheSameMeaningFindAPassage() {
    assertThat(found(plain(VaultLimits.DEFAULT), "Which physician?")).isEmpty();

    SearchHit hit = with(model).index().search("Which physician?", 5).getFirst();

    assertThat(hit.passage().lines()).containsExactly("user.md: Me: - doctor: Ines Aldana");
    assertThat(hit.isByMeaning()).isTrue();
    assertThat(hit.score()).isPositive();
    assertThat(notices).isEmpty();
  }

  @Test
  void whatHasAllWordsStaysBeforeWhatOnlyMeansTheSame() throws IOException {
    note("a.md", "# Note\n- automobile: none, I walk\n");
    Vault vault = with(model);

    List<SearchHit> hits = vault.index().search("automobile", 5);

    assertThat(hits.getFirst().passage().key()).isEqualTo("automobile");
    assertThat(hits.getFirst().isByMeaning()).isFalse();
    assertThat(hits).extracting(hit -> hit.passage().key()).contains("car");
    assertThat(hits)
        .extracting(SearchHit::score)
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void aQuestionThatOnlyWordsAnswerIsAnsweredAsWithoutAModel() {
    List<SearchHit> before = plain(VaultLimits.DEFAULT).index().search("Heron", 5);

    assertThat(with(new TinyEmbedder()).index().search("Heron", 1)).hasSize(1);
    assertThat(with(new TinyEmbedder()).index().search("Heron", 1).getFirst().passage())
        .isEqualTo(before.getFirst().passage());
  }

  @Test
  void wordsThatNoNoteHasDoNotPushAwayWhatHasAllTheOthers() {
    List<SearchHit> hits = with(model).index().search("Bob's boat, gorblex frumious vehicle", 5);

    assertThat(hits.getFirst().passage().lines())
        .containsExactly("entities/bob.md: Bob: - boat: Heron");
  }

  @Test
  void aWayAlongLinksStaysOnTop() {
    assertThat(with(model).index().search("my wife's hobby", 5).getFirst().passage().lines())
        .containsExactly("entities/jane.md: Jane: - hobby: chess");
  }

  @Test
  void whatWasEmbeddedOnceIsNotEmbeddedAgain() throws IOException {
    Vault first = with(model);
    found(first, "physician");
    assertThat(model.asked()).hasSize(8); // 7 passages and the question
    first.close(); // Or both would take the edits in, one of them a moment later.

    TinyEmbedder second = new TinyEmbedder();
    note("user.md", "# Me\n- car: blue Volvo\n- city: Turku\n- doctor: Ines Aldana\n");
    Files.move(folder.resolve("entities/bob.md"), folder.resolve("entities/robert.md"));
    Vault vault = with(second);

    assertThat(found(vault, "physician")).contains("user.md: Me: - doctor: Ines Aldana");
    assertThat(second.asked()).containsExactlyInAnyOrder("Me: city: Turku", "physician");
    assertThat(found(vault, "pastime of Bob").getFirst()).contains("robert.md");
  }

  @Test
  void whatIsGoneOrSaysSomethingElseIsNotFoundByWhatItMeant() throws IOException {
    Vault vault = with(model);
    assertThat(found(vault, "physician")).isNotEmpty();
    note("user.md", "# Me\n- gardener: Ines Aldana\n- car: blue Volvo\n");

    assertThat(found(vault, "physician")).isEmpty();
    Files.delete(folder.resolve("user.md"));
    assertThat(found(vault, "vehicle")).isEmpty();
  }

  @Test
  void whatIsStagedHidesWhatItReplaces() {
    Vault vault = with(model);
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("user.md"), "# Me\n- gardener: Ines Aldana\n");
      assertThat(transaction.search("physician", 5)).isEmpty();
    }
    assertThat(found(vault, "physician")).isNotEmpty();
  }

  @Test
  void aGateThatShowsLessHidesWhatVectorsFind() {
    Vault vault = with(model);
    try (VaultTransaction transaction = vault.begin()) {
      transaction.readThrough((note, text) -> note.value().equals("user.md") ? "# Me\n" : text);
      assertThat(transaction.search("physician", 5)).isEmpty();
      assertThat(transaction.search("pastime", 5)).hasSize(2);
    }
  }

  @Test
  void anotherScriptIsSearchedByWords() throws IOException {
    note("ru.md", "# Заметка\n- врач: Инес\n");
    Vault vault = with(model);

    assertThat(found(vault, "врач").getFirst()).contains("Инес");
    assertThat(model.asked()).noneMatch(text -> text.contains("врач") || text.contains("Инес"));
  }

  @Test
  void aQuestionThatTheModelHasNotLearnedIsSearchedByWords() {
    Vault vault = with(model);
    found(vault, "physician");
    model.forget();

    assertThat(found(vault, "zyxwv physician")).isEmpty();
    assertThat(model.asked()).isEmpty();
  }

  @Test
  void aMemoryWithTooManyPassagesIsSearchedByWordsAndSaysSo() {
    Vault vault = plain(VaultLimits.DEFAULT.withEmbeddedPassages(6));
    vault.embedWith(() -> model);

    assertThat(found(vault, "physician")).isEmpty();
    assertThat(found(vault, "doctor")).isNotEmpty();
    assertThat(model.asked()).isEmpty();
    assertThat(notices)
        .containsExactly(
            "The memory has 7 passages and at most 6 are embedded (embedded-passages-max): it is searched by words and links only.");
  }

  @Test
  void aQuestionWaitsForAFewPassagesOnlyAndTheRestCanBeMade() throws IOException {
    for (int i = 0; i < 300; i++) {
      note("many/n%03d.md".formatted(i), "# N%d\n- thing: item%d\n".formatted(i, i));
    }
    Vault vault = with(model);

    found(vault, "physician");
    assertThat(model.asked().size()).isLessThan(VectorIndex.AT_ONCE_COUNT_MAX + 10);
    assertThat(notices).singleElement().asString().contains("`mem embedding on` does the rest");

    assertThat(vault.index().embed()).isTrue();
    assertThat(model.asked().size()).isGreaterThan(300);
    assertThat(found(vault, "physician")).isNotEmpty();
  }

  @Test
  void aProgramThatStaysFillsItInTheBackground() throws IOException {
    Vault vault = with(model);
    vault.index().watch();
    eventually(() -> !found(vault, "physician").isEmpty());

    note("entities/eve.md", "# Eve\n- hobby: fencing\n");
    eventually(() -> found(vault, "pastime of Eve").stream().anyMatch(l -> l.contains("fencing")));
    vault.close();
    assertThat(model.isClosed()).isTrue();
  }

  @Test
  void anotherModelMakesTheVectorsAnew() {
    found(with(model), "physician");
    TinyEmbedder other = new TinyEmbedder("tiny 2");

    assertThat(found(with(other), "physician")).isNotEmpty();
    assertThat(other.asked()).hasSize(8);
    assertThat(notices).isEmpty();
  }

  @Test
  void damagedVectorsAreMadeAnew() throws IOException {
    Vault first = with(model);
    found(first, "physician");
    first.close();
    try (Stream<Path> files = Files.list(vectors(first))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".cfs")).toList()) {
        Files.write(file, new byte[] {1, 2, 3});
      }
    }

    assertThat(found(with(model), "physician")).isNotEmpty();
  }

  @Test
  void aModelThatFailsLeavesTheSearchByWords() {
    Vault vault = plain(VaultLimits.DEFAULT);
    vault.embedWith(() -> {
      throw new IllegalStateException("the library is gone");
    });

    assertThat(found(vault, "doctor")).isNotEmpty();
    assertThat(found(vault, "physician")).isEmpty();
    assertThat(notices)
        .containsExactly(
            "The search by meaning cannot be used (IllegalStateException: the library is gone); this run searches by words and links.");
  }

  @Test
  void anEncryptedMemoryKeepsNoVectorsOnTheDisk() {
    Vault vault = Fixture.open(folder); // As an encrypted one: its index is kept nowhere.
    open.add(vault);
    vault.embedWith(() -> model);

    assertThat(found(vault, "physician")).isEmpty();
    assertThat(model.asked()).isEmpty();
    vault.index().watch();
    eventually(() -> !found(vault, "physician").isEmpty());
    assertThat(cache).isEmptyDirectory();
  }

  @Test
  void forgettingLeavesNoVectors() throws IOException {
    Vault vault = with(model);
    found(vault, "physician");
    assertThat(vectors(vault)).isNotEmptyDirectory();

    Forget plan = Forget.plan(vault, List.of("Ines Aldana"), false);
    plan.carryOut();

    try (Stream<Path> files = Files.list(vectors(vault))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsOnly("write.lock");
    }
    assertThat(found(vault, "physician")).isEmpty();
    assertThat(found(vault, "vehicle")).isNotEmpty();
    assertThat(plan.left()).isEmpty();
  }

  @Test
  void vectorsOfATimeWhenThereWasAModelGoWithTheIndex() throws IOException {
    found(with(model), "physician");
    Vault vault = plain(VaultLimits.DEFAULT);
    vault.index().drop();

    try (Stream<Path> files = Files.list(vectors(vault))) {
      assertThat(files.map(f -> f.getFileName().toString())).containsOnly("write.lock");
    }
  }
}
