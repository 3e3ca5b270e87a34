package memagent.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import memagent.vault.SearchHit;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real model, of the real packages: {@code ./build -Pembedding} fetches them and runs this. */
class MiniLmEmbedderIT {
  @TempDir static Path home;
  private static EmbeddingParts parts;

  @BeforeAll
  static void makeTheFolder() {
    parts = new EmbeddingParts(home.resolve("embedding"));
    parts.make(Path.of(Objects.requireNonNull(System.getProperty("embedding.packages"))));
  }

  private static double cosine(float[] a, float[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }

  /** What Hugging Face's tokenizers 0.23.3 made of the same file: a text and its ids a line. */
  @Test
  void tokensAreThoseOfTheReference() throws IOException {
    WordPieces words = WordPieces.of(parts.vocabulary());
    try (var lines =
        new java.io.BufferedReader(
            new java.io.InputStreamReader(
                Objects.requireNonNull(getClass().getResourceAsStream("tokens.tsv")),
                java.nio.charset.StandardCharsets.UTF_8))) {
      for (String line : lines.lines().toList()) {
        List<String> row = List.of(line.split("\t"));
        assertThat(words.ids(row.get(0).replace("\\t", "\t")))
            .as(row.get(0))
            .isEqualTo(Arrays.stream(row.get(1).split(" ")).mapToLong(Long::parseLong).toArray());
      }
    }
  }

  @Test
  void wordsOfOneMeaningLieNearEachOther() {
    try (MiniLmEmbedder embedder = MiniLmEmbedder.load(parts)) {
      float[] doctor = embedder.embed("doctor");
      assertThat(doctor).hasSize(embedder.dimensions());
      assertThat(cosine(doctor, doctor)).isCloseTo(1, within(1e-5));
      assertThat(cosine(doctor, embedder.embed("physician"))).isGreaterThan(0.6);
      assertThat(cosine(doctor, embedder.embed("bicycle"))).isLessThan(0.4);
      assertThat(embedder.embed("doctor")).isEqualTo(doctor);
      assertThat(embedder.knows("doctor")).isTrue();
      assertThat(embedder.knows("zyxwv")).isFalse();
      assertThat(cosine(embedder.embed(""), embedder.embed(""))).isCloseTo(1, within(1e-5));
    }
  }

  @Test
  void aMemoryIsSearchedByMeaningOfRealText() throws IOException {
    Path memory = Files.createDirectories(home.resolve("memory"));
    Files.writeString(
        memory.resolve("user.md"),
        "# Me\n- doctor: Ines Aldana\n- car: a blue Volvo\n- cat: Biscuit\n");
    try (Vault vault =
        Vault.open(
            memory,
            VaultLimits.DEFAULT,
            Optional.of(home.resolve("cache")),
            SearchListener.SILENT)) {
      assertThat(vault.index().search("Which physician treats me?", 3)).isEmpty();
      vault.embedWith(() -> MiniLmEmbedder.load(parts));
      SearchHit first = vault.index().search("Which physician treats me?", 3).getFirst();
      assertThat(first.passage().key()).isEqualTo("doctor");
      assertThat(first.isByMeaning()).isTrue();
    }
  }

  @Test
  void severalThreadsGetTheSameVectors() throws Exception {
    try (MiniLmEmbedder embedder = MiniLmEmbedder.load(parts);
        var threads = java.util.concurrent.Executors.newFixedThreadPool(4)) {
      float[] alone = embedder.embed("the river in spring");
      var all =
          threads.invokeAll(
              java.util.Collections.nCopies(40, () -> embedder.embed("the river in spring")));
      for (var one : all) {
        assertThat(one.get()).isEqualTo(alone);
      }
    }
  }
}
