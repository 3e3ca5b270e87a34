package memagent.vault;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** The hits of a search as text for a model or a person, no longer than a budget. */
public final class SearchText {
  /** English is about 4 bytes a token, Chinese and Japanese 3; so this errs upwards. */
  private static final int BYTES_PER_TOKEN = 3;

  private SearchText() {}

  /** How much of what was found is told. */
  public enum Level {
    /**
     * A line for each note: its path, the headings that something was found under, and how much.
     */
    OUTLINE,
    /** The passages, a line each, as {@link Passage#lines} writes them. */
    FACTS,
    /** The notes whole, the best first, as many as fit; passages of the others. */
    FULL
  }

  /**
   * The text, every line ended; empty without hits. What does not fit is left out whole and counted
   * in a last line.
   *
   * @param tokensMax tokens of whatever model reads it, estimated so that there are rather fewer
   * @param read gives a note's text, for {@link Level#FULL}
   */
  public static String of(
      List<SearchHit> hits, Level level, int tokensMax, Function<NotePath, String> read) {
    StringBuilder text = new StringBuilder();
    int left = 0;
    for (String part : parts(hits, level, tokensMax, read)) {
      if (tokens(text) + tokens(part) <= tokensMax) {
        text.append(part);
      } else {
        left++;
      }
    }
    if (left > 0) {
      text.append("(%d more left out)\n".formatted(left));
    }
    return text.toString();
  }

  private static List<String> parts(
      List<SearchHit> hits, Level level, int tokensMax, Function<NotePath, String> read) {
    return switch (level) {
      case OUTLINE -> outline(hits);
      case FACTS -> hits.stream().map(SearchText::lines).distinct().toList();
      case FULL -> full(hits, tokensMax, read);
    };
  }

  private static String lines(SearchHit hit) {
    return String.join("\n", hit.passage().lines()) + "\n";
  }

  private static List<String> outline(List<SearchHit> hits) {
    Map<NotePath, Map<String, Integer>> notes = new LinkedHashMap<>();
    for (SearchHit hit : hits) {
      List<String> headings = hit.passage().headings();
      notes
          .computeIfAbsent(hit.passage().path(), path -> new LinkedHashMap<>())
          .merge(headings.isEmpty() ? "" : headings.getLast(), 1, Integer::sum);
    }
    List<String> lines = new ArrayList<>();
    notes.forEach((path, headings) -> {
      List<String> found = new ArrayList<>();
      headings.forEach((heading, count) ->
          found.add((heading.isEmpty() ? "" : heading + " ") + "(" + count + ")"));
      lines.add(path + ": " + String.join(", ", found) + "\n");
    });
    return lines;
  }

  private static List<String> full(
      List<SearchHit> hits, int tokensMax, Function<NotePath, String> read) {
    List<String> parts = new ArrayList<>();
    Set<NotePath> whole = new LinkedHashSet<>();
    Set<NotePath> tooLong = new LinkedHashSet<>();
    int used = 0;
    for (SearchHit hit : hits) {
      NotePath path = hit.passage().path();
      if (!whole.contains(path) && !tooLong.contains(path)) {
        String note = path + ":\n" + read.apply(path).strip() + "\n\n";
        if (used + tokens(note) <= tokensMax) {
          whole.add(path);
          used += tokens(note);
          parts.add(note);
        } else {
          tooLong.add(path);
        }
      }
      if (tooLong.contains(path)) {
        parts.add(lines(hit));
        used += tokens(lines(hit));
      }
    }
    return parts;
  }

  private static int tokens(CharSequence text) {
    int bytes = text.toString().getBytes(StandardCharsets.UTF_8).length;
    return (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
  }
}
