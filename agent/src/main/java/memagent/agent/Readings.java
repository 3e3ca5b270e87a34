package memagent.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;
import memagent.sandbox.Observation;
import memagent.vault.KeyedValue;
import memagent.vault.ToldFact;

/** What the model has read of the memory. */
final class Readings {
  private static final Pattern READ =
      Pattern.compile(
          "([A-Za-z_]\\w*)\\s*=\\s*(?:read_file|go_to_link)\\(\\s*(?:\\w+\\s*=\\s*)?[rfu]?[\"']"
              + "([^\"'\\n]+)[\"']");
  private static final Pattern UNTEXT = Pattern.compile("True|False|Error: .*|\\./\\n[\\s\\S]*");

  private final Set<Text> texts = new LinkedHashSet<>();
  private final int charsMax;
  private int chars;

  /** A text and the note that it is from; empty where that is not known. */
  private record Text(String path, String text) {}

  private Readings(int charsMax) {
    this.charsMax = charsMax;
  }

  /** What earlier messages of the conversation show. */
  static Readings of(List<ChatMessage> earlier, int charsMax) {
    Readings seen = new Readings(charsMax);
    for (ChatMessage message : earlier) {
      if (message instanceof ChatMessage.User(String text) && !History.isQuestion(message)) {
        seen.put("", text.replace("\\n", "\n").replace("\\'", "'"));
      }
    }
    return seen;
  }

  /**
   * Adds what a block shows and returns only that.
   *
   * @param told the facts that it asked for by their keys: their values alone would not say whose
   *     and what they are
   */
  Readings add(String code, Observation observation, List<ToldFact> told) {
    Map<String, String> paths = new HashMap<>();
    Matcher read = READ.matcher(code);
    while (read.find()) {
      paths.put(read.group(1), path(read.group(2)));
    }
    Readings block = new Readings(charsMax);
    observation
        .variables()
        .forEach((name, value) -> block.collect(paths.getOrDefault(name, ""), value));
    block.put("", observation.printed());
    told.forEach(fact -> block.put(fact.path().value(), section(fact.fact())));
    block.texts.forEach(text -> put(text.path(), text.text()));
    return block;
  }

  /** A fact with the headings above it, as its note might have it. */
  private static String section(KeyedValue fact) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < fact.headings().size(); i++) {
      text.append("#".repeat(Math.min(i + 1, 6)));
      text.append(' ').append(fact.headings().get(i)).append('\n');
    }
    return text.append("- ").append(fact.key()).append(": ").append(fact.value()).toString();
  }

  /** Adds what the first look shows. */
  void add(Excerpt excerpt) {
    excerpt.parts().forEach(part -> put(part.path(), part.text()));
  }

  private static String path(String link) {
    String target = link.replaceAll("^!?\\[\\[|\\]\\]$", "").replaceAll("\\\\?[|#].*$", "").strip();
    String path = target.replaceFirst("^\\./", "");
    return path.endsWith(".md") ? path : path + ".md";
  }

  private void collect(String path, Object value) {
    switch (value) {
      case String text -> put(path, text);
      case Collection<?> list -> list.forEach(item -> collect(path, item));
      case Map<?, ?> map ->
          map.forEach((key, item) ->
              collect(key instanceof String k && k.endsWith(".md") ? k : path, item));
      default -> put(path, String.valueOf(value));
    }
  }

  private void put(String path, String text) {
    String useful = text.strip();
    if (useful.isEmpty() || UNTEXT.matcher(useful).matches() || chars >= charsMax) {
      return;
    }
    if (texts.stream().anyMatch(t -> t.text().equals(useful) && !t.path().isEmpty())) {
      return;
    }
    String kept =
        useful.length() <= charsMax - chars ? useful : useful.substring(0, charsMax - chars);
    if (texts.add(new Text(path, kept))) {
      chars += kept.length();
    }
  }

  /** The facts in it, in the order of reading; an own note's change shows both values. */
  List<SeenFact> facts() {
    Set<SeenFact> facts = new LinkedHashSet<>();
    texts.forEach(text -> facts.addAll(SeenLines.facts(text.path(), text.text())));
    return new ArrayList<>(facts);
  }

  /** All of it as one text. */
  String text() {
    StringBuilder all = new StringBuilder();
    texts.forEach(t -> all.append(t.path()).append('\n').append(t.text()).append('\n'));
    return all.toString();
  }
}
