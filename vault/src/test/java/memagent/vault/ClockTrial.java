package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Writes {@link MixedWrites}, with edits by hand between them, while the clock jumps backwards by
 * up to ten years, and the files' own times with it. Every transaction and every edit must be in
 * the history once, in the order in which they were made, and be found by the next search.
 */
final class ClockTrial {
  private static final int HAND_EACH = 5;
  private static final int REOPEN_EACH = 25;
  private static final Duration BACK_MAX = Duration.ofDays(3_650);
  private static final Duration ON_MAX = Duration.ofHours(2);
  private static final Instant START = Instant.parse("2031-07-01T12:00:00Z");
  private static final Instant FIRST = Instant.parse("1980-01-01T00:00:00Z");
  private static final String HAND = "hand.md";

  private final Path folder;
  private final RandomGenerator random;
  private final MixedWrites writes;
  private final Tally tally;
  private final List<String> expected = new ArrayList<>(); // entries, the oldest first
  private Instant now = START;

  private ClockTrial(Path folder, long seed, Tally tally) {
    this.folder = folder;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.writes = new MixedWrites(seed);
    this.tally = tally;
  }

  static void run(Path folder, int count, long seed, Tally tally) throws IOException {
    new ClockTrial(folder, seed, tally).run(count);
  }

  private Vault open() {
    Vault vault =
        Vault.create(
            folder.resolve("memory"),
            VaultLimits.DEFAULT,
            new HistorySettings(
                folder.resolve("histories"),
                () -> now,
                sentence -> tally.add("warnings of the history", 1)));
    vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
    return vault;
  }

  private void run(int count) throws IOException {
    Map<Integer, Map<String, String>> states = new TreeMap<>();
    Vault vault = open();
    try {
      for (int i = 1; i <= count; i++) {
        tick();
        List<MixedWrites.Change> changes = writes.next();
        if (!(MixedWrites.write(vault, i, changes) instanceof CommitOutcome.Committed)) {
          throw new IllegalStateException("Nobody else writes here.");
        }
        tally.add("acknowledged", 1);
        expected.add("agent " + i);
        age(changes);
        if (i % HAND_EACH == 0) {
          tick();
          editByHand(vault, i);
        }
        if (i % REOPEN_EACH == 0) {
          states.put(i, StateCheck.files(vault.folder()));
          vault.close();
          vault = open();
        }
      }
      check(vault, states);
    } finally {
      vault.close();
    }
  }

  private void tick() {
    boolean isBack = random.nextBoolean();
    tally.add("jumps backwards", isBack ? 1 : 0);
    Duration by = Duration.ofSeconds(random.nextLong((isBack ? BACK_MAX : ON_MAX).toSeconds()));
    now = isBack ? now.minus(by) : now.plus(by);
    if (now.isBefore(FIRST)) {
      now = START; // A disk keeps no time of the nineteenth century.
    }
  }

  /** The disk's clock has jumped as well. */
  private void age(List<MixedWrites.Change> changes) throws IOException {
    for (MixedWrites.Change change : changes) {
      Path file = folder.resolve("memory").resolve(change.path());
      if (Files.exists(file)) {
        Files.setLastModifiedTime(file, FileTime.from(now));
      }
    }
  }

  /** As long as the edit before it, so that only its time and content tell it. */
  private void editByHand(Vault vault, int number) throws IOException {
    String word = String.format(Locale.ROOT, "hand%06dedit", number);
    Path file = folder.resolve("memory").resolve(HAND);
    Files.write(file, ("- kept: " + word + "\n").getBytes(StandardCharsets.UTF_8));
    Files.setLastModifiedTime(file, FileTime.from(now));
    tally.add("edits by hand", 1);
    vault.history().orElseThrow().pickUp();
    expected.add("hand " + word);
    boolean isFound =
        vault.index().search(word, 1).stream().anyMatch(hit -> hit.passage().value().equals(word));
    tally.add("edits that a search missed", isFound ? 0 : 1);
    tally.add(Tally.LOST, isFound ? 0 : 1);
  }

  private void check(Vault vault, Map<Integer, Map<String, String>> states) throws IOException {
    History history = vault.history().orElseThrow();
    List<HistoryEntry> entries = history.entries(Integer.MAX_VALUE).reversed();
    List<String> found = new ArrayList<>();
    for (HistoryEntry entry : entries) {
      found.add(
          entry.author().kind() == Author.Kind.AGENT
              ? "agent " + entry.author().question()
              : "hand " + handEdit(history, entry));
    }
    tally.add("entries in the history", found.size());
    List<String> ordered = new ArrayList<>(found);
    ordered.removeIf(entry -> entry.startsWith("hand"));
    List<String> written = new ArrayList<>(expected);
    written.removeIf(entry -> entry.startsWith("hand"));
    boolean isEach = new TreeSet<>(found).equals(new TreeSet<>(expected));
    if (!ordered.equals(written) || !isEach || found.size() != expected.size()) {
      List<String> missing = new ArrayList<>(expected);
      missing.removeAll(found);
      tally.add(Tally.LOST, Math.max(1, missing.size()));
      System.out.println("expected " + expected + "\nfound    " + found);
    }
    for (int i = 1; i < entries.size(); i++) {
      boolean isOrdered = !entries.get(i).when().isBefore(entries.get(i - 1).when());
      tally.add("entries earlier than the one before", isOrdered ? 0 : 1);
    }
    for (HistoryEntry entry : entries) {
      Optional<Map<String, String>> then =
          entry.author().kind() == Author.Kind.AGENT
              ? Optional.ofNullable(states.get(entry.author().question()))
              : Optional.empty();
      if (then.isPresent()) {
        compare(history, entry, then.get());
      }
    }
  }

  /** The state after a transaction; the edit by hand that follows it came later. */
  private void compare(History history, HistoryEntry entry, Map<String, String> then)
      throws IOException {
    try (AsOf past = history.asOf(entry)) {
      Map<String, String> shown = new TreeMap<>(StateCheck.files(past.vault().folder()));
      Map<String, String> known = new TreeMap<>(then);
      shown.remove(HAND);
      known.remove(HAND);
      tally.add("states of the past compared", 1);
      tally.add(Tally.TORN, shown.equals(known) ? 0 : 1);
    }
  }

  private static String handEdit(History history, HistoryEntry entry) {
    for (VaultChange change : history.diff(List.of(entry))) {
      String text =
          switch (change) {
            case VaultChange.Created made -> made.after();
            case VaultChange.Updated updated -> updated.after();
            case VaultChange.Deleted deleted -> "";
          };
      if (change.path().value().equals(HAND)) {
        return text.strip().substring("- kept: ".length());
      }
    }
    return "of something else";
  }
}
