package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random memories with a history and an index, in which a secret stands anywhere. */
class ForgetPropertyTest {
  private static final String[] LINES = {
    "- city: Oslo\n",
    "- food: rice\n",
    "\nSome words.\n\n",
    "## Part\n",
    "\n| a | b |\n\n",
    "- 東京: é\n"
  };
  private static final String[] SECRETS = {
    "- who: Quibble Wort\n",
    "- QUIBBLE WORT\n",
    "- who: [[quibble_wort]]\n",
    "- é: **Quibble** Wort\n"
  };
  private static final List<String> NAMES =
      List.of("user.md", "a b.md", "f/g/h.md", "日本/東京.md", "note.txt", "f/quibble_wort.md");
  private static final Instant START = Instant.parse("2031-03-01T10:00:00Z");

  @TempDir Path home;
  private Instant now = START;

  private Vault open(Path memory) throws IOException {
    Files.createDirectories(memory);
    Vault vault =
        Vault.open(
            memory,
            VaultLimits.DEFAULT,
            new HistorySettings(
                memory.resolveSibling("histories"),
                () -> now,
                warning -> {
                  throw new AssertionError(warning);
                }));
    vault.keepIndexIn(memory.resolveSibling("search"), SearchListener.SILENT);
    return vault;
  }

  private static String text(RandomGenerator random) {
    StringBuilder text = new StringBuilder("# T\n\n");
    for (int i = random.nextInt(8); i > 0; i--) {
      String[] from = random.nextInt(3) == 0 ? SECRETS : LINES;
      text.append(from[random.nextInt(from.length)]);
    }
    return text.toString();
  }

  private void change(Vault vault, RandomGenerator random) throws IOException {
    now = now.plusSeconds(60);
    if (random.nextInt(5) == 0) {
      UndoOutcome ignored =
          vault
              .history()
              .orElseThrow()
              .undo(
                  vault.history().orElseThrow().entries(1),
                  UndoOutcome.Prefer.LATER,
                  Author.PROGRAM);
      assertThat(ignored).isNotNull();
      return;
    }
    String reason = random.nextInt(4) == 0 ? "who is Quibble Wort?" : "why";
    try (VaultTransaction transaction = vault.begin(Author.agent("s", 1, reason))) {
      for (int i = random.nextInt(1, 4); i > 0; i--) {
        NotePath path = NotePath.of(NAMES.get(random.nextInt(NAMES.size())));
        if (random.nextInt(5) == 0) {
          transaction.delete(path);
        } else {
          transaction.create(path, text(random));
        }
      }
      transaction.commit();
    }
  }

  private static Map<String, String> state(Vault vault) throws IOException {
    Map<String, String> state = new TreeMap<>();
    for (NotePath path : vault.files()) {
      String text = Files.readString(vault.folder().resolve(path.value()));
      state.put(path.value(), text);
    }
    return state;
  }

  /** What a state is without the secret: its note gone, its lines and all empty lines gone. */
  private static Map<String, String> expected(Map<String, String> before) {
    Map<String, String> after = new TreeMap<>();
    before.forEach((path, text) -> {
      if (!path.contains("quibble")) {
        after.put(
            path,
            text.lines()
                .filter(line -> !isSecret(line) && !line.isBlank())
                .collect(Collectors.joining("\n", "", "\n")));
      }
    });
    return after;
  }

  private static boolean isSecret(String text) {
    return text.toLowerCase(Locale.ROOT).contains("quibble");
  }

  private static List<String> found(Path folder) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.toList()) {
        String name = folder.relativize(file).toString();
        boolean holds =
            Files.isRegularFile(file)
                && isSecret(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        if (holds || isSecret(name)) {
          found.add(name);
        }
      }
    }
    try (Stream<Path> all = Files.list(folder.resolve("histories"))) {
      for (Path history : all.toList()) {
        try (GitStore store = GitStore.open(history.resolve("git"))) {
          store.everyObject((id, type, bytes) -> {
            if (isSecret(new String(bytes, StandardCharsets.UTF_8))) {
              found.add("object " + id.name());
            }
          });
        }
      }
    }
    return found;
  }

  @Test
  void noByteIsLeftAndEveryOtherDayIsWhatItWas() {
    Properties.forAll(
        12,
        random -> {
          Path folder = home.resolve("m" + random.nextLong(Long.MAX_VALUE));
          try (Vault vault = open(folder.resolve("memory"))) {
            History history = vault.history().orElseThrow();
            Fixture.create(vault, "user.md", "# T\n\n- city: Oslo\n");
            Map<Instant, Map<String, String>> days = new LinkedHashMap<>();
            for (int i = random.nextInt(2, 10); i > 0; i--) {
              days.put(now, state(vault));
              change(vault, random);
              if (random.nextBoolean()) {
                history.pickUp();
              }
              if (random.nextInt(4) == 0) {
                vault.index().search("quibble city", 3);
              }
            }
            days.put(now, state(vault));
            if (random.nextBoolean()) {
              vault
                  .writer()
                  .orElseThrow()
                  .present()
                  .ifPresent(store -> {
                    try {
                      store.tidy(0);
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
            }
            Forget plan = Forget.plan(vault, List.of("Quibble Wort"), false);
            plan.carryOut();

            assertThat(plan.left()).isEmpty();
            assertThat(found(folder)).isEmpty();
            assertThat(Forget.inIndex(vault.index().folder().orElseThrow(), plan.words())).isZero();
            assertThat(expected(state(vault))).isEqualTo(expected(days.get(now)));
            for (Map.Entry<Instant, Map<String, String>> day : days.entrySet()) {
              Map<String, String> expected = expected(day.getValue());
              var entry = history.at(day.getKey());
              if (entry.isEmpty()) {
                assertThat(expected).isEmpty();
                continue;
              }
              try (AsOf then = history.asOf(entry.get())) {
                assertThat(expected(state(then.vault()))).isEqualTo(expected);
                if (!isSecret(day.getValue().toString())) {
                  assertThat(state(then.vault())).isEqualTo(day.getValue());
                }
              }
            }
            assertThat(Forget.plan(vault, List.of("Quibble Wort"), false).traces()).isEmpty();
            vault.index().search("quibble city", 3);
          }
          assertThat(found(folder)).isEmpty();
        });
  }
}
