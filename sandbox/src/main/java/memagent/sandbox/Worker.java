package memagent.sandbox;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One worker process, seen from the program. It is ready, runs a block, and is ready again; or it
 * is dead, and stays so. Every wait has a deadline, at which the process is killed, so that a read
 * from its pipe always comes back.
 */
final class Worker {

  private static final int ERROR_BYTES_MAX = 8_000;
  private static final int OUT_OF_MEMORY_STATUS = 3; // of -XX:+ExitOnOutOfMemoryError

  private final Process process;
  private final Frames frames;
  private final SandboxLimits limits;
  private final ScheduledExecutorService clock;
  private final StringBuilder errors = new StringBuilder();
  private List<Protections.Protection> protections = List.of();

  Worker(Process process, SandboxLimits limits, ScheduledExecutorService clock) {
    this.process = process;
    this.limits = limits;
    this.clock = clock;
    var in = new BufferedInputStream(process.getInputStream(), 1 << 16);
    this.frames = new Frames(in, process.getOutputStream(), limits.frameBytesMax());
    Thread.ofPlatform().daemon().name("sandbox-errors").start(this::readErrors);
  }

  /** Waits until the worker has a context for a block; false if it died or took too long. */
  boolean awaitReady(long millisMax) {
    var deadline = killAfter(millisMax, new AtomicBoolean());
    try {
      if (frames.receive() instanceof Message.Ready ready) {
        protections = ready.protections();
        return true;
      }
    } catch (IOException e) {
      // dead or confused: not ready
    } finally {
      deadline.cancel(false);
    }
    kill();
    return false;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** What the worker said of its own protections when it was ready. */
  List<Protections.Protection> protections() {
    return protections;
  }

  /**
   * The end of what the process wrote to its error output: for a message when it does not start.
   */
  String errors() {
    synchronized (errors) {
      return errors.toString().strip();
    }
  }

  /** Runs one block, and kills the process unless it ended in order. */
  Observation run(String code, MemoryTools tools, Map<String, Object> variables) {
    var timedOut = new AtomicBoolean();
    var time = limits.blockTimeMax().plus(limits.stopTimeMax());
    var deadline = killAfter(time.toMillis(), timedOut);
    try {
      frames.send(new Message.Run(code, variables));
      return observation(converse(tools));
    } catch (Frames.OversizedFrameException e) {
      kill();
      return exceeded("frameBytesMax", "The block was stopped: " + e.getMessage());
    } catch (CallLimitException e) {
      kill();
      return exceeded(
          "callCountMax",
          "The block was stopped: it called its functions more than "
              + limits.callCountMax()
              + " times.");
    } catch (IOException e) {
      kill();
      return timedOut.get() ? timedOut("", LimitsText.overTime(limits)) : died();
    } catch (RuntimeException e) {
      kill(); // the worker waits for an answer that will not come
      throw e;
    } finally {
      deadline.cancel(false);
    }
  }

  /** Ends the process, at once and for good. */
  void kill() {
    process.destroyForcibly();
    try {
      process.getOutputStream().close();
      process.waitFor(2, TimeUnit.SECONDS);
      process.getInputStream().close();
      process.getErrorStream().close();
    } catch (IOException e) {
      // it is gone, and its pipes with it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Message.Outcome converse(MemoryTools tools) throws IOException {
    for (int calls = 0; ; calls++) {
      switch (frames.receive()) {
        case Message.Outcome outcome -> {
          return outcome;
        }
        case Message.Call call -> {
          if (calls >= limits.callCountMax()) {
            throw new CallLimitException();
          }
          frames.send(
              switch (tools.call(call.function(), call.arguments())) {
                case MemoryTools.Returned returned -> new Message.Answer(returned.value());
                case MemoryTools.Raised raised ->
                    new Message.Refusal(raised.exception(), raised.message());
              });
        }
        case Message.Ready other -> throw new MalformedFrameException("A worker is confused.");
        case Message.Run other -> throw new MalformedFrameException("A worker is confused.");
        case Message.Answer other -> throw new MalformedFrameException("A worker is confused.");
        case Message.Refusal other -> throw new MalformedFrameException("A worker is confused.");
      }
    }
  }

  private Observation observation(Message.Outcome outcome) {
    var printed = outcome.printed();
    if (outcome.printedCharsCut() > 0) {
      printed += "... [cut: " + outcome.printedCharsCut() + " more characters]";
    }
    if (outcome.limit().equals("blockTimeMax")) {
      return timedOut(printed, outcome.error());
    }
    if (!outcome.limit().isEmpty()) {
      var text = ResultText.of(Map.of(), printed, outcome.error(), limits.resultCharsMax());
      return new Observation.LimitExceeded(printed, text, outcome.limit(), outcome.error());
    }
    var variables = outcome.variables();
    var text = ResultText.of(variables, printed, outcome.error(), limits.resultCharsMax());
    return outcome.error().isEmpty()
        ? new Observation.Finished(variables, printed, text)
        : new Observation.Raised(variables, printed, text, outcome.error());
  }

  private Observation timedOut(String printed, String error) {
    var text = ResultText.of(Map.of(), printed, error, limits.resultCharsMax());
    return new Observation.TimedOut(printed, text, error);
  }

  private Observation died() {
    return process.isAlive() || process.exitValue() != OUT_OF_MEMORY_STATUS
        ? exceeded("worker", "SystemError: the block took its Python down. Nothing was kept.")
        : exceeded(
            "heapBytesMax",
            "MemoryError: the block was stopped: it needs more than "
                + limits.heapBytesMax()
                + " bytes (heapBytesMax). Nothing it did was kept.");
  }

  private Observation exceeded(String limit, String error) {
    return new Observation.LimitExceeded(
        "", ResultText.of(Map.of(), "", error, limits.resultCharsMax()), limit, error);
  }

  private Future<?> killAfter(long millis, AtomicBoolean flag) {
    return clock.schedule(
        () -> {
          flag.set(true);
          process.destroyForcibly();
        },
        millis,
        TimeUnit.MILLISECONDS);
  }

  private void readErrors() {
    try (InputStream in = process.getErrorStream()) {
      var buffer = new byte[1024];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (errors) {
          errors.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
          errors.delete(0, Math.max(0, errors.length() - ERROR_BYTES_MAX));
        }
      }
    } catch (IOException e) {
      // the process is gone
    }
  }

  private static final class CallLimitException extends IOException {
    private static final long serialVersionUID = 1L;
  }
}
