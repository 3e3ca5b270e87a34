package memagent.agent;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What sort of value a question asks for, by its question word, in English, German, French, Spanish
 * and Russian. Only what cannot be the answer is told from what can: "when" is not answered by 190
 * g, "how much" not by a colour, "who" not by a bare number.
 */
enum AnswerKind {
  /** When: a date, a time, a day of the week or another word for a time. */
  TIME(
      "when(?! it comes)|(?:on|from|since|until|by) (?:when|which (?:day|date))|(?:which|what) (?:day|date)"
          + "|wann|seit wann|bis wann|an welchem tag|quand|quel jour|cuándo|qué día|когда") {
    @Override
    boolean fits(String value) {
      boolean isAmount = AMOUNT.matcher(value).matches() || CODE.matcher(value).matches();
      return !Dates.mentions(value).isEmpty()
          || Words.of(value).stream().anyMatch(word -> TIMES.contains(word) || DAYS.contains(word))
          || (!isAmount && value.chars().anyMatch(Character::isDigit));
    }
  },
  /** How much or how many: a number, in digits or in words. */
  AMOUNT_OF(
      "how (?:much|many|old|tall|heavy)"
          + "|wie ?viele?|wie (?:alt|schwer)|combien|cu[aá]nt[oa]s?|сколько") {
    @Override
    boolean fits(String value) {
      return value.chars().anyMatch(Character::isDigit)
          || !Numbers.mentions(value).isEmpty()
          || Words.of(value).stream().anyMatch(FEW::contains);
    }
  },
  /** Who: anything with a word in it. */
  PERSON("who|whom|wer|wem|wen|qui|quién|кто|кому|кого") {
    @Override
    boolean fits(String value) {
      return WORD.matcher(value).find();
    }
  };

  private static final Pattern WORD = Pattern.compile("\\p{L}{2,}");
  private static final Pattern AMOUNT =
      Pattern.compile("[+~<>]?\\s?\\d[\\d.,']*\\s?(?:%|[\\p{L}/€$£²³]{1,12})");
  private static final Pattern CODE = Pattern.compile("\\p{Lu}{1,5}[-/ ]?\\d[\\p{L}\\d/-]*");
  private static final Set<String> TIMES =
      Set.of(
          ("day days daily week weeks weekly weekday weekdays weekend weekends month months monthly year years"
                  + " yearly hour hours minute minutes oclock am pm morning mornings noon afternoon afternoons"
                  + " evening evenings night nights midnight dawn dusk bedtime breakfast lunch dinner supper tea spring"
                  + " summer autumn fall winter easter christmas midwinter midsummer term holiday holidays"
                  + " today tomorrow yesterday tonight now soon later always never every each after before"
                  + " until till since from once twice first second third fourth fifth last next not yet"
                  + " harvest market school work closed shut open")
              .split(" ", -1));
  private static final Set<String> DAYS = days();
  private static final Set<String> FEW =
      Set.of(
          ("none no nothing free half quarter dozen couple few several some many all both pair single"
                  + " empty full half-empty never always years months weeks days hours")
              .split(" ", -1));
  private final Pattern asked;

  AnswerKind(String words) {
    asked =
        Pattern.compile("(?iU)(?:^|[,:;.!?¿(–—-]\\s*|\\b(?:and|und|et|y|и) )(?:" + words + ")\\b");
  }

  /* Days of the week and months, with a plural. */
  private static Set<String> days() {
    Set<String> days = new HashSet<>(Ties.CALENDAR);
    for (String language : List.of("en", "de", "fr", "es", "ru")) {
      for (DayOfWeek day : DayOfWeek.values()) {
        String name = day.getDisplayName(TextStyle.FULL, Locale.forLanguageTag(language));
        days.add(Words.plain(name));
        days.add(Words.plain(name) + "s");
      }
    }
    return Set.copyOf(days);
  }

  /** Whether a value can be such an answer. */
  abstract boolean fits(String value);

  /** Whether a line cannot be such an answer: by its value, and by a row's name or a day. */
  boolean isMissedBy(Shown.Line line) {
    if (line.value().isBlank() || fits(line.value())) {
      return false;
    }
    String key = SeenLines.MARKER.matcher(line.text()).replaceFirst("").replace(line.value(), " ");
    boolean isByKey =
        line.text().startsWith("|")
            ? fits(key)
            : !Dates.mentions(key).isEmpty() || Words.of(key).stream().anyMatch(DAYS::contains);
    return !isByKey;
  }

  /** What a question asks for; empty where its words do not say so, or say two things. */
  static Optional<AnswerKind> of(String question) {
    Optional<AnswerKind> found = Optional.empty();
    if (QuestionParts.of(question).size() > 1) {
      return found;
    }
    for (AnswerKind kind : values()) {
      if (kind.asked.matcher(question).find()) {
        if (found.isPresent()) {
          return Optional.empty();
        }
        found = Optional.of(kind);
      }
    }
    return found;
  }
}
