package memagent.vault;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a commit says: the reason, an empty line, and one line for each thing known of the author
 * ({@code Kind}, {@code Name}, {@code Session}, {@code Question}, {@code Outside}, {@code Undoes},
 * {@code Key}), as git's own trailers are written.
 */
final class CommitText {
  private static final String GAP = "\n\n";

  /** Between paths: none can have it. */
  private static final String BETWEEN = "|";

  private CommitText() {}

  /** The text; an empty key is left out. */
  static String write(Author author, List<String> undoes, String key) {
    StringBuilder text = new StringBuilder(author.reason().strip());
    text.append(GAP).append("Kind: ").append(author.kind().word()).append('\n');
    line(text, "Name", author.name());
    line(text, "Session", author.session());
    line(text, "Question", author.question() == 0 ? "" : Integer.toString(author.question()));
    line(
        text,
        "Outside",
        author.outside().stream().map(NotePath::value).collect(Collectors.joining(BETWEEN)));
    line(text, "Undoes", String.join(" ", undoes));
    line(text, "Key", key);
    return text.toString();
  }

  private static void line(StringBuilder text, String key, String value) {
    if (!value.isBlank()) {
      text.append(key).append(": ").append(value.strip().replaceAll("\\R", " ")).append('\n');
    }
  }

  /** Texts of other writers are taken whole as a reason. */
  static HistoryEntry read(String id, Instant when, String text) {
    int gap = text.lastIndexOf(GAP + "Kind: ");
    String reason = (gap < 0 ? text : text.substring(0, gap)).strip();
    Map<String, String> values = new HashMap<>();
    if (gap >= 0) {
      text.substring(gap)
          .lines()
          .filter(line -> line.contains(": "))
          .forEach(line ->
              values.put(
                  line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2)));
    }
    String undoes = values.getOrDefault("Undoes", "");
    return new HistoryEntry(
        id,
        when,
        new Author(
            kind(values.getOrDefault("Kind", "")),
            values.getOrDefault("Name", ""),
            reason,
            values.getOrDefault("Session", ""),
            number(values.getOrDefault("Question", "")),
            paths(values.getOrDefault("Outside", ""))),
        undoes.isEmpty() ? List.of() : List.of(undoes.split(" ", -1)));
  }

  /** What tells the transaction from every other one; empty if nothing does. */
  static String key(String text) {
    int at = text.lastIndexOf("\nKey: ");
    return at < 0 ? "" : text.substring(at + "\nKey: ".length()).strip();
  }

  private static Author.Kind kind(String word) {
    for (Author.Kind kind : Author.Kind.values()) {
      if (kind.name().equals(word.toUpperCase(Locale.ROOT))) {
        return kind;
      }
    }
    return Author.Kind.HAND;
  }

  private static List<NotePath> paths(String text) {
    try {
      return text.isEmpty()
          ? List.of()
          : Stream.of(text.split(Pattern.quote(BETWEEN), -1)).map(NotePath::of).toList();
    } catch (InvalidPathException e) {
      return List.of();
    }
  }

  private static int number(String text) {
    return text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
  }
}
