package memagent.vault;

import static memagent.vault.Fixture.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A memory that keeps its history, its clock and its warnings, for several tests. */
abstract class KeptMemory {
  static final Author MODEL = Author.agent("s1", 1, "Which berth?");

  @TempDir Path home;
  Path memory;
  final List<String> warnings = new ArrayList<>();

  /** The clock stands still where a test sets it. */
  Optional<Instant> stopped = Optional.empty();

  @BeforeEach
  void makeMemory() throws IOException {
    memory = Files.createDirectory(home.resolve("notes"));
  }

  Vault open() {
    return open(memory);
  }

  Vault open(Path folder) {
    return open(folder, VaultLimits.DEFAULT);
  }

  Vault open(Path folder, VaultLimits limits) {
    return Vault.open(
        folder,
        limits,
        new HistorySettings(
            home.resolve("histories"), () -> stopped.orElseGet(Instant::now), warnings::add));
  }

  static List<VaultChange> put(Vault vault, String name, String text, Author author) {
    try (VaultTransaction transaction = vault.begin(author)) {
      transaction.create(path(name), text);
      return ((CommitOutcome.Committed) transaction.commit()).changes();
    }
  }

  static History history(Vault vault) {
    return vault.history().orElseThrow();
  }

  static List<String> reasons(Vault vault) {
    return history(vault).entries(100).stream().map(entry -> entry.author().reason()).toList();
  }

  List<VaultChange> undo(Vault vault, HistoryEntry... entries) {
    UndoOutcome outcome =
        history(vault).undo(List.of(entries), UndoOutcome.Prefer.ASK, Author.person("undo"));
    return ((UndoOutcome.Undone) outcome).changes();
  }

  static String noteA(Vault vault) {
    return vault.note(path("a.md")).text();
  }
}
