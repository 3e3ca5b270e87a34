package memagent.app;

import java.io.PrintWriter;
import java.util.List;
import memagent.app.Paint.Look;
import memagent.vault.VaultChange;

/** Shows what changed in the memory. */
final class DiffView {
  private final PrintWriter out;
  private final Paint paint;

  DiffView(PrintWriter out, Paint paint) {
    this.out = out;
    this.paint = paint;
  }

  /** Prints every change with its differing lines. */
  void show(List<VaultChange> changes) {
    for (VaultChange change : changes) {
      out.println(paint.of(Look.BOLD, title(change)));
      change.diff().lines().filter(line -> !isHeader(line)).forEach(this::line);
    }
    out.flush();
  }

  /** One line for a change: a sign, and the note. */
  static String title(VaultChange change) {
    String path = Paint.harmless(change.path().value());
    return switch (change) {
      case VaultChange.Created created -> "+ " + path + " (new)";
      case VaultChange.Updated updated -> "~ " + path;
      case VaultChange.Deleted deleted -> "- " + path + " (deleted)";
    };
  }

  /** What happened to a note, in one word. */
  static String word(VaultChange change) {
    return switch (change) {
      case VaultChange.Created created -> "created";
      case VaultChange.Updated updated -> "updated";
      case VaultChange.Deleted deleted -> "deleted";
    };
  }

  private static boolean isHeader(String line) {
    return line.startsWith("--- ")
        || line.startsWith("+++ ")
        || line.startsWith("@@")
        || line.startsWith("\\ ");
  }

  private void line(String line) {
    String text = Paint.harmless(line);
    if (text.startsWith("+")) {
      out.println("  " + paint.of(Look.GREEN, text));
    } else if (text.startsWith("-")) {
      out.println("  " + paint.of(Look.RED, text));
    } else {
      out.println("  " + paint.of(Look.DIM, text));
    }
  }
}
