package memagent.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import memagent.agent.OwnFiles;
import memagent.vault.Backup;
import memagent.vault.Encryption;
import memagent.vault.Forget;
import memagent.vault.ForgetTrace;
import memagent.vault.HistorySettings;
import memagent.vault.MemoryKey;
import memagent.vault.Vault;
import memagent.vault.VaultException;
import memagent.vault.VaultLimits;

/**
 * The backups that this program has written or put back, one path a line in the data folder: what
 * is forgotten must go from them, too, and a person must hear which ones are out of reach.
 */
final class KnownBackups {
  private static final String FILE = "backups";
  private static final String SCRATCH = "forget-";
  private static final String NEW = ".forgetting";

  private final Settings settings;
  private final Surroundings surroundings;

  KnownBackups(Settings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /** Remembers one. */
  void add(Path backup) {
    Set<String> all = new LinkedHashSet<>(lines());
    if (all.add(backup.toAbsolutePath().normalize().toString())) {
      try {
        OwnFiles.createFolder(settings.folders().data());
        OwnFiles.replace(file(), (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        surroundings
            .errors()
            .println(
                "The list of backups %s cannot be written (%s), so `mem forget` will not know of this one."
                    .formatted(file(), e.getMessage()));
      }
    }
  }

  /** Those that are where they were. */
  List<Path> present() {
    return paths().stream().filter(Files::isRegularFile).toList();
  }

  /** Those that are not: moved, deleted, or on a disk that is not at hand. */
  List<Path> absent() {
    return paths().stream().filter(path -> !Files.isRegularFile(path)).toList();
  }

  /** Those with something of it; changes nothing. One that cannot be read is one of them. */
  List<ForgetTrace> find(Forget plan) {
    List<String> found = new ArrayList<>();
    for (Path backup : present()) {
      try {
        if (isIn(backup, plan, false)) {
          found.add(backup.toString());
        }
      } catch (IOException | VaultException e) {
        found.add(backup + " (cannot be read)");
      }
    }
    return found.isEmpty()
        ? List.of()
        : List.of(new ForgetTrace("backups", found.size(), "written anew without it", found));
  }

  /** Writes them anew without it, looks into each again, and says which ones still have it. */
  List<ForgetTrace> remove(Forget plan) {
    List<String> left = new ArrayList<>();
    for (Path backup : present()) {
      try {
        if (isIn(backup, plan, true) && isIn(backup, plan, false)) {
          left.add(backup.toString());
        }
      } catch (IOException | VaultException e) {
        left.add(backup + ": " + e.getMessage());
      }
    }
    return left.isEmpty()
        ? List.of()
        : List.of(
            new ForgetTrace("backups", left.size(), "look at the reason, or delete them", left));
  }

  private boolean isIn(Path backup, Forget plan, boolean remove) throws IOException {
    OwnFiles.createFolder(settings.folders().data());
    removeScratch();
    Path scratch = Files.createTempDirectory(settings.folders().data(), SCRATCH);
    try {
      HistorySettings history =
          new HistorySettings(scratch.resolve("history"), surroundings.clock(), sentence -> {});
      VaultLimits limits = Memories.limits(settings);
      Backup.restore(backup, scratch.resolve("memory"), limits, history);
      MemoryKey key = key(Encryption.of(scratch.resolve("memory"), history), plan.key());
      try (Vault vault = Vault.open(scratch.resolve("memory"), limits, history, key)) {
        Forget inside = plan.in(vault);
        boolean holds = !inside.traces().isEmpty();
        if (holds && remove) {
          inside.carryOut();
          Path aside = backup.resolveSibling(backup.getFileName() + NEW);
          Files.deleteIfExists(aside);
          Backup.write(vault, aside);
          Files.move(
              aside, backup, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return holds;
      }
    } finally {
      remove(scratch);
    }
  }

  /** A backup of this memory has its key, one of before none. */
  private static MemoryKey key(Encryption backup, MemoryKey ours) {
    if (backup.state() == Encryption.State.PLAIN) {
      return MemoryKey.NONE;
    }
    return Optional.of(ours)
        .filter(MemoryKey::isPresent)
        .flatMap(key -> backup.remembered(Encryption.remember(key)))
        .orElseThrow(() -> new VaultException("it is encrypted with another key"));
  }

  /** Of a run that was stopped. */
  private void removeScratch() throws IOException {
    try (Stream<Path> all = Files.list(settings.folders().data())) {
      for (Path path : all.filter(p -> p.getFileName().toString().startsWith(SCRATCH)).toList()) {
        remove(path);
      }
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }

  private List<Path> paths() {
    List<Path> paths = new ArrayList<>();
    for (String line : lines()) {
      path(line).ifPresent(paths::add);
    }
    return paths;
  }

  private static Optional<Path> path(String line) {
    try {
      return line.isBlank() ? Optional.empty() : Optional.of(Path.of(line));
    } catch (InvalidPathException none) {
      return Optional.empty();
    }
  }

  private List<String> lines() {
    try {
      return Files.exists(file()) ? Files.readAllLines(file()) : List.of();
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The list of backups %s cannot be read (%s): repair or delete it."
              .formatted(file(), e.getMessage()));
    }
  }

  private Path file() {
    return settings.folders().data().resolve(FILE);
  }
}
