package memagent.app;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import memagent.vault.History;
import memagent.vault.HistoryEntry;

/** A point in a memory's history, as a person names it: a day, a moment, or the id of a change. */
sealed interface Moment {
  /** Up to and with this moment. */
  record Until(Instant moment) implements Moment {}

  /** After the change whose id begins so. */
  record After(String id) implements Moment {}

  /**
   * Reads what a person wrote.
   *
   * @param zone whose days are meant
   * @throws UserException if it is none of the three
   */
  static Moment of(String text, ZoneId zone) {
    String word = text.strip().toLowerCase(Locale.ROOT);
    if (word.matches("[0-9a-f]{4,40}")) {
      return new After(word);
    }
    String time = text.strip().replace(' ', 'T');
    try {
      if (!time.contains("T")) {
        LocalDate day = LocalDate.parse(time);
        return new Until(day.plusDays(1).atStartOfDay(zone).toInstant().minusSeconds(1));
      }
      if (time.matches(".*T.*(Z|[+-][0-9]{2}:?[0-9]{2})")) {
        return new Until(OffsetDateTime.parse(time).toInstant());
      }
      return new Until(LocalDateTime.parse(time).atZone(zone).toInstant());
    } catch (DateTimeException e) {
      throw new UserException(
          ExitCode.USAGE,
          "\"%s\" is no date and no id of a change: write 2031-03-01, \"2031-03-01 18:30\", or an id as `mem log` shows it."
              .formatted(Paint.firstLine(text, 60)));
    }
  }

  /** The last change that belongs to it. */
  default HistoryEntry entry(History history) {
    return switch (this) {
      case After after -> {
        history.pickUp();
        yield history.entry(after.id());
      }
      case Until until ->
          history
              .at(until.moment())
              .orElseThrow(() ->
                  new UserException(
                      ExitCode.MEMORY,
                      "The history of this memory does not go back to %s: `mem log` shows how far it does."
                          .formatted(DateTimeFormatter.ISO_INSTANT.format(until.moment()))));
    };
  }
}
