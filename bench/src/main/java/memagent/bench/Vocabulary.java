package memagent.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The words that worlds are made of: names, values, attribute kinds, relations and sentences. The
 * training worlds and the benchmark's have one each.
 *
 * @param lists values by the list's name
 * @param things nouns whose facts stand in a note about somebody
 * @param phrases sentences by their section
 */
public record Vocabulary(
    String name,
    Map<String, List<String>> lists,
    List<AttributeKind> attributes,
    List<RelationKind> relations,
    List<String> things,
    Map<String, List<String>> phrases) {

  /** Of the worlds that models train on. */
  public static Vocabulary training() {
    return load("train");
  }

  /** Of the worlds of the benchmark. */
  public static Vocabulary benchmark() {
    return load("bench");
  }

  private static Vocabulary load(String name) {
    Map<String, List<String>> lists = new LinkedHashMap<>();
    sections(text(name, "lists.txt"))
        .forEach((section, lines) -> lists.put(section, entries(String.join(";", lines))));
    List<AttributeKind> attributes = new ArrayList<>();
    int family = 0;
    for (String line : text(name, "attributes.txt").lines().toList()) {
      if (line.isBlank()) {
        family++;
      } else if (!line.startsWith("#")) {
        attributes.add(AttributeKind.parse(line, family));
      }
    }
    List<RelationKind> relations =
        contentLines(text(name, "relations.txt")).stream().map(RelationKind::parse).toList();
    List<String> things = entries(String.join(";", contentLines(text(name, "things.txt"))));
    return new Vocabulary(
        name,
        Collections.unmodifiableMap(lists),
        List.copyOf(attributes),
        relations,
        things,
        sections(text(name, "phrases.txt")));
  }

  /**
   * The same with at most so many kinds of facts of each type, whole families by chance; itself,
   * without a draw, where it has no more.
   */
  Vocabulary part(int kindsPerTypeMax, Dice dice) {
    List<AttributeKind> kept = new ArrayList<>();
    for (EntityType type : EntityType.values()) {
      List<AttributeKind> all = attributes.stream().filter(k -> k.subject() == type).toList();
      kept.addAll(all.size() <= kindsPerTypeMax ? all : families(all, kindsPerTypeMax, dice));
    }
    return kept.size() == attributes.size()
        ? this
        : new Vocabulary(name, lists, kept, relations, things, phrases);
  }

  private static List<AttributeKind> families(List<AttributeKind> all, int count, Dice dice) {
    List<Integer> families =
        dice.shuffled(all.stream().map(AttributeKind::family).distinct().toList());
    List<AttributeKind> kept = new ArrayList<>();
    for (int family : families) {
      all.stream().filter(kind -> kind.family() == family).forEach(kept::add);
      if (kept.size() >= count) {
        break;
      }
    }
    return List.copyOf(kept.subList(0, Math.min(count, kept.size())));
  }

  /** The values of a list. */
  List<String> list(String list) {
    List<String> values = lists.get(list);
    if (values == null) {
      throw new BenchException("The vocabulary " + name + " has no list " + list + ".");
    }
    return values;
  }

  /** The same kind of values in other scripts and languages; empty where there are none. */
  List<String> foreign(String list) {
    return lists.getOrDefault(list + "_other", List.of());
  }

  /** The sentences of a section. */
  List<String> phrases(String section) {
    List<String> sentences = phrases.get(section);
    if (sentences == null) {
      throw new BenchException("The vocabulary " + name + " has no sentences " + section + ".");
    }
    return sentences;
  }

  private static Map<String, List<String>> sections(String text) {
    Map<String, List<String>> sections = new LinkedHashMap<>();
    List<String> current = new ArrayList<>();
    for (String line : contentLines(text)) {
      if (line.startsWith("[")) {
        current = new ArrayList<>();
        sections.put(line.substring(1, line.indexOf(']')), current);
      } else {
        current.add(line.strip());
      }
    }
    return Collections.unmodifiableMap(sections);
  }

  private static List<String> contentLines(String text) {
    return text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
  }

  static List<String> entries(String text) {
    List<String> entries = new ArrayList<>();
    for (String entry : text.split(";", -1)) {
      if (!entry.isBlank()) {
        entries.add(entry.strip());
      }
    }
    return List.copyOf(entries);
  }

  private static String text(String vocabulary, String file) {
    return OwnFile.text("vocab/" + vocabulary + "/" + file);
  }
}
