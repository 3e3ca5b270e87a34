package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A row of transactions that follows from its seed alone, so that what a memory must hold after the
 * first n of them can be said without looking at it: notes made, changed in one place, replaced,
 * deleted, and several of these at once, also in new folders. Each note says which transaction
 * wrote it last.
 */
final class MixedWrites {
  private static final int NOTE_COUNT_MAX = 24;
  private static final int FILLER_CHARS_MAX = 12_000;
  private static final int CHANGE_COUNT_MAX = 6; // of one transaction

  private final RandomGenerator random;
  private final TreeMap<String, Body> notes = new TreeMap<>();
  private int serial;

  MixedWrites(long seed) {
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /**
   * What a note says.
   *
   * @param madeBy the transaction that made or replaced it
   * @param changedBy the last one that changed it
   */
  record Body(int madeBy, int fillerChars, int changedBy) {
    String text() {
      return "# Note of %d, %d\n\n%s\n\n".formatted(madeBy, fillerChars, "x".repeat(fillerChars))
          + serialLine()
          + "\n";
    }

    String serialLine() {
      return "- serial: " + changedBy;
    }

    /** Whether a text is one that could have been written whole, whichever. */
    static boolean isWhole(String text) {
      List<String> lines = text.lines().toList();
      if (lines.size() != 5 || !lines.getFirst().matches("# Note of \\d+, \\d+")) {
        return false;
      }
      int filler = Integer.parseInt(lines.getFirst().split(", ", -1)[1]);
      return lines.get(2).equals("x".repeat(filler))
          && lines.get(4).matches("- serial: \\d+")
          && text.endsWith("\n");
    }
  }

  /** One file of a transaction; before or after is empty where it is made or deleted. */
  record Change(String path, Optional<Body> before, Optional<Body> after) {
    void stage(VaultTransaction transaction) {
      NotePath note = NotePath.of(path);
      if (after.isEmpty()) {
        transaction.delete(note);
      } else if (before.isPresent() && before.get().madeBy() == after.get().madeBy()) {
        transaction.update(note, before.get().serialLine(), after.get().serialLine());
      } else {
        transaction.create(note, after.get().text());
      }
    }
  }

  /** The number of the latest transaction; 0 before the first. */
  int serial() {
    return serial;
  }

  /** Passes over transactions until this one has been. */
  MixedWrites after(int number) {
    while (serial < number) {
      next();
    }
    return this;
  }

  /** The next transaction. */
  List<Change> next() {
    serial++;
    int count = random.nextInt(10) < 7 ? 1 : 2 + random.nextInt(CHANGE_COUNT_MAX - 1);
    TreeMap<String, Change> changes = new TreeMap<>();
    while (changes.size() < count) {
      Change change = change();
      if (!changes.containsKey(change.path())) {
        changes.put(change.path(), change);
      }
    }
    changes
        .values()
        .forEach(change ->
            change
                .after()
                .ifPresentOrElse(
                    body -> notes.put(change.path(), body), () -> notes.remove(change.path())));
    return List.copyOf(changes.values());
  }

  private Change change() {
    int kind = random.nextInt(10);
    Body fresh = new Body(serial, random.nextInt(FILLER_CHARS_MAX), serial);
    if (notes.size() < 3 || (kind < 4 && notes.size() < NOTE_COUNT_MAX)) {
      String path = "entities/f%d/n%d.md".formatted(random.nextInt(6), random.nextInt(40));
      return new Change(path, Optional.ofNullable(notes.get(path)), Optional.of(fresh));
    }
    List<String> paths = new ArrayList<>(notes.keySet());
    String path = paths.get(random.nextInt(paths.size()));
    Body old = notes.getOrDefault(path, fresh);
    Optional<Body> now =
        switch (kind) {
          case 0, 1, 2, 3, 4, 5, 6 ->
              Optional.of(new Body(old.madeBy(), old.fillerChars(), serial));
          case 7 -> Optional.of(fresh);
          default -> Optional.empty();
        };
    return new Change(path, Optional.of(old), now);
  }

  /** What the memory holds now, by path. */
  Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    notes.forEach((path, body) -> texts.put(path, body.text()));
    return texts;
  }

  /** Writes one transaction; each is the answer to the question of its number. */
  static CommitOutcome write(Vault vault, int serial, List<Change> changes) {
    try (VaultTransaction transaction = vault.begin(Author.agent("s", serial, "a question"))) {
      changes.forEach(change -> change.stage(transaction));
      return transaction.commit();
    }
  }
}
