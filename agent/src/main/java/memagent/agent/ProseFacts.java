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
              "(?i)\\b(?:aged?|turn(?:s|ed)|is)\\s(\\d{1,3})\\b(?!\\s?(?:%|[a-z]+s\\b(?<!years)))"),
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

  private ProseFacts() {}

  /** What gives a value away, and its key. */
  private record Cue(String key, Pattern pattern) {}

  private static Cue cue(String key, String regex) {
    return new Cue(key, Pattern.compile(regex));
  }

  /** The facts and those that their prose holds. */
  static List<SeenFact> with(List<SeenFact> facts) {
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
}
