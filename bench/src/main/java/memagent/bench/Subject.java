package memagent.bench;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whom or what a sentence is about, in the forms that sentences need.
 *
 * @param name as the sentence's subject: {@code I}, {@code my sister}
 * @param object {@code me}, {@code my sister}
 * @param possessive {@code my}, {@code my sister's}
 * @param isPlain whether its verb has no s: {@code I live}
 */
record Subject(String name, String object, String possessive, boolean isPlain) {
  private static final Pattern SLOT = Pattern.compile("\\{([A-Za-z0-9 ]+)}");

  /** The person who owns the memory and asks. */
  static final Subject I = new Subject("I", "me", "my", true);

  /** The same person when the agent speaks. */
  static final Subject YOU = new Subject("you", "you", "your", true);

  static Subject of(String name) {
    return new Subject(name, name, name + (name.endsWith("s") ? "'" : "'s"), false);
  }

  /** The subject when the agent speaks: my sister is your sister. */
  Subject answered() {
    return this.equals(I) ? YOU : of(turned(name));
  }

  private static String turned(String name) {
    return name.startsWith("my ") ? "your " + name.substring(3) : name;
  }

  /**
   * Fills a sentence: {@code {s} {o} {p}} and their capitals, {@code {does} {is} {has} {was}} and
   * other verbs in their form for this subject, and {@code values} by name.
   */
  String fill(String sentence, Map<String, String> values) {
    Matcher matcher = SLOT.matcher(sentence);
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(text, Matcher.quoteReplacement(word(matcher.group(1), values)));
    }
    return capitalised(matcher.appendTail(text).toString());
  }

  private String word(String slot, Map<String, String> values) {
    String value = values.get(slot);
    if (value != null) {
      return value;
    }
    return switch (slot) {
      case "s" -> name;
      case "S" -> capitalised(name);
      case "o" -> object;
      case "p" -> possessive;
      case "P" -> capitalised(possessive);
      case "a v" -> withArticle(values.getOrDefault("v", ""));
      case "a old" -> withArticle(values.getOrDefault("old", ""));
      case "V" -> capitalised(values.getOrDefault("v", ""));
      default -> verb(slot);
    };
  }

  private String verb(String third) {
    if (!isPlain) {
      return third;
    }
    boolean you = name.equals("you");
    return switch (third) {
      case "is" -> you ? "are" : "am";
      case "was" -> you ? "were" : "was";
      case "has" -> "have";
      case "does" -> "do";
      case "goes" -> "go";
      case "flies" -> "fly";
      default -> third.endsWith("s") ? third.substring(0, third.length() - 1) : third;
    };
  }

  static String capitalised(String text) {
    return text.isEmpty()
        ? text
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
  }

  static String withArticle(String noun) {
    if (noun.matches("(?i)(a|an|the|your|my) .*")) {
      return noun;
    }
    return ("aeiouAEIOU".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
  }
}
