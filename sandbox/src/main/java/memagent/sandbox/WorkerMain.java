package memagent.sandbox;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Engine;

/**
 * The worker process: takes a block from standard input, runs it in the context that it made
 * before, answers on standard output, makes the next context. It ends when its input ends (where a
 * block is running, at the end of that block or of its time), and after a block that may have hurt
 * it. One thread reads, runs and writes: on a busy machine each hand-over costs milliseconds.
 */
final class WorkerMain {

  /** What a process started only to fill the caches is told instead of limits. */
  static final String REHEARSE = "rehearse";

  private static final String REHEARSAL =
      """
      content = read_file("user.md")
      found = content.find("name: ")
      done = update_file("user.md", content[found:], "name: Jane")
      counts = {"a": 1, "b": [1.5, None, True], "c": (1, 2)}
      for name in sorted(counts):
          print(f"{name}: {counts[name]}")
      def double(x):
          return [y * 2 for y in x]
      double([1, 2])
      """;

  // two, since a stop may wait for ever for the block
  private final ScheduledExecutorService clock = timer();
  private final ScheduledExecutorService lastClock = timer();
  private final SandboxLimits limits;
  private final InputStream in;
  private final Frames frames;

  private WorkerMain(SandboxLimits limits, InputStream in, OutputStream out) {
    this.limits = limits;
    this.in = in;
    this.frames = new Frames(in, out, limits.frameBytesMax());
  }

  private static ScheduledExecutorService timer() {
    return Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  }

  /**
   * Serves until the input ends.
   *
   * @param arguments the limits as {@link LimitsText} writes them, or {@link #REHEARSE}
   */
  public static void main(String[] arguments) throws IOException {
    var out = new FileOutputStream(FileDescriptor.out);
    // nothing but frames may go to standard output
    System.setOut(new PrintStream(OutputStream.nullOutputStream()));
    if (arguments[0].equals(REHEARSE)) {
      rehearse(BlockContext.engine(), SandboxLimits.DEFAULT, BlockContext.USUAL_MODULES);
      return;
    }
    var limits = LimitsText.read(arguments[0]);
    var in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    new WorkerMain(limits, in, out).serve();
  }

  private void serve() {
    try {
      // Nothing of a block runs before the rights are gone; what the library opens is open by then.
      var engine = BlockContext.engine();
      rehearse(engine, limits, BlockContext.USUAL_MODULES);
      var protections = Lockdown.apply(readable());
      for (int blocks = 0; blocks < limits.blocksPerWorkerMax(); blocks++) {
        var context = new BlockContext(engine, limits, this::call);
        frames.send(new Message.Ready(protections));
        for (var module : BlockContext.USUAL_MODULES) {
          if (in.available() == 0) {
            context.preload(module);
          }
        }
        if (!(frames.receive() instanceof Message.Run block)) {
          break;
        }
        answer(runInTime(context, block));
        if (context.isTainted()) {
          break;
        }
        context.close();
        var _ = Thread.interrupted(); // a stop that came too late
      }
    } catch (IOException e) {
      // the parent is gone, or sent what it never should
    }
    Runtime.getRuntime().halt(0);
  }

  private Message.Outcome runInTime(BlockContext context, Message.Run block) {
    long time = limits.blockTimeMax().toMillis();
    var stop = clock.schedule(context::stop, time, TimeUnit.MILLISECONDS);
    // The parent kills a worker that does not heed the stop; this is for a parent that is gone.
    time += 2 * limits.stopTimeMax().toMillis();
    var halt = lastClock.schedule(() -> Runtime.getRuntime().halt(1), time, TimeUnit.MILLISECONDS);
    try {
      return context.run(block);
    } finally {
      stop.cancel(false);
      halt.cancel(false);
    }
  }

  /** Sends an outcome; one that is too long for a frame goes without its variables. */
  private void answer(Message.Outcome outcome) throws IOException {
    try {
      frames.send(outcome);
    } catch (Frames.OversizedFrameException e) {
      frames.send(
          new Message.Outcome(
              Map.of(), "", 0, "The result is too large: " + e.getMessage(), "frameBytesMax"));
    }
  }

  private Message call(Message.Call call) {
    try {
      frames.send(call);
      return frames.receive();
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
      throw new AssertionError(e);
    }
  }

  /** What a worker still reads: the Java runtime, its class path, GraalPy's library. */
  private static List<Path> readable() {
    var paths = new ArrayList<Path>();
    paths.add(Path.of(System.getProperty("java.home")));
    paths.add(Path.of(System.getProperty("polyglot.engine.userResourceCache")));
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      paths.add(Path.of(entry));
    }
    return paths;
  }

  /** Runs a typical block without a memory, so that classes are loaded and code is warm. */
  private static void rehearse(Engine engine, SandboxLimits limits, List<String> modules) {
    try (var context = new BlockContext(engine, limits, WorkerMain::rehearsedCall)) {
      modules.forEach(context::preload);
      context.run(new Message.Run("raise ValueError('no')", Map.of()));
      context.run(new Message.Run(REHEARSAL, Map.of("before", List.of("x", 1L))));
    }
  }

  private static Message rehearsedCall(Message.Call call) {
    return new Message.Answer(call.arguments().size() == 1 ? "# User\n- name: John\n" : true);
  }
}
