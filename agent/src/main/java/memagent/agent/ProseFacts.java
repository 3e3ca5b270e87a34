package memagent.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Draws keys and values out of sentences, so that a filter can speak of what stands in prose. */
final class ProseFacts {
  private static final String AMOUNT =
      "((?:[$€£¥₹]|USD|EUR|NOK|GBP)\\s?\\d[\\d.,'’ ]*\\d?k?|\\d[\\d.,'’]*k?\\s?(?:[$€£¥₹]|USD|EUR|GBP|NOK|SEK|CHF|dollars|euros|pounds))";
  private static final String NAMES =
      "(\\p{Lu}[\\p{L}'’&.-]*(?:\\s(?:of |de |& )?\\p{Lu}[\\p{L}'’&-]*)*)";
  private static final List<Cue> CUES =
      List.of(
          cue(
              "address",
              "\\b(?:lives?|lived|living|resides?|moved|stays?|house|flat|home|office|based)\\b[^.;\\d]*?\\b(\\d{1,5}\\w?\\s\\p{Lu}[\\p{L}'’-]*(?:\\s\\p{Lu}[\\p{L}'’-]*)*)"),
          cue(
              "residence",
              "\\b(?i:lives?|lived|living|resides?|moved|based)\\b(?:\\s\\p{Ll}+)*?\\s(?:in|to|near)\\s"
                  + NAMES),
          cue("salary", "(?i)\\b(?:earn\\w*|makes?|salary|income|paid|wage)\\b[^.;]*?" + AMOUNT),
          cue(
              "payment",
              "(?i)\\b(?:rent|pays?|costs?|price|bill|fee|owes?|debt|balance)\\b[^.;]*?" + AMOUNT),
          cue("birth date", "(?i)\\bborn\\b[^.;]*?\\b(?:on|in)\\s(?:the\\s)?([\\w ,./-]*\\d{4})"),
          cue(
              "age",
              "(?i)\\b(?:aged?|turn(?:s|ed)|is)\\s(\\d{1,3})\\b(?![:/]\\d|[.,]\\d|\\s?(?:%|[a-z]+s\\b(?<!years)))"),
          cue("age", "(?i)\\b(\\d{1,3})[\\s-]years?[\\s-]old\\b"),
          cue(
              "diagnosis",
              "(?i)\\b(?:diagnosed with|suffer\\w* from|treated for|living with|history of)\\s([^,.;]+)"),
          cue("allergy", "(?i)\\ballergic to\\s([^.;]+)"),
          cue(
              "medication",
              "(?i)\\b(?:takes?|taking|prescribed|on)\\s([^,.;]*?\\d+\\s?(?:mg|mcg|ml|units)\\b)"),
          cue("employer", "\\b(?i:works?|worked|working|job|employed) (?:at|for|by)\\s" + NAMES),
          cue("occupation", "(?i)\\bwork(?:s|ed|ing)? as (?:an? |the )?([^,.;]+)"),
          cue("email", "([\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+)"),
          cue(
              "phone",
              "(?i)\\b(?:phone|call|mobile|number|reach\\w*|tel)\\b[^.;\\d+(]*?(\\+?\\(?\\d[\\d ().-]{5,}\\d)"),
          cue(
              "password",
              "(?i)\\b(?:password|passcode|pin|code)\\b(?: \\w+){0,2}? (?:is|:)\\s*(\\S*[^\\s.,;])"));

  /* A sentence may end in a figure: "The check-up is 2025-09-06. The marathon took 3:05:47." */
  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[\\p{Nd}%€£$¥)\"”'’][.!?])\\s+(?=\\p{Lu})");

  private ProseFacts() {}

  /** What gives a value away, and its key. */
  private record Cue(String key, Pattern pattern) {}

  private static Cue cue(String key, String regex) {
    return new Cue(key, Pattern.compile(regex));
  }

  /** The facts, prose sentence by sentence, and those that their prose holds. */
  static List<SeenFact> with(List<SeenFact> read) {
    List<SeenFact> facts = new ArrayList<>();
    read.forEach(fact -> facts.addAll(sentences(fact)));
    List<SeenFact> all = new ArrayList<>(facts);
    for (SeenFact fact : facts) {
      if (fact.isProse()) {
        for (Cue cue : CUES) {
          Matcher matcher = cue.pattern().matcher(fact.spoken());
          while (matcher.find()) {
            List<String> about = new ArrayList<>(fact.headings());
            about.add(fact.spoken().substring(0, matcher.start()));
            all.add(new SeenFact(fact.path(), about, "", cue.key(), matcher.group(1).strip()));
          }
        }
      }
    }
    return all;
  }

  /* What the sentences stand together in stays their context, so that "He lives in Oslo" is still about
   * whom the sentence before it names. */
  private static List<SeenFact> sentences(SeenFact fact) {
    List<SeenFact> facts = new ArrayList<>();
    String[] sentences = fact.isProse() ? SENTENCE_END.split(fact.value(), -1) : new String[0];
    if (sentences.length < 2) {
      facts.add(fact);
    } else {
      List<String> about = new ArrayList<>(fact.headings());
      String title = about.isEmpty() ? "" : about.removeFirst() + ". ";
      about.addFirst(title + fact.value());
      for (String sentence : sentences) {
        facts.add(new SeenFact(fact.path(), about, fact.row(), "", sentence));
      }
    }
    return facts;
  }
}
