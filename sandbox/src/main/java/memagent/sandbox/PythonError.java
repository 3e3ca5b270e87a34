package memagent.sandbox;

import java.util.ArrayList;
import java.util.List;
import org.graalvm.polyglot.PolyglotException;

/**
 * An exception of a block as the Python traceback that CPython would print, with the frames of the
 * block alone: its line numbers and its source lines, nothing of the machinery around it.
 */
final class PythonError {

  private static final int FRAMES_SHOWN_MAX = 20;

  private PythonError() {}

  /** The name of the limit that GraalVM stopped a block for, by what it says of it. */
  static String limit(String message) {
    if (message.contains("tatement")) {
      return "stepCountMax";
    }
    return message.contains("frame") || message.contains("tack")
        ? "recursionDepthMax"
        : "heapBytesMax";
  }

  /** Whether the block may have left half-made things behind in the process. */
  static boolean isHarmful(PolyglotException e) {
    return (e.isInternalError() && !isRefusal(e)) || message(e).startsWith("RecursionError");
  }

  // GraalPy meets a refusal of the policy now and then as a Java exception that it did not expect.
  private static boolean isRefusal(PolyglotException e) {
    var message = String.valueOf(e.getMessage());
    return message.contains("SecurityException") || message.contains("not allowed");
  }

  /** The traceback. */
  static String text(PolyglotException e, String code, String fileName) {
    if (e.isInternalError()) {
      return internal(e);
    }
    var lines = code.split("\n", -1);
    var out = new StringBuilder("Traceback (most recent call last):\n");
    var frames = frames(e, fileName);
    int left = frames.size() - FRAMES_SHOWN_MAX;
    for (int i = 0; i < frames.size(); i++) {
      if (left > 0 && i == FRAMES_SHOWN_MAX / 2) {
        out.append("  [").append(left).append(" more calls]\n");
        i += left;
      }
      var frame = frames.get(i);
      int line = frame.getSourceLocation().getStartLine();
      out.append("  File \"").append(fileName).append("\", line ").append(line);
      out.append(", in ").append(name(frame)).append('\n');
      if (line >= 1 && line <= lines.length && !lines[line - 1].isBlank()) {
        out.append("    ").append(lines[line - 1].strip()).append('\n');
      }
    }
    if (e.isSyntaxError()) {
      appendSyntax(out, e, lines, fileName);
    }
    return out.append(message(e)).toString();
  }

  private static void appendSyntax(
      StringBuilder out, PolyglotException e, String[] lines, String fileName) {
    var place = e.getSourceLocation();
    if (place == null || place.getStartLine() < 1 || place.getStartLine() > lines.length) {
      return;
    }
    var line = lines[place.getStartLine() - 1];
    int indent = line.length() - line.stripLeading().length();
    int column = Math.clamp(place.getStartColumn() - 1L - indent, 0, line.strip().length());
    out.append("  File \"").append(fileName).append("\", line ").append(place.getStartLine());
    out.append("\n    ").append(line.strip()).append("\n    ");
    out.append(" ".repeat(column)).append("^\n");
  }

  private static String message(PolyglotException e) {
    if (e.isExit()) {
      return "SystemExit: " + e.getExitStatus();
    }
    var message = String.valueOf(e.getMessage());
    // CPython puts the place of a syntax error before it, as appendSyntax does
    return e.isSyntaxError() ? message.replaceFirst(" \\(<string>, line \\d+\\)$", "") : message;
  }

  private static String name(PolyglotException.StackFrame frame) {
    var name = frame.getRootName();
    return name == null || name.isEmpty() || name.equals("<string>") ? "<module>" : name;
  }

  /** The frames of the block, the outermost first. */
  private static List<PolyglotException.StackFrame> frames(PolyglotException e, String fileName) {
    var frames = new ArrayList<PolyglotException.StackFrame>();
    for (var frame : e.getPolyglotStackTrace()) {
      if (frame.isGuestFrame()
          && frame.getSourceLocation() != null
          && frame.getSourceLocation().getSource().getName().equals(fileName)) {
        frames.add(frame);
      }
    }
    return frames.reversed();
  }

  private static String internal(PolyglotException e) {
    return isRefusal(e)
        ? "PermissionError: a block has its functions and nothing else of the machine"
        : "SystemError: the Python of the sandbox failed: "
            + message(e).lines().findFirst().orElse("");
  }
}
