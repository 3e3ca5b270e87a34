package memagent.vault;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/**
 * A link from one note to another file of the memory.
 *
 * @param form how it is written
 * @param target the file as written, without heading and label; empty for the same note
 * @param heading what follows the first {@code #}, such as {@code Job}, or {@code ^id} for a block;
 *     empty without one
 * @param label the text to show; empty without one
 * @param line counted from 1; 0 when it was not read from a note
 * @param span where it stands in the note's text
 */
public record WikiLink(
    Form form, String target, String heading, String label, int line, TextSpan span) {

  /** How a link is written. */
  public enum Form {
    /** {@code [[jane_doe]]}. */
    WIKI,
    /** {@code ![[jane_doe]]}: the other file is shown in its place. */
    EMBED,
    /** {@code [Jane](entities/jane_doe.md)}. */
    MARKDOWN
  }

  private static final TextSpan NOWHERE = new TextSpan(0, 0);

  /**
   * Reads a link as a person or a model names it: {@code [[jane_doe#Job|Jane]]}, {@code
   * ![[jane_doe]]}, or the inner part alone.
   */
  public static WikiLink of(String link) {
    String text = link.strip();
    boolean embed = text.startsWith("![[");
    if (embed) {
      text = text.substring(1);
    }
    if (text.startsWith("[[")) {
      text = text.substring(2);
      text = text.endsWith("]]") ? text.substring(0, text.length() - 2) : text;
    }
    return inner(embed ? Form.EMBED : Form.WIKI, text, 0, NOWHERE);
  }

  /** What stands between the brackets; in a table the bar is written {@code \|}. */
  static WikiLink inner(Form form, String inner, int line, TextSpan span) {
    int bar = inner.indexOf('|');
    String label = bar < 0 ? "" : inner.substring(bar + 1).strip();
    String whole = bar < 0 ? inner : inner.substring(0, bar);
    if (bar > 0 && whole.endsWith("\\")) {
      whole = whole.substring(0, whole.length() - 1);
    }
    int hash = whole.indexOf('#');
    String target = hash < 0 ? whole : whole.substring(0, hash);
    String heading = hash < 0 ? "" : whole.substring(hash + 1);
    return new WikiLink(form, target.strip(), heading.strip(), label, line, span);
  }

  /** The destination of a markdown link, percent escapes undone where they are well formed. */
  static WikiLink markdown(String destination, String label, int line, TextSpan span) {
    String plain;
    try {
      plain = URLDecoder.decode(destination.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notEscaped) {
      plain = destination;
    }
    int hash = plain.indexOf('#');
    String target = hash < 0 ? plain : plain.substring(0, hash);
    String heading = hash < 0 ? "" : plain.substring(hash + 1);
    return new WikiLink(Form.MARKDOWN, target, heading, label, line, span);
  }
}
