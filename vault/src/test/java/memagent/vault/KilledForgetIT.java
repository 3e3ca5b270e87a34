package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledForgetIT {
  private static final int KILLS_MAX = 8;
  private static final long SEED = 20_260_107;
  private static final long NANOS_MAX = 900_000_000;
  private static final int NOTES = 60;

  @TempDir Path home;

  @Test
  void anotherRunForgetsTheRestWheneverTheFirstIsKilled() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    int unfinished = 0;
    for (int kill = 0; kill < KILLS_MAX; kill++) {
      Path folder = home.resolve("m" + kill);
      fill(folder);
      unfinished += killAfter(folder, random.nextLong(NANOS_MAX)) ? 0 : 1;
      try (Vault vault = KeptWriter.open(folder)) {
        vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
        // Whatever was done: it opens, its history reads, and the rest is as it was.
        assertThat(vault.history().orElseThrow().entries(100)).isNotEmpty();
        Forget plan = Forget.plan(vault, List.of("Quibble Wort"), false);
        plan.carryOut();
        assertThat(plan.left()).isEmpty();
        for (int i = 0; i < NOTES; i++) {
          assertThat(Files.readString(vault.folder().resolve("n" + i + ".md")))
              .isEqualTo("# N\n\n- number: " + i + "\n");
        }
        History history = vault.history().orElseThrow();
        HistoryEntry first = history.entries(100).getLast();
        try (AsOf then = history.asOf(first)) {
          assertThat(then.vault().files()).hasSize(NOTES);
        }
      }
      assertThat(found(folder)).isEmpty();
    }
    System.out.printf("kills %d, of them before the end %d%n", KILLS_MAX, unfinished);
    assertThat(unfinished).isPositive();
  }

  private static void fill(Path folder) {
    try (Vault vault = KeptWriter.open(folder)) {
      vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
      try (VaultTransaction transaction = vault.begin(Author.agent("s", 1, "Quibble Wort"))) {
        for (int i = 0; i < NOTES; i++) {
          transaction.create(
              NotePath.of("n" + i + ".md"),
              "# N\n\n- number: %d\n- who: Quibble Wort\n".formatted(i));
        }
        transaction.commit();
      }
      for (int round = 0; round < 3; round++) {
        try (VaultTransaction transaction = vault.begin(Author.agent("s", round + 2, "why"))) {
          for (int i = 0; i < NOTES; i++) {
            transaction.create(
                NotePath.of("n" + i + ".md"),
                "# N\n\n- number: %d\n- who: [[quibble_wort]] %d\n".formatted(i, round));
          }
          transaction.create(NotePath.of("quibble_wort.md"), "# Quibble Wort\n\n" + round + "\n");
          transaction.commit();
        }
      }
      vault.index().refresh();
    }
  }

  /** Whether it had ended before. */
  private static boolean killAfter(Path folder, long nanos) throws Exception {
    return Child.killedAfter(Child.start(Forgetter.class, folder.toString()), nanos);
  }

  private static List<String> found(Path folder) throws Exception {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (isSecret(file.toString())
            || isSecret(Files.readString(file, StandardCharsets.ISO_8859_1))) {
          found.add(file.toString());
        }
      }
    }
    try (Stream<Path> all = Files.list(folder.resolve("histories"))) {
      for (Path history : all.toList()) {
        try (GitStore store = GitStore.open(history.resolve("git"))) {
          store.everyObject((id, type, bytes) -> {
            if (isSecret(new String(bytes, StandardCharsets.UTF_8))) {
              found.add(id.name());
            }
          });
        }
      }
    }
    return found;
  }

  private static boolean isSecret(String text) {
    return text.toLowerCase(Locale.ROOT).contains("quibble");
  }
}
