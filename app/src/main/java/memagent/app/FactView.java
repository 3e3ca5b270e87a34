package memagent.app;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import memagent.app.Paint.Look;
import memagent.vault.FactValue;
import memagent.vault.HistoryEntry;

/** How the values that a fact has had are shown. */
final class FactView {
  private static final int VALUE_CHARS_MAX = 200;
  private static final int REASON_CHARS_MAX = 50;
  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final ZoneId zone;
  private final Paint paint;

  FactView(ZoneId zone, Paint paint) {
    this.zone = zone;
    this.paint = paint;
  }

  /** Two lines a value: the fact, and below it from when to when and whose changes that were. */
  List<String> lines(List<FactValue> values) {
    boolean isOnePlace = values.stream().map(FactValue::headings).distinct().count() <= 1;
    List<String> lines = new ArrayList<>();
    for (FactValue value : values) {
      String place =
          isOnePlace || value.headings().isEmpty()
              ? ""
              : Paint.firstLine(value.headings().getLast(), REASON_CHARS_MAX) + ": ";
      lines.add(
          "%s%s: %s"
              .formatted(
                  place,
                  Paint.firstLine(value.key(), REASON_CHARS_MAX),
                  paint.of(
                      value.until().isEmpty() ? Look.BOLD : Look.DIM,
                      Paint.firstLine(value.value(), VALUE_CHARS_MAX))));
      lines.add(
          "          %s to %-16s  %s"
              .formatted(
                  time(value.since().when()),
                  value.until().map(end -> time(end.when())).orElse("now"),
                  change(value.since())));
      value
          .until()
          .filter(end -> values.stream().noneMatch(next -> next.since().equals(end)))
          .ifPresent(end -> lines.add("          taken out: " + change(end)));
    }
    return lines;
  }

  private String time(Instant when) {
    return TIME.format(when.atZone(zone));
  }

  private String change(HistoryEntry entry) {
    String reason = Paint.firstLine(entry.author().reason(), REASON_CHARS_MAX);
    return "%s %s%s"
        .formatted(
            EntryView.who(entry.author()),
            paint.of(Look.YELLOW, entry.shortId()),
            reason.isEmpty() ? "" : " " + reason)
        .stripTrailing();
  }

  /** One JSON object on one line. */
  static String json(FactValue value) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("key", value.key());
    object.put("value", value.value());
    object.put("headings", value.headings());
    object.put("from", value.since().when().toString());
    object.put("set", EntryView.fields(value.since()));
    value
        .until()
        .ifPresent(end -> {
          object.put("until", end.when().toString());
          object.put("ended", EntryView.fields(end));
        });
    return EntryView.written(object);
  }
}
