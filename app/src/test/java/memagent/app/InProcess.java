package memagent.app;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the program inside the test, with a home, a clock and ids of the test's own. */
final class InProcess {
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();
  private final AtomicInteger ids = new AtomicInteger();
  private final Path home;
  private byte[] input = {};
  private boolean isTerminal;

  InProcess(Path home) {
    this.home = home;
    environment.put("XDG_DATA_HOME", home.resolve("data").toString());
    environment.put("XDG_CONFIG_HOME", home.resolve("config").toString());
    environment.put("XDG_CACHE_HOME", home.resolve("cache").toString());
    properties.put("os.name", "Linux");
    properties.put("user.home", home.toString());
    properties.put("memagent.home", Repository.ROOT.toString());
  }

  /** What a run left behind. */
  record Outcome(int code, String output, String errors) {}

  InProcess with(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  InProcess property(String name, String value) {
    properties.put(name, value);
    return this;
  }

  InProcess typing(String text) {
    input = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** As if a person sat at both ends. */
  InProcess atTerminal() {
    isTerminal = true;
    return this;
  }

  Path home() {
    return home;
  }

  Outcome run(String... args) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int code = Main.run(surroundings(output, errors), args);
    return new Outcome(
        code, output.toString(StandardCharsets.UTF_8), errors.toString(StandardCharsets.UTF_8));
  }

  Surroundings surroundings(ByteArrayOutputStream output, ByteArrayOutputStream errors) {
    return new Surroundings(
        environment,
        properties,
        new ByteArrayInputStream(input),
        new PrintStream(output, true, StandardCharsets.UTF_8),
        new PrintStream(errors, true, StandardCharsets.UTF_8),
        isTerminal,
        home,
        Clock.fixed(Instant.parse("2031-03-01T10:00:00Z"), ZoneOffset.UTC),
        () -> "id" + ids.incrementAndGet());
  }
}
