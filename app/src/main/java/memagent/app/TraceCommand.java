package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import memagent.agent.Trajectory;
import memagent.app.Paint.Look;
import memagent.vault.MemoryKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what happened while a question was worked on. */
@Command(
    name = "trace",
    mixinStandardHelpOptions = true,
    description = "Shows how a question was answered: thoughts, code, results, changes, reply.",
    footer = {
      "",
      "Each question leaves one JSON Lines file in the data folder's trajectories/; ID is the",
      "beginning of a file's name, or a path."
    })
final class TraceCommand implements Callable<Integer> {
  private static final String ENDING = ".jsonl";
  private static final int LISTED_COUNT_MAX = 20;

  private final Surroundings surroundings;

  @Parameters(
      paramLabel = "ID",
      arity = "0..1",
      defaultValue = "last",
      description = "Which trajectory: last (default), list, or the beginning of an id.")
  private String id = "last";

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Option(names = "--json", description = "Prints the JSON Lines as they are.")
  private boolean json;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Paint.When color = Paint.When.auto;

  TraceCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Path folder = UserFolders.of(surroundings).trajectories();
    if (id.equals("list")) {
      for (Path file : newest(folder).stream().limit(LISTED_COUNT_MAX).toList()) {
        surroundings.output().println(name(file));
      }
      return ExitCode.DONE.code();
    }
    Path file = file(folder);
    Trajectory trajectory = Trajectory.read(file, key(file));
    if (json) {
      surroundings.output().print(trajectory.json());
    } else {
      Paint paint = Paint.of(color, surroundings);
      Paint.harmless(trajectory.text())
          .lines()
          .forEach(line -> surroundings.output().println(painted(line, paint)));
    }
    return ExitCode.DONE.code();
  }

  /** Of the memory in use, which need not be there for a trajectory that is not encrypted. */
  private MemoryKey key(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      if (lines.findFirst().filter(MemoryKey::isSealed).isEmpty()) {
        return MemoryKey.NONE;
      }
    } catch (IOException | UncheckedIOException unreadable) {
      return MemoryKey.NONE; // Whoever reads it says why.
    }
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    return new MemoryKeys(SettingsReader.read(surroundings, flags), surroundings).find();
  }

  private Path file(Path folder) {
    Path given = surroundings.folder().resolve(id);
    if (id.endsWith(ENDING) && Files.isRegularFile(given)) {
      return given;
    }
    List<Path> files = newest(folder);
    if (files.isEmpty()) {
      throw new UserException(
          ExitCode.USAGE,
          "There is no trajectory yet in " + folder + ": ask a question first (mem ask \"...\").");
    }
    if (id.equals("last")) {
      return files.getFirst();
    }
    List<Path> fitting = files.stream().filter(file -> name(file).startsWith(id)).toList();
    if (fitting.size() == 1 || (!fitting.isEmpty() && name(fitting.getFirst()).equals(id))) {
      return fitting.getFirst();
    }
    throw new UserException(
        ExitCode.USAGE,
        fitting.isEmpty()
            ? "No trajectory begins with \"%s\": `mem trace list` shows the latest ones."
                .formatted(id)
            : "%d trajectories begin with \"%s\": give more of the id (`mem trace list`)."
                .formatted(fitting.size(), id));
  }

  private static List<Path> newest(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = new ArrayList<>(all.filter(file -> file.toString().endsWith(ENDING)).toList());
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE, "The folder " + folder + " cannot be read: " + e.getMessage() + ".");
    }
    files.sort(
        Comparator.comparing(TraceCommand::changed).thenComparing(Path::toString).reversed());
    return files;
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static String name(Path file) {
    String name = file.getFileName().toString();
    return name.substring(0, name.length() - ENDING.length());
  }

  /* The trajectory's own text is plain; a line's first characters say what it is. */
  private static String painted(String line, Paint paint) {
    String text = line.stripLeading();
    if (text.startsWith("+") && !text.startsWith("+++")) {
      return paint.of(Look.GREEN, line);
    }
    if (text.startsWith("-") && !text.startsWith("---")) {
      return paint.of(Look.RED, line);
    }
    return line.startsWith(" ") || line.isEmpty() ? line : paint.of(Look.BOLD, line);
  }
}
