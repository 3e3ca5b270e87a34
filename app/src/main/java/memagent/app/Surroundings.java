package memagent.app;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * All that the program takes from the process it runs in. No other class reads the environment, the
 * system properties, the clock, or randomness.
 *
 * @param environment variables by name
 * @param properties system properties by name; only {@code os.name}, {@code user.home}, {@code
 *     memagent.home} and what doctor shows
 * @param input standard input
 * @param output standard output, UTF-8
 * @param errors standard error, UTF-8
 * @param isTerminal whether a person sits at both ends
 * @param folder where relative paths begin
 * @param ids gives a new short identifier each time
 */
record Surroundings(
    Map<String, String> environment,
    Map<String, String> properties,
    InputStream input,
    PrintStream output,
    PrintStream errors,
    boolean isTerminal,
    Path folder,
    Clock clock,
    Supplier<String> ids) {

  private static final int ID_BYTES = 6;

  Surroundings {
    environment = Map.copyOf(environment);
    properties = Map.copyOf(properties);
  }

  /** Those of this process. */
  static Surroundings ofProcess() {
    Map<String, String> properties =
        System.getProperties().stringPropertyNames().stream()
            .collect(Collectors.toMap(name -> name, System::getProperty));
    // Absent where input or output is a file or a pipe.
    boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    return new Surroundings(
        System.getenv(),
        properties,
        System.in,
        utf8(FileDescriptor.out),
        utf8(FileDescriptor.err),
        terminal,
        Path.of("").toAbsolutePath(),
        Clock.system(ZoneId.systemDefault()),
        () -> {
          byte[] bytes = new byte[ID_BYTES];
          new SecureRandom().nextBytes(bytes);
          return HexFormat.of().formatHex(bytes);
        });
  }

  /** An environment variable; one that is set to nothing counts as absent. */
  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  boolean isWindows() {
    return system().startsWith("windows");
  }

  boolean isMac() {
    return system().startsWith("mac");
  }

  private String system() {
    return properties.getOrDefault("os.name", "").toLowerCase(Locale.ROOT);
  }

  /**
   * A line that a person types and nobody sees; empty at the end of the input. Whoever asks has
   * looked whether there is a terminal.
   */
  char[] hidden(String question) {
    Optional<Console> console = Optional.ofNullable(System.console()).filter(Console::isTerminal);
    if (input.equals(System.in) && console.isPresent()) {
      return Optional.ofNullable(console.get().readPassword("%s", question)).orElse(new char[0]);
    }
    errors.print(question);
    errors.flush();
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int b = input.read(); b >= 0 && b != '\n'; b = input.read()) {
        line.write(b);
      }
    } catch (IOException e) {
      return new char[0];
    }
    return line.toString(StandardCharsets.UTF_8).stripTrailing().toCharArray();
  }

  private static PrintStream utf8(FileDescriptor descriptor) {
    return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
  }
}
