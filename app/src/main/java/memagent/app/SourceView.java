package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import memagent.app.Paint.Look;
import memagent.vault.Author;
import memagent.vault.HistoryEntry;
import memagent.vault.LineSource;
import memagent.vault.NotePath;

/** How the source of a note's line is shown. */
final class SourceView {
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
  private static final String NO_TIME = " ".repeat("yyyy-MM-dd HH:mm".length());
  private static final String NO_ID = " ".repeat(8);
  private static final int NAME_CHARS_MAX = 12;

  private final ZoneId zone;
  private final Paint paint;

  SourceView(ZoneId zone, Paint paint) {
    this.zone = zone;
    this.paint = paint;
  }

  /** One line: id, time, whose it is, and the line itself. */
  String line(LineSource source) {
    Optional<HistoryEntry> entry = source.entry();
    boolean tainted =
        entry.map(HistoryEntry::author).stream().anyMatch(a -> !a.outside().isEmpty());
    String sign = source.isOutside() ? "|" : tainted ? "!" : " ";
    String head =
        "%s  %s  %-12s"
            .formatted(
                entry.map(HistoryEntry::shortId).orElse(NO_ID),
                entry.map(change -> TIME.format(change.when().atZone(zone))).orElse(NO_TIME),
                who(source));
    return paint.of(Look.DIM, head) + " " + sign + " " + Paint.harmless(source.text());
  }

  private static String who(LineSource source) {
    return switch (source.kind()) {
      case PERSON -> "you";
      case STATED -> "stated";
      case INFERRED -> "inferred";
      case CLIENT, IMPORT ->
          source
              .entry()
              .map(entry -> entry.author().name())
              .filter(name -> !name.isBlank())
              .map(name -> Paint.firstLine(name, NAME_CHARS_MAX))
              .orElse(source.kind().name().toLowerCase(Locale.ROOT));
      case PROGRAM -> "program";
      case UNKNOWN -> "unknown";
    };
  }

  /** One JSON object on one line. */
  static String json(LineSource source) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("line", source.line());
    object.put("text", source.text());
    object.put("source", source.kind().name().toLowerCase(Locale.ROOT));
    object.put("outside", source.isOutside());
    if (source.entry().isPresent()) {
      HistoryEntry entry = source.entry().get();
      Author author = entry.author();
      object.put("id", entry.id());
      object.put("when", entry.when().toString());
      object.put("name", author.name());
      object.put("reason", author.reason());
      object.put("session", author.session());
      object.put("question", author.question());
      List<String> read = author.outside().stream().map(NotePath::value).toList();
      object.put("read_outside", read);
    }
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }
}
