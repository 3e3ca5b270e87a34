package memagent.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import memagent.app.Paint.Look;
import memagent.vault.Author;
import memagent.vault.History;
import memagent.vault.HistoryEntry;
import memagent.vault.UndoOutcome;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes changes of a memory back. */
@Command(
    name = "undo",
    mixinStandardHelpOptions = true,
    description = "Takes changes of the memory back; what came later stays.",
    footer = {
      "",
      "Without an id: all that the latest question changed, or the latest change of a client, and when",
      "that has been taken back, the one before. Where a later change touched the same lines, both",
      "versions are shown and nothing is written (exit code 1); --prefer says whose lines count. What",
      "was taken back comes back with `mem undo` and the id of the taking back."
    })
final class UndoCommand implements Callable<Integer> {
  /** Whose lines count. */
  enum Lines {
    later,
    earlier
  }

  private final Surroundings surroundings;

  @Mixin private final PastFlags past = new PastFlags();

  @Option(names = "--yes", description = "Does not ask first.")
  private boolean yes;

  @Option(
      names = "--prefer",
      paramLabel = "LINES",
      description = "Which lines count where a later change is in the way: later or earlier.")
  private @Nullable Lines prefer;

  @Parameters(
      paramLabel = "ID|ID..ID",
      arity = "0..1",
      description = "Which, as `mem log` shows them; two with all between (default: latest turn).")
  private @Nullable String range;

  UndoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    try (OpenMemory memory = past.open(surroundings)) {
      History history = OpenMemory.history(memory.now());
      List<HistoryEntry> entries =
          range == null ? history.latestTurn() : PastFlags.named(history, range);
      if (entries.isEmpty()) {
        throw new UserException(
            ExitCode.MEMORY,
            "Nothing was changed: the history has no change by the agent, a client or an import that still stands.");
      }
      PrintStream errors = surroundings.errors();
      Paint paint = past.paint(surroundings);
      EntryView view = new EntryView(surroundings.clock().getZone(), paint);
      for (HistoryEntry entry : entries) {
        errors.println(view.line(entry));
        errors.println(view.paths(history.paths(entry)));
      }
      PastFlags.confirm(
          surroundings,
          yes,
          entries.size() == 1
              ? "Take this change back?"
              : "Take these %,d changes back?".formatted(entries.size()));
      return undo(history, entries, paint).code();
    }
  }

  private ExitCode undo(History history, List<HistoryEntry> entries, Paint paint) {
    String reason = "undo: " + Paint.firstLine(entries.getFirst().author().reason(), 200);
    return switch (history.undo(entries, lines(), Author.person(reason))) {
      case UndoOutcome.Undone(var changes) -> {
        if (changes.isEmpty()) {
          surroundings.errors().println("The memory is without it already; nothing was changed.");
        } else {
          new DiffView(new PrintWriter(surroundings.output(), false, StandardCharsets.UTF_8), paint)
              .show(changes);
          surroundings
              .errors()
              .println(
                  "Taken back; `mem undo %s` brings it back."
                      .formatted(history.entries(1).getFirst().shortId()));
        }
        yield ExitCode.DONE;
      }
      case UndoOutcome.Conflicting(var conflicts) -> {
        for (UndoOutcome.Conflict conflict : conflicts) {
          surroundings
              .output()
              .println(paint.of(Look.BOLD, Paint.harmless(conflict.path().value()) + ":"));
          surroundings.output().print(Paint.harmless(conflict.text()));
        }
        surroundings
            .errors()
            .println(
                "Nothing was changed: later changes touched the same lines. Say --prefer later to keep those, or --prefer earlier to go back before them.");
        yield ExitCode.FOUND;
      }
    };
  }

  private UndoOutcome.Prefer lines() {
    if (prefer == null) {
      return UndoOutcome.Prefer.ASK;
    }
    return switch (prefer) {
      case later -> UndoOutcome.Prefer.LATER;
      case earlier -> UndoOutcome.Prefer.EARLIER;
    };
  }
}
