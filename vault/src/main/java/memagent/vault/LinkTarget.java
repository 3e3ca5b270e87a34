package memagent.vault;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** Gives links of a note another target; heading, label and form stay. */
final class LinkTarget {
  private LinkTarget() {}

  /** The note's text with every such link leading to another file. */
  static String replaced(Note note, Predicate<WikiLink> which, NotePath to) {
    String text = note.text();
    List<WikiLink> links =
        note.links().stream()
            .filter(which)
            .sorted(Comparator.comparingInt((WikiLink link) -> link.span().start()).reversed())
            .toList();
    for (WikiLink link : links) {
      text = replaced(text, link, to);
    }
    return text;
  }

  private static String replaced(String text, WikiLink link, NotePath to) {
    String raw = link.span().of(text);
    String written =
        switch (link.form()) {
          case WIKI, EMBED -> wiki(raw, link, to);
          case MARKDOWN -> markdown(raw, to);
        };
    return text.substring(0, link.span().start()) + written + text.substring(link.span().end());
  }

  /**
   * In a table the place is the whole cell, and the first link in it that is written so is meant.
   */
  private static String wiki(String raw, WikiLink link, NotePath to) {
    int open = raw.indexOf("[[" + link.target());
    if (open < 0) {
      return raw;
    }
    int from = open + 2;
    return raw.substring(0, from) + to.value() + raw.substring(from + link.target().length());
  }

  private static String markdown(String raw, NotePath to) {
    int from = raw.lastIndexOf("](") + 2;
    int close = raw.lastIndexOf(')');
    if (from < 2 || close < from) {
      return raw;
    }
    String inner = raw.substring(from, close);
    int end = 0;
    while (end < inner.length()
        && inner.charAt(end) != '#'
        && !Character.isWhitespace(inner.charAt(end))) {
      end++;
    }
    String path =
        URLEncoder.encode(to.value(), StandardCharsets.UTF_8)
            .replace("%2F", "/")
            .replace("+", "%20");
    return inner.startsWith("<")
        ? raw
        : raw.substring(0, from) + path + inner.substring(end) + raw.substring(close);
  }
}
