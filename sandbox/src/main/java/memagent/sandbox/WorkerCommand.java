package memagent.sandbox;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How a worker process is started: the Java of this program, with a class path that is derived from
 * this program's, a small heap, nothing in its environment, and, where the system has {@code nice},
 * less of a claim to the processor than the model beside it.
 */
final class WorkerCommand {

  private static final List<String> FLAGS =
      List.of(
          "-Xms32m",
          "-XX:-UseContainerSupport",
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
          "-Dfile.encoding=UTF-8",
          "-Duser.name=user",
          "-Duser.home=/");

  /*
   * A local model's threads wait for each other at every product, so a worker that takes one of two
   * cores while it starts can cost the model more than half of its speed.
   */
  private static final Path NICE = Path.of("/usr/bin/nice");
  private static final String NICENESS = "10";

  private final SandboxLimits limits;
  private final WorkerCache cache;

  /**
   * A command for workers with these limits.
   *
   * @param cache what earlier starts left
   */
  WorkerCommand(SandboxLimits limits, WorkerCache cache) {
    this.limits = limits;
    this.cache = cache;
  }

  /**
   * Starts a worker.
   *
   * @throws SandboxException if the system starts no process
   */
  Process start() {
    var flags = new ArrayList<String>();
    if (cache.isRecorded()) {
      flags.add("-XX:AOTCache=" + cache.aot());
    }
    return start(flags, LimitsText.write(limits), ProcessBuilder.Redirect.PIPE);
  }

  /**
   * Starts a process that does what a worker does before its first block, writes an AOT cache, and
   * ends.
   *
   * @throws SandboxException if the system starts no process
   */
  Process startRehearsal(Path aotCache) {
    return start(
        List.of("-XX:AOTCacheOutput=" + aotCache),
        WorkerMain.REHEARSE,
        ProcessBuilder.Redirect.DISCARD);
  }

  private Process start(List<String> flags, String argument, ProcessBuilder.Redirect output) {
    var command = new ArrayList<String>();
    if (Files.isExecutable(NICE)) {
      command.addAll(List.of(NICE.toString(), "-n", NICENESS));
    }
    command.add(java());
    command.add("-Xmx" + limits.heapBytesMax() / 1024 + "k");
    command.addAll(FLAGS);
    command.addAll(flags);
    command.add("-Dpolyglot.engine.userResourceCache=" + cache.resources());
    command.add("-cp");
    command.add(
        cache.classPath().stream().map(Path::toString).collect(joining(File.pathSeparator)));
    command.add(WorkerMain.class.getName());
    command.add(argument);
    var builder = new ProcessBuilder(command).directory(cache.empty().toFile());
    builder.redirectOutput(output).redirectError(output);
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
}
