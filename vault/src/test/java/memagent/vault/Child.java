package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Starts a class of the tests in a second JVM. */
final class Child {
  private Child() {}

  static Process start(Class<?> main, String... arguments) throws IOException {
    List<String> command = command(main, arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  static List<String> command(Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.add("--enable-native-access=ALL-UNNAMED"); // Lucene advises the kernel about its files
    command.add("-Dsun.jnu.encoding=UTF-8");
    command.addAll(List.of(System.getProperty("child.flags", "").strip().split(" +")));
    command.removeIf(String::isEmpty);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  static String output(Process process) throws IOException {
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Kills one so long after it said "begins"; whether it had said "ends" before. */
  static boolean killedAfter(Process process, long nanos) throws Exception {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      String line = output.readLine();
      while (line != null && !line.equals("begins")) {
        lines.add(line);
        line = output.readLine();
      }
      assertThat(line).as(String.join("\n", lines)).isEqualTo("begins");
      LockSupport.parkNanos(nanos);
      process.toHandle().destroyForcibly();
      process.waitFor();
      return output.lines().anyMatch("ends"::equals);
    }
  }
}
