package memagent.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges a reply by an answer that somebody wrote as a sentence. Open and coarse: it looks for the
 * answer's facts, not for its meaning; a judge can be asked besides.
 */
final class ReferenceGrader {
  private static final double WORD_SHARE_MIN = 0.6;
  private static final Pattern NAME =
      Pattern.compile("(?<=[\\p{L}\\p{Nd},;:)'’] )\\p{Lu}[\\p{L}\\p{Nd}'’-]+");
  private static final Pattern ABSENT =
      Pattern.compile(
          "(?i)\\b(?:not mentioned|not (?:stated|noted|given|recorded|available|known|in (?:your|the|my))"
              + "|no (?:information|mention|record|note|answer|such)|(?:do|does|did|could|can)(?: not|n['’]t)"
              + " (?:say|mention|have|hold|find|know|contain|tell)|cannot (?:find|tell|say|know)|nothing about|unknown|unclear)\\b");
  private static final Set<String> STOP =
      Set.of(
          ("a an the and or but of to in on at by for from with as is are was were be been has have had"
                  + " do does did it its this that these those there they them their he him his she her"
                  + " you your i me my we our us who what which when where how not no yes will would can"
                  + " could should may might so than then also very just about into over out up down now"
                  + " currently")
              .split(" ", -1));

  private final Task task;
  private final Expectation.Reference wanted;
  private final NameBook names;

  ReferenceGrader(Task task, Expectation.Reference wanted, NameBook names) {
    this.task = task;
    this.wanted = wanted;
    this.names = names;
  }

  /*
   * - A clarification is right where the reply asks or says that the notes do not hold it.
   * - Else every date, number and name of the answer that the question does not hold must be in the
   *   reply, dates in any writing; where the answer has none of them, three in five of its other words.
   */
  List<String> faults(String reply) {
    List<String> faults = new ArrayList<>();
    if (reply.isBlank()) {
      faults.add("The reply is empty.");
    } else if (task.category() == Category.CLARIFICATION) {
      if (!Grader.asks(reply) && !ABSENT.matcher(reply).find()) {
        faults.add("The reply neither asks nor says that the notes do not hold this.");
      }
    } else {
      missing(reply, faults);
    }
    return faults;
  }

  private void missing(String reply, List<String> faults) {
    FormMatcher said = new FormMatcher(reply, names);
    List<DateMentions.Mention> dates = DateMentions.in(wanted.answer());
    List<Form> facts = facts(dates.isEmpty());
    faults.addAll(missing(dates, reply));
    for (Form fact : facts) {
      if (!said.holds(fact)) {
        faults.add("The reply leaves out " + FormText.of(fact) + ".");
      }
    }
    if (facts.isEmpty() && dates.isEmpty()) {
      Words words = Words.of(reply);
      List<String> content = content();
      long found = content.stream().filter(word -> words.contains(Words.of(word))).count();
      if (found < content.size() * WORD_SHARE_MIN) {
        faults.add(
            "The reply has %d of the %d words of \"%s\"."
                .formatted(found, content.size(), wanted.answer()));
      }
    }
  }

  /** The dates that neither the reply nor the question has, in any writing. */
  private List<String> missing(List<DateMentions.Mention> dates, String reply) {
    List<DateMentions.Mention> there = new ArrayList<>(DateMentions.in(reply));
    there.addAll(DateMentions.in(task.question()));
    return dates.stream()
        .filter(date -> there.stream().noneMatch(date::isSaidBy))
        .map(date -> "The reply leaves out " + FormText.of(DateMentions.form(date)) + ".")
        .distinct()
        .toList();
  }

  private List<Form> facts(boolean numbers) {
    List<Form> facts = new ArrayList<>();
    FormMatcher asked = new FormMatcher(task.question(), names);
    String rest = wanted.answer();
    if (numbers) {
      for (NumberMentions.Mention number : NumberMentions.in(rest)) {
        List<Form> readings = new ArrayList<>();
        for (BigDecimal value : number.values()) {
          readings.add(new Form.Amount(value, java.util.Optional.empty()));
        }
        facts.add(readings.size() == 1 ? readings.getFirst() : new Form.AnyOf(readings));
      }
    }
    Matcher name = NAME.matcher(" " + rest);
    while (name.find()) {
      boolean month = Months.number(Words.of(name.group()).text().strip()) > 0;
      if (!month && !STOP.contains(Words.of(name.group()).text().strip())) {
        facts.add(new Form.Phrase(name.group()));
      }
    }
    facts.removeIf(asked::holds);
    return facts.stream().distinct().toList();
  }

  private List<String> content() {
    List<String> words = new ArrayList<>(Words.of(wanted.answer()).list());
    words.removeIf(STOP::contains);
    List<String> asked = Words.of(task.question()).list();
    List<String> fresh = words.stream().filter(word -> !asked.contains(word)).toList();
    return fresh.isEmpty() ? words : fresh;
  }
}
