package memagent.sandbox;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a worker process is started: the Java of this program, with a class path that is derived from
 * this program's, a small heap, and nothing in its environment.
 */
final class WorkerCommand {

  private static final List<String> FLAGS =
      List.of(
          "-Xms32m",
          "-Xss4m",
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:+ExitOnOutOfMemoryError",
          "-XX:MaxMetaspaceSize=192m",
          "-XX:ReservedCodeCacheSize=64m",
          "-XX:MaxDirectMemorySize=16m",
          "-XX:-UsePerfData",
          "-XX:+DisableAttachMechanism",
          "-Xlog:disable",
          "-Xlog:all=warning:stderr",
          "-XX:+DisplayVMOutputToStderr",
          "--enable-native-access=ALL-UNNAMED",
          "--sun-misc-unsafe-memory-access=allow",
          "-Dfile.encoding=UTF-8");

  private final List<String> command;
  private final Path folder;

  private WorkerCommand(List<String> command, Path folder) {
    this.command = command;
    this.folder = folder;
  }

  /**
   * @param cacheFolder where what a start leaves for the next may lie; made if it is not there
   * @throws SandboxException if the folder cannot be made
   */
  static WorkerCommand of(SandboxLimits limits, Path cacheFolder) {
    Path folder;
    try {
      folder = Files.createDirectories(cacheFolder).toRealPath();
      Files.createDirectories(folder.resolve("empty"));
    } catch (IOException e) {
      throw new SandboxException(
          "The folder " + cacheFolder + " for the sandbox's cache cannot be made: give another.",
          e);
    }
    var command = new ArrayList<String>();
    command.add(java());
    command.add("-Xmx" + limits.heapBytesMax() / 1024 + "k");
    command.addAll(FLAGS);
    command.add("-Dpolyglot.engine.userResourceCache=" + folder.resolve("resources"));
    command.add("-cp");
    command.add(classPath());
    command.add(WorkerMain.class.getName());
    command.add(LimitsText.write(limits));
    return new WorkerCommand(command, folder.resolve("empty"));
  }

  /**
   * Starts a worker.
   *
   * @throws SandboxException if the system starts no process
   */
  Process start() {
    var builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().clear();
    try {
      return builder.start();
    } catch (IOException e) {
      throw new SandboxException(
          "No worker can be started with " + command.getFirst() + ": " + e.getMessage() + ".", e);
    }
  }

  private static String java() {
    var folder = Path.of(System.getProperty("java.home"), "bin");
    var windows = folder.resolve("java.exe");
    return (Files.exists(windows) ? windows : folder.resolve("java")).toString();
  }

  /**
   * What a worker needs of this program's class path: this module, and GraalVM's jars, which have
   * their version in common. Where they cannot be told by their names, as in one big jar, all of
   * it.
   */
  private static String classPath() {
    var all =
        Arrays.stream(System.getProperty("java.class.path", "").split(File.pathSeparator))
            .filter(entry -> !entry.isBlank())
            .map(entry -> Path.of(entry).toAbsolutePath().normalize().toString())
            .toList();
    var polyglot =
        all.stream()
            .map(entry -> Path.of(entry).getFileName().toString())
            .filter(name -> name.startsWith("polyglot-") && name.endsWith(".jar"))
            .findFirst();
    if (polyglot.isEmpty()) {
      return String.join(File.pathSeparator, all);
    }
    var suffix = polyglot.get().substring("polyglot".length());
    var jars = all.stream().filter(entry -> entry.endsWith(suffix));
    return ownPath() + File.pathSeparator + jars.collect(Collectors.joining(File.pathSeparator));
  }

  private static String ownPath() {
    try {
      return Path.of(
              WorkerCommand.class.getProtectionDomain().getCodeSource().getLocation().toURI())
          .toString();
    } catch (URISyntaxException e) {
      throw new SandboxException("The sandbox does not find its own classes.", e);
    }
  }
}
