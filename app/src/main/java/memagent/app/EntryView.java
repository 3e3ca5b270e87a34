package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import memagent.app.Paint.Look;
import memagent.vault.Author;
import memagent.vault.HistoryEntry;
import memagent.vault.NotePath;

/** How one change of a memory's history is shown. */
final class EntryView {
  private static final int REASON_CHARS_MAX = 60;
  private static final int PATHS_SHOWN_MAX = 5;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final ZoneId zone;
  private final Paint paint;

  EntryView(ZoneId zone, Paint paint) {
    this.zone = zone;
    this.paint = paint;
  }

  /** One line: id, time, who, why. */
  String line(HistoryEntry entry) {
    return "%s  %s  %-7s  %s"
        .formatted(
            paint.of(Look.YELLOW, entry.shortId()),
            TIME.format(entry.when().atZone(zone)),
            who(entry.author()),
            Paint.firstLine(entry.author().reason(), REASON_CHARS_MAX))
        .stripTrailing();
  }

  /** The notes of a change, on one line below it. */
  String paths(List<NotePath> paths) {
    String names =
        String.join(
            ", ",
            paths.stream()
                .limit(PATHS_SHOWN_MAX)
                .map(path -> Paint.harmless(path.value()))
                .toList());
    int more = paths.size() - PATHS_SHOWN_MAX;
    return paint.of(
        Look.DIM, "          " + names + (more > 0 ? " and %,d more".formatted(more) : ""));
  }

  /** Who changed something, in a word or two. */
  static String who(Author author) {
    return switch (author.kind()) {
      case PERSON -> "you";
      case AGENT -> "agent";
      case CLIENT -> Paint.firstLine(author.name(), 20);
      case IMPORT -> "import";
      case PROGRAM -> "program";
      case HAND -> "by hand";
    };
  }

  /** One JSON object on one line. */
  static String json(HistoryEntry entry, List<NotePath> paths) {
    Map<String, Object> object = fields(entry);
    object.put("paths", paths.stream().map(NotePath::value).toList());
    return written(object);
  }

  /** The fields of a change, without its paths. */
  static Map<String, Object> fields(HistoryEntry entry) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("id", entry.id());
    object.put("when", entry.when().toString());
    object.put("kind", entry.author().kind().word());
    object.put("name", entry.author().name());
    object.put("reason", entry.author().reason());
    object.put("session", entry.author().session());
    object.put("question", entry.author().question());
    object.put("outside", entry.author().outside().stream().map(NotePath::value).toList());
    object.put("undoes", entry.undoes());
    return object;
  }

  /** Strings, numbers, lists and maps of these as JSON on one line. */
  static String written(Map<String, Object> object) {
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }
}
