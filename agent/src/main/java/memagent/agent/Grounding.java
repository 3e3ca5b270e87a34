package memagent.agent;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;

/** Finds the values of a reply that stand in nothing that was read or said. */
final class Grounding {
  /*
   * Only what is a value beyond doubt is looked at: mail addresses, numbers of two digits and more,
   * and names (capitalised words inside a sentence). A number that is a sum, difference or product of
   * two that were read is derived, not invented.
   */
  private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+");
  private static final Pattern NAME =
      Pattern.compile("(?<![.!?:\"“*\\n-])(?<![.!?:]\\s{0,2})\\s((?:\\p{Lu}[\\p{Ll}]{2,}\\s?)+)");
  private static final Pattern ENGLISH =
      Pattern.compile("(?i)\\b(?:the|is|are|you|your|of|was|has|have)\\b");
  private static final Set<String> KNOWN =
      Set.of(
          ("january february march april may june july august september october november december"
                  + " monday tuesday wednesday thursday friday saturday sunday english python"
                  + " markdown yes not please")
              .split(" ", -1));
  private static final int DERIVED_COUNT_MAX = 60;

  private Grounding() {}

  /** The values of a reply that were neither read nor said; empty where nothing was read. */
  static List<String> values(String reply, Run run) {
    StringBuilder said = new StringBuilder(run.question.text()).append('\n');
    run.session.messages().forEach(message -> said.append(message.text()).append('\n'));
    run.messages.stream()
        .filter(message -> message instanceof ChatMessage.User)
        .forEach(message -> said.append(message.text()).append('\n'));
    run.messages.stream()
        .limit(Math.max(0, run.messages.size() - 1))
        .filter(message -> message instanceof ChatMessage.Assistant)
        .filter(message -> message.text().contains("<python>"))
        .forEach(message -> said.append(message.text()).append('\n'));
    return values(reply, said + run.readings.text());
  }

  /** The values of a reply that {@code said} does not hold. */
  static List<String> values(String reply, String said) {
    String source = said.replace("\\n", "\n");
    Set<String> words = new HashSet<>();
    Words.of(source).forEach(word -> words.add(Words.stem(word)));
    Set<String> found = new LinkedHashSet<>();
    Matcher mail = MAIL.matcher(reply);
    while (mail.find()) {
      if (!Words.plain(source).contains(Words.plain(mail.group()))) {
        found.add(mail.group());
      }
    }
    found.addAll(numbers(MAIL.matcher(reply).replaceAll(" "), source));
    // German writes every noun with a capital, and other languages have other rules.
    Matcher name = NAME.matcher(ENGLISH.matcher(reply).find() ? reply : "");
    while (name.find()) {
      for (String word : name.group(1).strip().split("\\s+", -1)) {
        String plain = Words.plain(word);
        if (!KNOWN.contains(plain) && !words.contains(Words.stem(plain))) {
          found.add(word);
        }
      }
    }
    return new ArrayList<>(found);
  }

  private static List<String> numbers(String reply, String source) {
    Set<BigDecimal> read = new LinkedHashSet<>();
    for (Numbers.Mention number : Numbers.mentions(source)) {
      read.add(number.value());
    }
    List<BigDecimal> few = read.stream().limit(DERIVED_COUNT_MAX).toList();
    List<String> found = new ArrayList<>();
    for (Numbers.Mention number : Numbers.mentions(reply)) {
      boolean value =
          number.value().compareTo(BigDecimal.TEN) >= 0 && !read.contains(number.value());
      if (value && !isDerived(number.value(), few)) {
        found.add(reply.substring(number.start(), number.end()));
      }
    }
    return found;
  }

  private static boolean isDerived(BigDecimal value, List<BigDecimal> read) {
    for (BigDecimal a : read) {
      for (BigDecimal b : read) {
        boolean derived =
            a.add(b).compareTo(value) == 0
                || a.subtract(b).compareTo(value) == 0
                || a.multiply(b).compareTo(value) == 0;
        if (derived) {
          return true;
        }
      }
    }
    return false;
  }
}
