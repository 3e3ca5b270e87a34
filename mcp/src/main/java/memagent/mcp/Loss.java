package memagent.mcp;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memagent.vault.VaultChange;

/**
 * What a block of code would take out of the memory.
 *
 * @param chars characters of lines that would stand nowhere any more
 * @param deleted notes that would be gone
 * @param overwritten notes that would lose more than half of their lines
 */
record Loss(long chars, List<String> deleted, List<String> overwritten) {
  Loss {
    deleted = List.copyOf(deleted);
    overwritten = List.copyOf(overwritten);
  }

  /** Lines that move from one note to another are not lost. */
  static Loss of(List<VaultChange> changes) {
    Map<String, Integer> kept = new HashMap<>();
    for (VaultChange change : changes) {
      after(change).lines().forEach(line -> kept.merge(line.strip(), 1, Integer::sum));
    }
    long chars = 0;
    List<String> deleted = new java.util.ArrayList<>();
    List<String> overwritten = new java.util.ArrayList<>();
    for (VaultChange change : changes) {
      long lost = 0;
      String before = before(change);
      for (String line : before.lines().map(String::strip).toList()) {
        if (kept.getOrDefault(line, 0) > 0) {
          kept.merge(line, -1, Integer::sum);
        } else {
          lost += line.length();
        }
      }
      chars += lost;
      if (change instanceof VaultChange.Deleted) {
        deleted.add(change.path().value());
      } else if (lost * 2 > before.length()) {
        overwritten.add(change.path().value());
      }
    }
    return new Loss(chars, deleted, overwritten);
  }

  /**
   * What to ask the person; empty if it may be done unasked.
   *
   * @param memoryBytes of the whole memory
   */
  Optional<String> question(long memoryBytes, McpLimits limits) {
    if (chars <= limits.lossCharsMin() || chars <= limits.lossShareMax() * memoryBytes) {
      return Optional.empty();
    }
    StringBuilder what =
        new StringBuilder("This would remove %,d characters of the memory".formatted(chars));
    what.append(" (%d %% of it).".formatted(Math.min(100, 100 * chars / Math.max(1, memoryBytes))));
    if (!deleted.isEmpty()) {
      what.append(" Deleted: ").append(list(deleted)).append('.');
    }
    if (!overwritten.isEmpty()) {
      what.append(" Overwritten: ").append(list(overwritten)).append('.');
    }
    return Optional.of(what + " May it be done?");
  }

  private static String list(List<String> paths) {
    int shown = Math.min(10, paths.size());
    return String.join(", ", paths.subList(0, shown))
        + (shown < paths.size() ? " and %d more".formatted(paths.size() - shown) : "");
  }

  private static String before(VaultChange change) {
    return switch (change) {
      case VaultChange.Created _ -> "";
      case VaultChange.Updated updated -> updated.before();
      case VaultChange.Deleted deleted -> deleted.before();
    };
  }

  private static String after(VaultChange change) {
    return switch (change) {
      case VaultChange.Created created -> created.after();
      case VaultChange.Updated updated -> updated.after();
      case VaultChange.Deleted _ -> "";
    };
  }
}
