package memagent.sandbox;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The worker process: takes a block from standard input, runs it in the context that it made
 * before, answers on standard output, makes the next context. It ends when its input ends (where a
 * block is running, at the end of that block or of its time), and after a block that may have hurt
 * it. One thread reads, runs and writes: on a busy machine each hand-over costs milliseconds.
 */
final class WorkerMain {

  /** What a process started only to fill the caches is told instead of limits. */
  static final String REHEARSE = "rehearse";

  /*
   * A block runs four times as fast once the Java runtime has compiled what it goes through, which
   * takes some 200 rounds. They are made in a session's pauses, from its first block on, a few
   * milliseconds in each 40, so that a model that computes beside them loses little.
   */
  private static final int REHEARSAL_COUNT_MAX = 250;
  private static final int REHEARSAL_PAUSE_MILLIS = 40;

  // two, since a stop may wait for ever for the block
  private final ScheduledExecutorService clock = timer();
  private final ScheduledExecutorService lastClock = timer();
  private final SandboxLimits limits;
  private final WorkerInput in = new WorkerInput();
  private final Frames frames;
  private int rehearsals;

  private WorkerMain(SandboxLimits limits, OutputStream out) {
    this.limits = limits;
    this.frames = new Frames(in.stream(), out, limits.frameBytesMax());
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
      try (var rehearsal = new Rehearsal(BlockContext.engine(), SandboxLimits.DEFAULT)) {
        rehearsal.first();
      }
      return;
    }
    var limits = LimitsText.read(arguments[0]);
    new WorkerMain(limits, out).serve();
  }

  private void serve() {
    try {
      // Nothing of a block runs before the rights are gone; what the library opens is open by then.
      var engine = BlockContext.engine();
      var rehearsal = new Rehearsal(engine, limits);
      rehearsal.first();
      var protections = Lockdown.apply(readable());
      for (int blocks = 0; blocks < limits.blocksPerWorkerMax(); blocks++) {
        var context = new BlockContext(engine, limits, this::call);
        frames.send(new Message.Ready(protections));
        for (var module : BlockContext.USUAL_MODULES) {
          if (!in.isThere()) {
            context.preload(module);
          }
        }
        if (blocks > 0) {
          rehearse(rehearsal);
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

  /** Until a block comes, or until there is no more to gain. */
  private void rehearse(Rehearsal rehearsal) throws IOException {
    while (rehearsals < REHEARSAL_COUNT_MAX && !in.await(REHEARSAL_PAUSE_MILLIS)) {
      rehearsal.again();
      if (++rehearsals == REHEARSAL_COUNT_MAX) {
        rehearsal.close();
      }
    }
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
}
