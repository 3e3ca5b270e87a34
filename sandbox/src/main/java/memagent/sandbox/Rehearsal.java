package memagent.sandbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.graalvm.polyglot.Engine;

/**
 * Runs typical blocks without a memory, so that classes are loaded and code is compiled when a real
 * one comes. It has a context for itself, which no block ever sees, and its messages go through
 * frames in memory: what is left of it is the Java runtime's compiled code.
 */
final class Rehearsal implements AutoCloseable {

  private static final String BLOCK =
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

  private static final String NOTE =
      "# User\n- name: John\n" + "- fact: of no account\n".repeat(30);

  private final BlockContext context;
  private final SandboxLimits limits;
  private int count;

  Rehearsal(Engine engine, SandboxLimits limits) {
    this.limits = limits;
    this.context = new BlockContext(engine, limits, this::call);
  }

  /** The first one, of a new process: with the usual modules, and a block that fails. */
  void first() throws IOException {
    BlockContext.USUAL_MODULES.forEach(context::preload);
    context.run(new Message.Run("raise ValueError('no')", Map.of()));
    again();
  }

  /** One more typical block. Its text is new each time, as a model's is: nothing is parsed yet. */
  void again() throws IOException {
    count++;
    var code = BLOCK + "# " + count;
    var run = new Message.Run(code, Map.of("before", List.of("x", 1L), "note", NOTE));
    if (carried(run) instanceof Message.Run block) {
      var _ = carried(context.run(block));
    }
  }

  private Message call(Message.Call call) {
    try {
      var _ = carried(call);
      return carried(new Message.Answer(call.arguments().size() == 1 ? NOTE : true));
    } catch (IOException e) {
      throw new AssertionError("memory does not fail", e);
    }
  }

  /** A message as it comes out at the other end of a pipe. */
  private Message carried(Message message) throws IOException {
    var bytes = new ByteArrayOutputStream();
    var nothing = new ByteArrayInputStream(new byte[0]);
    new Frames(nothing, bytes, limits.frameBytesMax()).send(message);
    return new Frames(new ByteArrayInputStream(bytes.toByteArray()), bytes, limits.frameBytesMax())
        .receive();
  }

  @Override
  public void close() {
    context.close();
  }
}
