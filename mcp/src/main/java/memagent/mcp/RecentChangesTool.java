package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import memagent.vault.InvalidPathException;
import memagent.vault.NotePath;

/** {@code recent_changes}: what was changed in the memory lately, by whom. */
final class RecentChangesTool implements Tool {
  private static final int LIMIT_DEFAULT = 10;

  /** A file's time is taken when it is written, the log's a moment later. */
  private static final long SLACK_MILLIS = 2_000;

  private final Views views;
  private final ChangeLog log;
  private final McpLimits limits;

  RecentChangesTool(Views views, ChangeLog log, McpLimits limits) {
    this.views = views;
    this.log = log;
    this.limits = limits;
  }

  @Override
  public Card card() {
    ObjectNode change =
        Schema.object()
            .need("at", Schema.text("When, in UTC."))
            .need(
                "kind",
                Schema.choice(
                    "What happened to the note.", "created", "updated", "deleted", "edited"))
            .need("path", Schema.text("The note."))
            .need("by", Schema.text("Which client; 'elsewhere' for an editor or another program."))
            .need("diff", Schema.text("The change as a unified diff; empty for an edit elsewhere."))
            .build();
    return new Card(
        "recent_changes",
        "Recent changes",
        "Tells what was changed in the memory lately, newest first, with diffs.",
        Schema.object()
            .may("limit", Schema.count("How many at most.", 1, limits.pageCountMax()))
            .may("offset", Schema.count("next_offset of the page before."))
            .build(),
        Schema.object()
            .need("changes", Schema.list("Newest first.", change))
            .need("total", Schema.count("How many are known."))
            .may("next_offset", Schema.count("Where the next page begins; absent on the last."))
            .build(),
        Effects.READS);
  }

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    Arguments arguments = new Arguments(values);
    int limit = arguments.count("limit", LIMIT_DEFAULT, 1, limits.pageCountMax());
    int offset = arguments.count("offset", 0, 0, Integer.MAX_VALUE);
    MemoryView view = views.of(caller.client());
    List<ChangeLog.Entry> entries = entries(view);
    List<ObjectNode> changes = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    int tokens = 0;
    int at = Math.min(offset, entries.size());
    List<ChangeLog.Entry> page = entries.subList(at, Math.min(entries.size(), at + limit));
    Map<ChangeLog.Entry, String> diffs = diffs(view, page);
    for (ChangeLog.Entry entry : page) {
      String whole = diffs.getOrDefault(entry, "");
      String diff = whole.substring(0, Tokens.end(whole, 0, limits.answerTokensMax() / 4));
      tokens += 2 * Tokens.of(diff) + 50;
      if (tokens > limits.answerTokensMax() && !changes.isEmpty()) {
        break;
      }
      changes.add(
          Json.object(
              "at",
              entry.at(),
              "kind",
              entry.kind(),
              "path",
              entry.path(),
              "by",
              entry.by(),
              "diff",
              diff));
      text.append(
          "%s %s %s by %s\n%s\n"
              .formatted(entry.at(), entry.kind(), entry.path(), entry.by(), diff));
      at++;
    }
    ObjectNode structured = Json.object("changes", changes, "total", entries.size());
    if (at < entries.size()) {
      structured.put("next_offset", at);
      text.append("(more with offset ").append(at).append(")");
    }
    return Answer.of(
        structured, changes.isEmpty() ? "Nothing was changed yet." : text.toString().strip());
  }

  /** What of each change may be seen; changes without a diff are left out. */
  private static Map<ChangeLog.Entry, String> diffs(
      MemoryView view, List<ChangeLog.Entry> entries) {
    Map<String, List<ChangeLog.Entry>> byNote =
        entries.stream()
            .filter(entry -> !entry.diff().isEmpty())
            .collect(Collectors.groupingBy(ChangeLog.Entry::path));
    Map<ChangeLog.Entry, String> diffs = new HashMap<>();
    byNote.forEach((path, changes) -> {
      List<String> masked =
          view.masked(NotePath.of(path), changes.stream().map(ChangeLog.Entry::diff).toList());
      for (int i = 0; i < changes.size(); i++) {
        diffs.put(changes.get(i), masked.get(i));
      }
    });
    return diffs;
  }

  /** The log's entries, and notes that are newer on disk than the log knows. */
  private List<ChangeLog.Entry> entries(MemoryView view) {
    List<ChangeLog.Entry> entries = new ArrayList<>();
    Map<String, Instant> latest = new HashMap<>();
    for (ChangeLog.Entry entry : log.entries()) {
      latest.putIfAbsent(entry.path(), Instant.parse(entry.at()));
      if (isOpen(view, entry.path())) {
        entries.add(entry);
      }
    }
    for (SeenNote note : view.notes()) {
      Instant changed = Instant.ofEpochMilli(note.changedMillis());
      Instant known = latest.getOrDefault(note.path().value(), Instant.EPOCH);
      if (changed.isAfter(known.plusMillis(SLACK_MILLIS))) {
        entries.add(
            new ChangeLog.Entry(
                changed.toString(), "edited", note.path().value(), "elsewhere", ""));
      }
    }
    entries.sort(
        Comparator.comparing((ChangeLog.Entry entry) -> Instant.parse(entry.at()))
            .reversed()
            .thenComparing(ChangeLog.Entry::path));
    return entries;
  }

  private static boolean isOpen(MemoryView view, String path) {
    try {
      return !view.hides(NotePath.of(path));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
