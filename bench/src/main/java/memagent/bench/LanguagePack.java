package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The words and sentences of one language, for training worlds: kinds of facts, relations, values,
 * forms of the noun phrase, and templates. {@code vocab/train/kinds.txt} says what the languages
 * share, {@code vocab/train/TAG/language.txt} the rest.
 */
final class LanguagePack {
  /** The languages that worlds are made in. */
  static final List<String> TAGS = List.of("de", "fr", "es", "ru", "ja");

  private static final Map<String, LanguagePack> LOADED = new ConcurrentHashMap<>();

  private final String tag;
  private final Map<String, List<String>> sections = new LinkedHashMap<>();
  private final Map<String, LanguageKind> kinds = new LinkedHashMap<>();
  private final Map<String, LanguageRelation> relations = new LinkedHashMap<>();
  private final Map<String, String> forms;
  private final Map<String, String> lists;

  private LanguagePack(String tag) {
    this.tag = tag;
    List<String> section = new ArrayList<>();
    for (String line : content(text(tag + "/language.txt"))) {
      if (line.startsWith("[")) {
        section = new ArrayList<>();
        sections.put(line.substring(1, line.indexOf(']')), section);
      } else {
        section.add(line.strip());
      }
    }
    forms = pairs("forms");
    lists = pairs("lists");
    readKinds();
    phrases("relations").forEach(this::readRelation);
  }

  /**
   * The words of a language; {@code en} has what questions over notes in others need.
   *
   * @throws BenchException if the program has no such language
   */
  static LanguagePack of(String tag) {
    return LOADED.computeIfAbsent(tag, LanguagePack::new);
  }

  private void readKinds() {
    Map<String, String[]> own = new LinkedHashMap<>();
    phrases("attributes")
        .forEach(line -> own.put(field(line.split("\\|", -1), 0), line.split("\\|", -1)));
    for (String line : content(text("kinds.txt"))) {
      String[] shared = line.split("\\|", -1);
      String id = field(shared, 0);
      String[] words = own.get(id);
      if (words != null) {
        List<EntityType> types =
            field(shared, 1).chars().mapToObj(c -> EntityType.of((char) c)).toList();
        String noun = field(words, 1);
        int space = noun.indexOf(' ');
        List<String> keys = new ArrayList<>(List.of(noun.substring(space + 1)));
        keys.addAll(Vocabulary.entries(field(words, 2)));
        kinds.put(
            id,
            new LanguageKind(
                id,
                types,
                field(shared, 2),
                field(shared, 3),
                noun.substring(space + 1),
                noun.substring(0, space),
                List.copyOf(keys),
                Vocabulary.entries(field(words, 3))));
      }
    }
  }

  private void readRelation(String line) {
    String[] fields = line.split("\\|", -1);
    String id = field(fields, 0);
    String subject = field(fields, 3);
    String genitive = field(fields, 4);
    relations.put(
        id,
        new LanguageRelation(
            id,
            EntityType.of(field(fields, 1).charAt(0)),
            field(fields, 1).substring(1),
            Vocabulary.entries(field(fields, 2)),
            subject,
            genitive,
            field(fields, 5),
            fields.length > 6 ? field(fields, 6) : turned(subject),
            fields.length > 6 ? field(fields, 6) : turned(genitive)));
  }

  /** "my" becomes "your" where the word begins. */
  private String turned(String text) {
    String[] turn = form("turn").split(">", -1);
    return text.replaceAll("(?<!\\p{L})" + turn[0], turn[1]);
  }

  private static String field(String[] fields, int i) {
    return i < fields.length ? fields[i].strip() : "";
  }

  private Map<String, String> pairs(String section) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String line : phrases(section)) {
      String[] pair = line.split("=", 2);
      pairs.put(pair[0].strip(), pair[1].strip().equals("_") ? " " : pair[1].strip());
    }
    return pairs;
  }

  private static List<String> content(String text) {
    return text.lines().filter(l -> !l.isBlank() && !l.startsWith("#")).toList();
  }

  private static String text(String file) {
    return OwnFile.text("vocab/train/" + file);
  }

  String tag() {
    return tag;
  }

  List<LanguageKind> kinds() {
    return List.copyOf(kinds.values());
  }

  Optional<LanguageKind> kind(String id) {
    return Optional.ofNullable(kinds.get(id));
  }

  List<LanguageRelation> relations() {
    return List.copyOf(relations.values());
  }

  Optional<LanguageRelation> relation(String id) {
    return Optional.ofNullable(relations.get(id));
  }

  /** The values of a list. */
  List<String> list(String name) {
    String values = lists.get(name);
    if (values == null) {
      throw new BenchException("The language " + tag + " has no list " + name + ".");
    }
    return Vocabulary.entries(values);
  }

  /** All lists by name. */
  Map<String, List<String>> lists() {
    Map<String, List<String>> all = new LinkedHashMap<>();
    lists.keySet().forEach(name -> all.put(name, list(name)));
    return all;
  }

  /** The templates of a section. */
  List<String> phrases(String section) {
    List<String> lines = sections.get(section);
    if (lines == null) {
      throw new BenchException("The language " + tag + " has no sentences " + section + ".");
    }
    return lines;
  }

  /** A form, the one for a gender before the one for all: {@code my.f} before {@code my}. */
  String form(String name, String gender) {
    String own = forms.get(name + "." + gender);
    return own == null ? form(name) : own;
  }

  String form(String name) {
    String form = forms.get(name);
    if (form == null) {
      throw new BenchException("The language " + tag + " has no form " + name + ".");
    }
    return form;
  }

  /** Every template and question as it stands in the files. */
  List<String> sentences() {
    List<String> all = new ArrayList<>();
    sections.forEach((section, lines) -> {
      if (!List.of("forms", "lists", "relations", "attributes").contains(section)) {
        all.addAll(lines);
      }
    });
    kinds().forEach(kind -> all.addAll(kind.questions()));
    return all;
  }
}
