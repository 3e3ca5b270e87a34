package memagent.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says whether a text follows a grammar of the small part of GBNF that ours uses. */
final class Gbnf {
  /*
   * A rule becomes a set of ends that a text may have from a place: literals, character classes with
   * ? and *, groups and alternatives. Results are kept by rule and place.
   */
  private final Map<String, String> rules = new HashMap<>();
  private final Map<String, Set<Integer>> known = new HashMap<>();
  private String text = "";

  Gbnf(String grammar) {
    for (String line : grammar.split("\n", -1)) {
      if (!line.isEmpty()) {
        String[] parts = line.split(" ::= ", 2);
        rules.put(parts[0], parts[1]);
      }
    }
  }

  boolean accepts(String candidate) {
    text = candidate;
    known.clear();
    return rule("root", 0).contains(candidate.length());
  }

  private Set<Integer> rule(String name, int at) {
    String key = name + "@" + at;
    Set<Integer> ends = known.get(key);
    if (ends == null) {
      ends = alternatives(rules.get(name), at);
      known.put(key, ends);
    }
    return ends;
  }

  private Set<Integer> alternatives(String body, int at) {
    Set<Integer> ends = new HashSet<>();
    for (String sequence : split(body, '|')) {
      Set<Integer> reached = Set.of(at);
      for (String item : split(sequence, ' ')) {
        Set<Integer> next = new HashSet<>();
        reached.forEach(place -> next.addAll(item(item, place)));
        reached = next;
      }
      ends.addAll(reached);
    }
    return ends;
  }

  private Set<Integer> item(String item, int at) {
    if (item.startsWith("\"")) {
      String literal = item.substring(1, item.length() - 1).replace("\\n", "\n");
      return text.startsWith(literal, at) ? Set.of(at + literal.length()) : Set.of();
    }
    if (item.startsWith("(")) {
      int end = item.lastIndexOf(')');
      Set<Integer> ends = new HashSet<>(alternatives(item.substring(1, end).strip(), at));
      if (item.endsWith("?")) {
        ends.add(at);
      }
      return ends;
    }
    if (!item.startsWith("[")) {
      return rule(item, at);
    }
    int close = item.lastIndexOf(']');
    String set = item.substring(1, close).replace("\\n", "\n");
    String repeat = item.substring(close + 1);
    Set<Integer> ends = new HashSet<>();
    int place = at;
    if (!repeat.isEmpty()) {
      ends.add(at);
    }
    while (place < text.length() && matches(set, text.charAt(place))) {
      place++;
      ends.add(place);
      if (!repeat.equals("*")) {
        break;
      }
    }
    return ends;
  }

  private static boolean matches(String set, char c) {
    return set.startsWith("^") ? set.indexOf(c, 1) < 0 : set.indexOf(c) >= 0;
  }

  private static List<String> split(String body, char separator) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    boolean quoted = false;
    boolean inSet = false;
    int start = 0;
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      boolean quote = c == '"' && !inSet;
      quoted = quote != quoted;
      if (!quoted) {
        boolean wasSet = inSet;
        inSet = c == '[' || (inSet && c != ']');
        if (!wasSet && c == '(') {
          depth++;
        } else if (!wasSet && c == ')') {
          depth--;
        }
      }
      if (c == separator && !quoted && !inSet && depth == 0) {
        parts.add(body.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(body.substring(start).strip());
    parts.removeIf(String::isEmpty);
    return parts;
  }
}
