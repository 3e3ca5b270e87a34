package memagent.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.SandboxPolicy;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * A Python context in the worker, made ahead, for one block and no second one.
 *
 * <p>The policy CONSTRAINED rules out files, processes, threads, native code, the environment and
 * host classes; the limits on statements and frames are GraalVM's own. Time and memory are the
 * parent's matter: it kills.
 */
final class BlockContext implements AutoCloseable {

  /** How a function of the block reaches the parent. */
  interface Bridge {
    /** Sends the call and waits for an {@link Message.Answer} or a {@link Message.Refusal}. */
    Message call(Message.Call call);
  }

  private static final String FILE_NAME = "<string>";
  private static final int REPR_CHARS_MAX = 10_000;

  // held for good: the engine keeps what it parsed for as long as the source lives
  private static final Source PRELUDE = source(resource("prelude.py"), true);
  private static final Source GLOBALS = source("globals()", false);

  private final Context context;
  private final SandboxLimits limits;
  private final PrintedText printed;
  private final Value offer;
  private final Value make;
  private final Value globals;
  private final Harvest harvest;
  private boolean tainted;
  private volatile boolean isStopped;

  BlockContext(Engine engine, SandboxLimits limits, Bridge bridge) {
    this.limits = limits;
    this.printed = new PrintedText(limits.printedCharsMax());
    this.context =
        Context.newBuilder("python")
            .engine(engine)
            .sandbox(SandboxPolicy.CONSTRAINED)
            .in(InputStream.nullInputStream())
            .out(printed)
            .err(printed)
            .option("sandbox.MaxStatements", Long.toString(limits.stepCountMax()))
            .option("sandbox.MaxStackFrames", Integer.toString(limits.recursionDepthMax()))
            .build();
    ProxyExecutable call = arguments -> call(arguments, bridge);
    var parts = context.eval(PRELUDE).execute(call, REPR_CHARS_MAX);
    this.offer = parts.getArrayElement(0);
    this.make = parts.getArrayElement(1);
    this.globals = context.eval(GLOBALS);
    this.harvest =
        new Harvest(
            limits,
            parts.getArrayElement(2),
            parts.getArrayElement(3),
            parts.getArrayElement(4),
            globals);
  }

  private static Source source(String code, boolean isInternal) {
    return Source.newBuilder("python", code, "prelude.py").internal(isInternal).buildLiteral();
  }

  /** The modules that blocks use most, to be imported ahead: an import takes up to 100 ms. */
  static final List<String> USUAL_MODULES = List.of("datetime", "re", "json");

  /** Imports a module so that a block's own import finds it. */
  void preload(String module) {
    context.eval("python", "import " + module + "\ndel " + module);
  }

  /** An engine for contexts like this one. */
  static Engine engine() {
    return Engine.newBuilder("python")
        .sandbox(SandboxPolicy.CONSTRAINED)
        .in(InputStream.nullInputStream())
        .out(OutputStream.nullOutputStream())
        .err(OutputStream.nullOutputStream())
        .option("engine.WarnInterpreterOnly", "false")
        .build();
  }

  /** Runs the block. Whatever it does, something comes back. */
  Message.Outcome run(Message.Run block) {
    try {
      context.enter(); // once for the many small steps below
      try {
        return runEntered(block);
      } finally {
        context.leave();
      }
    } catch (PolyglotException e) {
      return raised(e, block.code());
    } catch (StackOverflowError e) {
      tainted = true;
      return outcome(Map.of(), exceeded("recursionDepthMax"), "recursionDepthMax");
    }
  }

  private Message.Outcome runEntered(Message.Run block) {
    for (var variable : block.variables().entrySet()) {
      offer(variable.getKey(), variable.getValue());
    }
    context.resetLimits();
    var source = Source.newBuilder("python", block.code(), FILE_NAME).buildLiteral();
    var last = context.eval(source);
    return outcome(harvest.variables(last, block.code()), "", "");
  }

  private Message.Outcome raised(PolyglotException e, String code) {
    tainted |= PythonError.isHarmful(e);
    if (e.isCancelled() || e.isResourceExhausted()) {
      var limit = isStopped ? "blockTimeMax" : PythonError.limit(closingMessage());
      return outcome(Map.of(), exceeded(limit), limit);
    }
    var error = PythonError.text(e, code, FILE_NAME);
    try {
      return outcome(harvest.variables(null, code), error, "");
    } catch (PolyglotException unreadable) {
      if (isStopped) {
        return outcome(Map.of(), exceeded("blockTimeMax"), "blockTimeMax");
      }
      return outcome(Map.of(), error, "");
    }
  }

  private Message.Outcome outcome(Map<String, Object> variables, String error, String limit) {
    return new Message.Outcome(variables, printed.text(), printed.cutChars(), error, limit);
  }

  /**
   * Stops the block from another thread; returns when it has stopped, which may be never: GraalVM
   * stops Python code and most waiting, but no long step of the library such as {@code 10**10**8}.
   */
  void stop() {
    isStopped = true;
    close();
  }

  /** What GraalVM says of a limit only when the context is closed. */
  private String closingMessage() {
    try {
      context.close();
      return "";
    } catch (PolyglotException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private String exceeded(String limit) {
    return switch (limit) {
      case "blockTimeMax" -> LimitsText.overTime(limits);
      case "stepCountMax" ->
          "The block was stopped: it ran more than "
              + limits.stepCountMax()
              + " statements (stepCountMax).";
      case "recursionDepthMax" ->
          "RecursionError: the block was stopped: its calls nest deeper than "
              + limits.recursionDepthMax()
              + " (recursionDepthMax).";
      default -> "The block was stopped: it broke the limit " + limit + ".";
    };
  }

  /** Whether the process may have been hurt by this block, so that no other should run in it. */
  boolean isTainted() {
    return tainted;
  }

  private void offer(String name, Object value) {
    if (!(value instanceof PythonRepr)) {
      boolean isInside = offer.execute(name, python(value), globals).asBoolean();
      harvest.offered(name, value, isInside);
    }
  }

  /** A Python value of a plain one. */
  private Object python(Object value) {
    return switch (value) {
      case PythonNone none -> make.execute("none");
      case BigInteger number -> make.execute("int", number.toString());
      case List<?> items -> make("list", items);
      case PythonTuple tuple -> make("tuple", tuple.items());
      case Map<?, ?> map -> {
        var items = new ArrayList<Object>();
        map.forEach((key, item) -> {
          items.add(key);
          items.add(item);
        });
        yield make("dict", items);
      }
      case PythonRepr repr -> repr.text();
      default -> value;
    };
  }

  private Value make(String kind, List<?> items) {
    var arguments = new ArrayList<Object>();
    arguments.add(kind);
    for (var item : items) {
      arguments.add(python(item));
    }
    return make.execute(arguments.toArray());
  }

  private Object call(Value[] arguments, Bridge bridge) {
    var texts = new ArrayList<Object>();
    for (int i = 1; i < arguments.length; i++) {
      if (!arguments[i].isString()) {
        return refusal("TypeError", "the functions take texts");
      }
      var text = arguments[i].asString();
      if (text.length() > limits.argumentCharsMax()) {
        return refusal(
            "Exception",
            "the text has "
                + text.length()
                + " characters and argumentCharsMax is "
                + limits.argumentCharsMax());
      }
      texts.add(text);
    }
    if (arguments.length == 0 || !arguments[0].isString()) {
      return refusal("TypeError", "there is no such function");
    }
    return switch (bridge.call(new Message.Call(arguments[0].asString(), texts))) {
      case Message.Answer answer -> answer.value();
      case Message.Refusal refusal -> refusal(refusal.exception(), refusal.text());
      case Message other -> throw new IllegalStateException("No answer: " + other);
    };
  }

  private static ProxyArray refusal(String exception, String text) {
    return ProxyArray.fromArray(exception, text);
  }

  @Override
  public void close() {
    try {
      context.close(true);
    } catch (PolyglotException e) {
      // it only says again why the block was stopped
    }
  }

  private static String resource(String name) {
    try (var in = BlockContext.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new SandboxException("The sandbox's file " + name + " is missing: build it again.");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new SandboxException("The sandbox's file " + name + " cannot be read.", e);
    }
  }
}
