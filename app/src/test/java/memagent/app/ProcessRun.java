package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs the program as a person does: a process of its own, with a home of the test's own. */
final class ProcessRun {
  private static final long SECONDS_MAX = 120;

  private final Path home;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> before = new ArrayList<>();
  private Path input;

  ProcessRun(Path home) {
    this.home = home;
  }

  /** How a process ended. */
  record Outcome(int code, String output, String errors) {

    /** Standard error without the lines that every run has. */
    String complaint() {
      StringBuilder kept = new StringBuilder();
      errors
          .lines()
          .filter(line -> !line.startsWith("Memory: ") && !line.startsWith("Session: "))
          .forEach(line -> kept.append(kept.isEmpty() ? "" : "\n").append(line));
      return kept.toString();
    }
  }

  ProcessRun with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** Words before the program's own, such as {@code unshare -rm}. */
  ProcessRun under(String... words) {
    before.addAll(List.of(words));
    return this;
  }

  ProcessRun reading(byte[] bytes) {
    try {
      input = Files.write(Files.createTempFile(home, "input", ""), bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ProcessRun reading(String text) {
    return reading(text.getBytes(StandardCharsets.UTF_8));
  }

  Outcome run(String... args) {
    try {
      Started started = start(args);
      if (!started.process().waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
        started.process().destroyForcibly().waitFor();
        throw new AssertionError("did not end within " + SECONDS_MAX + " s: " + started.outcome());
      }
      return started.outcome();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A process that runs. */
  record Started(Process process, Path output, Path errors) {
    Outcome outcome() throws IOException {
      return new Outcome(
          process.isAlive() ? -1 : process.exitValue(),
          Files.readString(output),
          Files.readString(errors));
    }
  }

  Started start(String... args) throws IOException {
    Path output = Files.createTempFile(home, "output", "");
    Path errors = Files.createTempFile(home, "errors", "");
    ProcessBuilder builder =
        builder(args).redirectOutput(output.toFile()).redirectError(errors.toFile());
    if (input != null) {
      builder.redirectInput(input.toFile());
    }
    Process process = builder.start();
    if (input == null) {
      process.getOutputStream().close();
    }
    return new Started(process, output, errors);
  }

  /** A process to talk to by its standard input and output. */
  Process open(String... args) throws IOException {
    return builder(args).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  private ProcessBuilder builder(String... args) {
    List<String> words = new ArrayList<>(before);
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dmemagent.home=" + Repository.ROOT,
            "-cp",
            System.getProperty("java.class.path"),
            "memagent.app.Main"));
    words.addAll(List.of(args));
    ProcessBuilder builder = new ProcessBuilder(words).directory(home.toFile());
    Map<String, String> env = builder.environment();
    env.keySet().removeIf(name -> name.startsWith("MEM_AGENT_") && !name.equals("MEM_AGENT_PARTS"));
    env.put("XDG_DATA_HOME", home.resolve("data").toString());
    env.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    env.put("XDG_CACHE_HOME", Repository.ROOT.resolve("app/target/cache").toString());
    env.putAll(environment);
    return builder;
  }
}
