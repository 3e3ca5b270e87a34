package memagent.vault;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives one fact of a note a value, every byte around it untouched.
 *
 * <p>Whatever was written is read again before it counts: the fact must have the very value, and
 * every other fact and heading must be what it was. So no value and no key can break a note,
 * however markdown or YAML would take them.
 */
final class FactEdit {
  private static final int VALUE_CHARS_MAX = 100_000;
  private static final int SHOWN_CHARS = 60;

  /** Headings under which a note keeps what its facts once were. */
  private static final Set<String> PAST =
      Set.of("history", "verlauf", "historique", "historial", "storia", "история", "履歴");

  private final NoteParser.Read read;
  private final String text;
  private final String key;
  private final String heading;

  private FactEdit(Note note, String key, String heading) {
    this.read = NoteParser.read(note.path(), note.text());
    this.text = note.text();
    this.key = key.strip();
    this.heading = heading.strip();
  }

  /** What the edit comes to; the text is the old one unless something changed. */
  record Edited(FactOutcome outcome, String text) {}

  /**
   * Replaces the value, or adds the fact in the note's own layout.
   *
   * @param heading as in {@link KeyedValues#find}
   * @param today if the note keeps a section of what its facts were, the old value goes there with
   *     this date; empty for never
   */
  static Edited set(
      Note note, String key, String heading, String value, Optional<LocalDate> today) {
    Optional<String> refusal = refusal(key, value);
    if (refusal.isPresent()) {
      return new Edited(new FactOutcome.Unusable(refusal.get()), note.text());
    }
    FactEdit edit = new FactEdit(note, key, heading);
    return switch (KeyedValues.find(edit.read, key, heading)) {
      case FactLookup.Found(KeyedValue fact) -> edit.replace(fact, value.strip(), today);
      case FactLookup.NoSuchFact none ->
          edit.add(new FactPlaces(edit.read, edit.heading).candidates(), value.strip());
      case FactLookup other -> new Edited(new FactOutcome.Unclear(other), note.text());
    };
  }

  private static Optional<String> refusal(String key, String value) {
    if (key.isBlank() || value.isBlank()) {
      return Optional.of("A fact needs a name and a value, and one of them is empty; give both.");
    }
    if (!isLine(key) || !isLine(value)) {
      return Optional.of(
          "A fact is one line, and the name or the value has several or holds control characters; put longer text into the note itself.");
    }
    return value.length() > VALUE_CHARS_MAX
        ? Optional.of(
            "The value has %,d characters, and a fact may have at most %,d; put longer text into the note itself."
                .formatted(value.length(), VALUE_CHARS_MAX))
        : Optional.empty();
  }

  private static boolean isLine(String text) {
    return text.strip()
        .codePoints()
        .noneMatch(c ->
            (Character.isISOControl(c) && c != '\t')
                || Character.getType(c) == Character.LINE_SEPARATOR
                || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
  }

  private Edited replace(KeyedValue fact, String value, Optional<LocalDate> today) {
    if (fact.value().equals(value)) {
      return new Edited(new FactOutcome.Unchanged(fact), text);
    }
    if (runsOn(fact)) {
      return unusable(
          "'%s' in %s runs on into the line below it, which is not indented; change it in the note's text."
              .formatted(fact.key(), read.note().path()));
    }
    Optional<String> written =
        switch (fact.layout()) {
          case ITEM, LINE -> Optional.of(value);
          case CELL -> Optional.of(TableCells.written(value));
          case PROPERTY -> Frontmatter.scalar(value, fact.span().of(text));
          case LIST -> Optional.empty();
        };
    if (written.isEmpty()) {
      return unusable(
          "'%s' in %s is a list or several lines of the frontmatter; change it in the note's text."
              .formatted(fact.key(), read.note().path()));
    }
    TextSpan span = fact.span();
    String edited =
        text.substring(0, span.start())
            + (span.start() == span.end() ? spaced(written.get(), span.start()) : written.get())
            + text.substring(span.end());
    if (!holds(text, edited, Optional.of(fact), fact.key(), value)) {
      return unusable(
          "'%s' cannot be the value of '%s' in %s: it would read as something else there; use other words."
              .formatted(shown(value), fact.key(), read.note().path()));
    }
    return new Edited(
        new FactOutcome.Replaced(fact),
        today.map(date -> withPast(edited, fact, date)).orElse(edited));
  }

  /**
   * By the rules of markdown an item goes on in a line at the margin; hardly anybody means that.
   */
  private boolean runsOn(KeyedValue fact) {
    String value = fact.span().of(text);
    int feed = value.indexOf('\n');
    return feed >= 0 && !Character.isWhitespace(value.charAt(feed + 1));
  }

  /** With a space behind the colon, and before the bar, of what had no value yet. */
  private String spaced(String value, int at) {
    char last = at == 0 ? ' ' : text.charAt(at - 1);
    boolean isGlued = !Character.isWhitespace(last) && last != '：';
    boolean isCell = at < text.length() && text.charAt(at) == '|';
    return (isGlued ? " " : "") + value + (isCell ? " " : "");
  }

  /** Adds a fact whose value is a link, which in the frontmatter would be none. */
  static Edited link(Note note, String key, String link) {
    Optional<String> refusal = refusal(key, link);
    FactEdit edit = new FactEdit(note, key, "");
    return refusal.isPresent()
        ? edit.unusable(refusal.get())
        : edit.add(new FactPlaces(edit.read, "").outsideFrontmatter(), link);
  }

  private Edited add(List<FactPlaces.Place> places, String value) {
    boolean isName =
        key.indexOf(':') < 0 && key.indexOf('：') < 0 && "-*+#>|".indexOf(key.charAt(0)) < 0;
    for (FactPlaces.Place place : isName ? places : List.<FactPlaces.Place>of()) {
      Optional<String> line = place.line(key, value);
      if (line.isPresent()) {
        String edited = place.into(text, line.get());
        if (holds(text, edited, Optional.empty(), key, value)) {
          return new Edited(new FactOutcome.Added(false), edited);
        }
      }
    }
    return unusable(
        "'%s: %s' cannot be written as a fact of %s: it would read as something else there; use a name of plain words without a colon."
            .formatted(shown(key), shown(value), read.note().path()));
  }

  /** Where the note itself keeps what was, the old value goes there; else the text as it is. */
  private String withPast(String edited, KeyedValue fact, LocalDate today) {
    NoteParser.Read now = NoteParser.read(read.note().path(), edited);
    Optional<String> past =
        now.note().headings().stream()
            .map(Heading::text)
            .filter(name -> PAST.contains(KeyedValues.fold(name)))
            .findFirst();
    boolean isPastItself =
        fact.headings().stream().anyMatch(name -> PAST.contains(KeyedValues.fold(name)));
    if (past.isEmpty() || isPastItself || fact.value().isBlank()) {
      return edited;
    }
    String was = "%s was %s".formatted(fact.key(), fact.value());
    for (FactPlaces.Place place : new FactPlaces(now, past.get()).items()) {
      Optional<String> line = place.line(today.toString(), was);
      if (line.isPresent()) {
        String kept = place.into(edited, line.get());
        if (isWhole(edited, kept, Optional.empty(), today.toString(), was)) {
          return kept;
        }
      }
    }
    return edited;
  }

  /** Whether the fact is found with its value, and all else is what it was. */
  private boolean holds(
      String old, String edited, Optional<KeyedValue> replaced, String name, String value) {
    return isWhole(old, edited, replaced, name, value)
        && KeyedValues.find(NoteParser.read(read.note().path(), edited), key, heading)
            instanceof FactLookup.Found(KeyedValue fact)
        && fact.value().equals(value);
  }

  private boolean isWhole(
      String old, String edited, Optional<KeyedValue> replaced, String name, String value) {
    NoteParser.Read before = NoteParser.read(read.note().path(), old);
    NoteParser.Read after = NoteParser.read(read.note().path(), edited);
    Map<List<Object>, Long> rest = new HashMap<>(KeyedValues.counted(KeyedValues.of(after)));
    Map<List<Object>, Long> wanted = new HashMap<>(KeyedValues.counted(KeyedValues.of(before)));
    replaced.ifPresent(fact -> less(wanted, KeyedValues.counted(List.of(fact))));
    List<KeyedValue> fresh = new ArrayList<>();
    for (KeyedValue fact : KeyedValues.of(after)) {
      boolean isIt = fact.key().equals(name) && fact.value().equals(value);
      List<Object> id = KeyedValues.counted(List.of(fact)).keySet().iterator().next();
      if (isIt && rest.getOrDefault(id, 0L) > wanted.getOrDefault(id, 0L) && fresh.isEmpty()) {
        fresh.add(fact);
      }
    }
    less(rest, KeyedValues.counted(fresh));
    return fresh.size() == 1
        && rest.equals(wanted)
        && texts(before).equals(texts(after))
        && before.note().frontmatter().problem().equals(after.note().frontmatter().problem());
  }

  private static void less(Map<List<Object>, Long> counts, Map<List<Object>, Long> taken) {
    taken.forEach((id, count) ->
        counts.compute(id, (same, had) -> had == null || had <= count ? null : had - count));
  }

  private static List<String> texts(NoteParser.Read read) {
    return read.note().headings().stream().map(Heading::text).toList();
  }

  private Edited unusable(String reason) {
    return new Edited(new FactOutcome.Unusable(reason), text);
  }

  private static String shown(String text) {
    int end =
        text.offsetByCodePoints(0, Math.min(SHOWN_CHARS, text.codePointCount(0, text.length())));
    return end < text.length() ? text.substring(0, end) + "..." : text;
  }
}
