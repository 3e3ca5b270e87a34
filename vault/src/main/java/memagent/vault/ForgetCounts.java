package memagent.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.revwalk.RevCommit;

/** Says how much of what is to be forgotten stands where. */
final class ForgetCounts {
  private static final int EXAMPLE_CHARS_MAX = 100;

  private ForgetCounts() {}

  /** In the notes of today. */
  static List<ForgetTrace> notes(List<VaultChange> changes, ForgetPaths paths) {
    List<String> deleted = new ArrayList<>();
    List<String> lines = new ArrayList<>();
    for (VaultChange change : changes) {
      switch (change) {
        case VaultChange.Deleted gone -> {
          if (!paths.renamed().containsKey(gone.path())) {
            deleted.add(gone.path().value());
          }
        }
        case VaultChange.Updated updated -> lines.addAll(lines(updated));
        case VaultChange.Created moved -> {}
      }
    }
    List<String> renamed = new ArrayList<>();
    for (VaultChange change : changes) {
      if (change instanceof VaultChange.Deleted gone && paths.renamed().containsKey(gone.path())) {
        renamed.add(gone.path() + " becomes " + paths.now(gone.path()));
      }
    }
    List<ForgetTrace> traces = new ArrayList<>();
    add(traces, "notes about it", "deleted", deleted);
    add(traces, "lines of other notes", "taken out", lines);
    add(traces, "names of files", "changed", renamed);
    return traces;
  }

  private static List<String> lines(VaultChange.Updated updated) {
    return updated
        .diff()
        .lines()
        .filter(line -> line.startsWith("-") && !line.startsWith("--- "))
        .filter(line -> line.length() > 1 && !line.substring(1).isBlank())
        .map(line -> updated.path() + ": " + cut(line.substring(1).strip()))
        .toList();
  }

  private static String cut(String line) {
    return line.length() <= EXAMPLE_CHARS_MAX
        ? line
        : line.substring(0, line.offsetByCodePoints(0, EXAMPLE_CHARS_MAX / 2)) + "…";
  }

  /** In the history, as far as it is written, and in what waits to be. */
  static List<ForgetTrace> past(ForgetScan scan, ForgetRule rule) throws IOException {
    Map<NotePath, Integer> versions = new TreeMap<>();
    scan.forPast((path, bytes) -> {
      if (rule.changes(path, bytes)) {
        versions.merge(path, 1, Integer::sum);
      }
    });
    String notes =
        versions.keySet().stream()
            .limit(ForgetTrace.EXAMPLES_MAX)
            .map(NotePath::value)
            .collect(Collectors.joining(", "));
    int more = versions.size() - ForgetTrace.EXAMPLES_MAX;
    int count = versions.values().stream().mapToInt(Integer::intValue).sum();
    List<ForgetTrace> traces = new ArrayList<>();
    if (count > 0) {
      traces.add(
          new ForgetTrace(
              "past versions of notes",
              count,
              "written anew without it",
              List.of(notes + (more > 0 ? " and %,d notes more".formatted(more) : ""))));
    }
    List<String> reasons = new ArrayList<>();
    for (RevCommit commit : scan.commits) {
      author(scan.entry(commit).author(), rule.words()).ifPresent(reasons::add);
    }
    for (Inbox.Item item : scan.waiting) {
      author(item.author(), rule.words()).ifPresent(reasons::add);
    }
    add(traces, "questions and reasons in the history", "taken out", reasons);
    int leftovers = scan.leftovers(rule.words());
    boolean unfinished = scan.folder().filter(HistoryWriter::isUnfinished).isPresent();
    if (leftovers > 0 || unfinished) {
      traces.add(
          new ForgetTrace(
              "leftovers of the history", Math.max(1, leftovers), "removed", List.of()));
    }
    if (scan.folder().isPresent()) {
      List<String> copies = scan.copies(rule.words()).stream().map(Names::last).toList();
      add(traces, "copies of the memory as it was", "removed", copies);
    }
    return traces;
  }

  private static Optional<String> author(Author author, ForgetWords words) {
    return GitRewrite.without(author, words).equals(author)
        ? Optional.empty()
        : Optional.of(cut(author.reason().lines().findFirst().orElse("").strip()));
  }

  /** In the search index; one that cannot be read counts, since it goes as a whole. */
  static List<ForgetTrace> index(Path folder, ForgetWords words) {
    List<ForgetTrace> traces = new ArrayList<>();
    try {
      int count = IndexTraces.in(folder, words).size();
      if (count > 0) {
        traces.add(
            new ForgetTrace(
                "passages and words of the search index",
                count,
                "removed; the next search makes it anew",
                List.of()));
      }
    } catch (IOException | RuntimeException unreadable) {
      traces.add(
          new ForgetTrace(
              "search index that cannot be read", 1, "removed", List.of(folder.toString())));
    }
    return traces;
  }

  private static void add(List<ForgetTrace> traces, String kind, String what, List<String> all) {
    if (!all.isEmpty()) {
      traces.add(new ForgetTrace(kind, all.size(), what, all));
    }
  }
}
