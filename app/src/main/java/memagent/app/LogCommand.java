package memagent.app;

import java.util.List;
import java.util.concurrent.Callable;
import memagent.vault.FactValue;
import memagent.vault.History;
import memagent.vault.HistoryEntry;
import memagent.vault.NotePath;
import memagent.vault.VaultTransaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists what became of a memory. */
@Command(
    name = "log",
    mixinStandardHelpOptions = true,
    description = "Lists the changes of the memory: whose, when, why, and which notes.",
    footer = {
      "",
      "Edits by hand are found when the history is read. --json prints one object a line: id,",
      "when, kind (person, agent, client, import, program, hand), name, reason, session, question,",
      "outside (notes from outside that had been read), undoes (ids of what it took back), paths.",
      "Whose each line of a note is: `mem memory show --sources NOTE`.",
      "",
      "--fact shows what a fact of a note has been, the newest value first: from when to when,",
      "and whose change it was. The name may be of a list item, a bold name, a table or the",
      "frontmatter. With --json: key, value, headings, from, set (the change, as above, without",
      "paths), and for a value that has ended until and ended."
    })
final class LogCommand implements Callable<Integer> {
  private static final int COUNT_DEFAULT = 20;

  private final Surroundings surroundings;

  @Mixin private final PastFlags past = new PastFlags();

  @Option(names = "--json", description = "Prints JSON Lines.")
  private boolean json;

  @Option(
      names = {"-n", "--count"},
      paramLabel = "N",
      description = "How many, the latest first (default: ${DEFAULT-VALUE}).")
  private int count = COUNT_DEFAULT;

  @Option(
      names = "--fact",
      paramLabel = "KEY",
      description = "The values that this fact of the note PATH has had.")
  private @Nullable String fact;

  @Parameters(
      paramLabel = "PATH",
      arity = "0..1",
      description = "Only the changes of this note, or of notes in this folder.")
  private @Nullable String path;

  LogCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (count < 1) {
      throw new UserException(ExitCode.USAGE, "--count is " + count + ": it must be 1 or more.");
    }
    try (OpenMemory memory = past.open(surroundings)) {
      History history = OpenMemory.history(memory.now());
      if (fact != null) {
        return values(memory, history, fact).code();
      }
      List<HistoryEntry> entries =
          path == null ? history.entries(count) : history.entries(NotePath.of(path), count);
      EntryView view = new EntryView(surroundings.clock().getZone(), past.paint(surroundings));
      for (HistoryEntry entry : entries) {
        List<NotePath> paths = history.paths(entry);
        if (json) {
          surroundings.output().println(EntryView.json(entry, paths));
        } else {
          surroundings.output().println(view.line(entry));
          surroundings.output().println(view.paths(paths));
        }
      }
      if (entries.isEmpty() && !json) {
        surroundings.errors().println("There is no change of it in the history.");
      }
      return ExitCode.DONE.code();
    }
  }

  private ExitCode values(OpenMemory memory, History history, String key) {
    if (path == null) {
      throw new UserException(
          ExitCode.USAGE,
          "--fact needs the note as well: `mem log --fact %s NOTE`.".formatted(key));
    }
    NotePath note = note(memory, path);
    List<FactValue> values = history.factValues(note, key).stream().limit(count).toList();
    FactView view = new FactView(surroundings.clock().getZone(), past.paint(surroundings));
    if (json) {
      values.forEach(value -> surroundings.output().println(FactView.json(value)));
    } else {
      view.lines(values).forEach(surroundings.output()::println);
    }
    if (values.isEmpty()) {
      surroundings
          .errors()
          .println(
              "%s has no fact '%s' and never had one: `mem memory show %s` shows those that it has."
                  .formatted(
                      Paint.harmless(note.value()),
                      Paint.firstLine(key, 80),
                      Paint.harmless(note.value())));
      return ExitCode.FOUND;
    }
    return ExitCode.DONE;
  }

  /** A note that may be gone is named by its path. */
  private static NotePath note(OpenMemory memory, String name) {
    try (VaultTransaction transaction = memory.now().begin()) {
      return transaction
          .resolve(name)
          .orElseGet(() -> NotePath.of(name.endsWith(".md") ? name : name + ".md"));
    }
  }
}
