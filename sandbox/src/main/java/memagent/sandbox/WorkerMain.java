package memagent.sandbox;

import java.io.BufferedInputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.graalvm.polyglot.Engine;

/**
 * The worker process: takes a block from standard input, runs it in the context that it made
 * before, answers on standard output, makes the next context. It ends when its input ends, whatever
 * a block is doing, and after a block that may have hurt it.
 */
final class WorkerMain {

  /** What a process started only to fill the caches is told instead of limits. */
  static final String REHEARSE = "rehearse";

  private static final String REHEARSAL =
      """
      import re, json, datetime
      content = read_file("user.md")
      found = re.findall(r"name: (.*)", content)
      done = update_file("user.md", "- name: " + found[0], "- name: Jane")
      counts = {"a": 1, "b": [1.5, None, True], "c": (1, 2)}
      for name in sorted(counts):
          print(f"{name}: {counts[name]}")
      def double(x):
          return [y * 2 for y in x]
      double([1, 2])
      """;

  private final LinkedBlockingQueue<Message> received = new LinkedBlockingQueue<>();
  private final ScheduledExecutorService clock =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final SandboxLimits limits;
  private final Frames frames;

  private WorkerMain(SandboxLimits limits, Frames frames) {
    this.limits = limits;
    this.frames = frames;
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
      rehearse(BlockContext.engine(), SandboxLimits.DEFAULT);
      return;
    }
    var limits = LimitsText.read(arguments[0]);
    var in = new BufferedInputStream(new FileInputStream(FileDescriptor.in), 1 << 16);
    var frames = new Frames(in, out, limits.frameBytesMax());
    new WorkerMain(limits, frames).serve();
  }

  private void serve() {
    try {
      // Nothing of a block runs before the rights are gone; what the library opens is open by then.
      var engine = BlockContext.engine();
      rehearse(engine, limits);
      var protections = Lockdown.apply(readable());
      Thread.ofPlatform().daemon().name("frames").start(this::receive);
      for (int blocks = 0; blocks < limits.blocksPerWorkerMax(); blocks++) {
        var context = new BlockContext(engine, limits, this::call);
        frames.send(new Message.Ready(protections));
        for (var module : BlockContext.USUAL_MODULES) {
          if (received.isEmpty()) {
            context.preload(module);
          }
        }
        if (!(received.take() instanceof Message.Run block)) {
          break;
        }
        answer(runInTime(context, block));
        if (context.isTainted()) {
          break;
        }
        context.close();
        Thread.interrupted(); // a stop that came too late
      }
    } catch (IOException | InterruptedException e) {
      // the parent is gone, or sent what it never should
    }
    Runtime.getRuntime().halt(0);
  }

  private Message.Outcome runInTime(BlockContext context, Message.Run block) {
    var stop =
        clock.schedule(context::stop, limits.blockTimeMax().toMillis(), TimeUnit.MILLISECONDS);
    try {
      return context.run(block);
    } finally {
      stop.cancel(false);
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
    } catch (IOException e) {
      Runtime.getRuntime().halt(1);
    }
    // The stop of a block interrupts this thread, but the answer will come and has to be taken.
    boolean interrupted = false;
    while (true) {
      try {
        var answer = received.take();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return answer;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
  }

  private void receive() {
    try {
      while (true) {
        received.add(frames.receive());
      }
    } catch (IOException e) {
      Runtime.getRuntime().halt(0);
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
  private static void rehearse(Engine engine, SandboxLimits limits) {
    try (var context = new BlockContext(engine, limits, WorkerMain::rehearsedCall)) {
      context.run(new Message.Run(REHEARSAL, Map.of("before", List.of("x", 1L))));
    }
  }

  private static Message rehearsedCall(Message.Call call) {
    return new Message.Answer(call.arguments().size() == 1 ? "# User\n- name: John\n" : true);
  }
}
