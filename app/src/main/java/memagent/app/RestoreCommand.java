package memagent.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import memagent.vault.Author;
import memagent.vault.History;
import memagent.vault.HistoryEntry;
import memagent.vault.NotePath;
import memagent.vault.VaultChange;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes notes what they were. */
@Command(
    name = "restore",
    mixinStandardHelpOptions = true,
    description = "Makes a note, a folder, or with --all the whole memory what it was.",
    footer = {
      "",
      "It is a change like any other: `mem log` shows it, `mem undo` with its id takes it back."
    })
final class RestoreCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final PastFlags past = new PastFlags();

  @Option(
      names = "--at",
      paramLabel = "ID|DATE",
      required = true,
      description = "As it was after this change, or at the end of this day, or at \"day time\".")
  private String at = "";

  @Option(names = "--all", description = "The whole memory.")
  private boolean all;

  @Option(names = "--yes", description = "Does not ask first.")
  private boolean yes;

  @Parameters(paramLabel = "PATH", arity = "0..1", description = "The note or the folder.")
  private @Nullable String path;

  RestoreCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (all == (path != null)) {
      throw new UserException(
          ExitCode.USAGE, "Name either one note or folder, or the whole memory with --all.");
    }
    Moment moment = Moment.of(at, surroundings.clock().getZone());
    NotePath place = path == null ? NotePath.ROOT : NotePath.of(path);
    try (OpenMemory memory = past.open(surroundings)) {
      History history = OpenMemory.history(memory.now());
      HistoryEntry entry = moment.entry(history);
      Paint paint = past.paint(surroundings);
      surroundings
          .errors()
          .println(new EntryView(surroundings.clock().getZone(), paint).line(entry));
      PastFlags.confirm(
          surroundings,
          yes,
          "Make %s what it was after this change?"
              .formatted(place.isRoot() ? "the whole memory" : Paint.harmless(place.value())));
      List<VaultChange> changes =
          history.restore(
              place,
              entry,
              Author.person(
                  "restore %s at %s".formatted(place.isRoot() ? "all" : place, entry.shortId())));
      if (changes.isEmpty()) {
        surroundings.errors().println("It still is what it was; nothing was changed.");
      } else {
        new DiffView(new PrintWriter(surroundings.output(), false, StandardCharsets.UTF_8), paint)
            .show(changes);
        surroundings
            .errors()
            .println(
                "Restored; `mem undo %s` takes it back."
                    .formatted(history.entries(1).getFirst().shortId()));
      }
      return ExitCode.DONE.code();
    }
  }
}
