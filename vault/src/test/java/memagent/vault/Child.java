package memagent.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
    return new String(
        process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
  }
}
