package memagent.agent;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import memagent.agent.DeniedForms.Span;
import memagent.agent.FilterRule.Effect;
import memagent.agent.TrajectoryEvent.Masking;

/**
 * What may not leave the memory. The model is told, and its reply is checked here against the facts
 * that were read.
 */
public final class PrivacyFilter {
  /** What stands in a reply where a denied value was. */
  public static final String MASK = "[withheld]";

  private static final String ALL_WITHHELD =
      "I may not tell you that: a privacy filter of this memory withholds it.";
  private static final Pattern SENTENCE_END = Pattern.compile("[.!?;。！？]\\s*(?=\\s|$)|\n");
  private static final int SENTENCE_WORDS_MIN = 3;
  private static final Map<String, Pattern> LOOKS =
      Map.of(
          "email",
          Pattern.compile(
              "(?i)[\\w.+-]+\\s?(?:@|\\(at\\)|\\[at\\])\\s?[\\w-]+(?:\\s?(?:\\.|\\(dot\\)|\\[dot\\])\\s?[a-z]{2,})+"),
          "phone",
          Pattern.compile(
              "(?<![\\w-])(?!\\d{4}-\\d{2}-\\d{2})(?:\\+\\d{1,3}[ -]?)?\\(?\\d{2,5}\\)?(?:[ .-]\\d{2,5}){1,5}(?![\\w-])"),
          "ssn",
          Pattern.compile("(?<!\\d)\\d{3}-\\d{2}-\\d{4}(?!\\d)"),
          "account",
          Pattern.compile("\\b[A-Z]{2}\\d{2}(?:\\s?[A-Z0-9]{4}){3,7}(?:\\s?[A-Z0-9]{1,3})?\\b"),
          "card",
          Pattern.compile("(?<!\\d)\\d{4}[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{1,7}(?!\\d)"));

  private final List<FilterRule> rules;
  private final boolean denies;

  private PrivacyFilter(List<FilterRule> rules) {
    this.rules = rules;
    this.denies = rules.stream().anyMatch(rule -> rule.effect() != Effect.PERMIT);
  }

  /** How much of a reply was denied. */
  public enum Tier {
    /** Nothing: the reply left as it was. */
    NOTHING_DENIED,
    /** A part: it was masked, the rest left. */
    PART_DENIED,
    /** All of it: plain words say that it is withheld. */
    ALL_DENIED
  }

  /** A reply that may leave. */
  record Checked(String reply, Tier tier, List<Masking> maskings) {}

  /** Reads the text of a filters file or of a {@code <filter>}; empty text denies nothing. */
  public static PrivacyFilter parse(String text) {
    return new PrivacyFilter(List.copyOf(FilterParser.parse(text)));
  }

  /** Whether there is anything that may not leave. */
  public boolean denies() {
    return denies;
  }

  /**
   * Those parts of a question that may be told, where another one is denied by its words. Empty
   * where nothing is denied, or everything, or where the words do not say which.
   */
  List<String> open(List<String> parts) {
    List<FilterRule> only =
        rules.stream().filter(rule -> rule.effect() == Effect.ALLOW_ONLY).toList();
    List<FilterRule> deny = rules.stream().filter(rule -> rule.effect() == Effect.DENY).toList();
    if (parts.size() < 2 || deny.stream().anyMatch(FilterRule::all)) {
      return List.of();
    }
    if (deny.isEmpty()) {
      return parts.stream()
          .filter(part -> only.stream().anyMatch(r -> r.isAskedFor(part)))
          .toList();
    }
    List<String> open =
        parts.stream().filter(part -> deny.stream().noneMatch(r -> r.isAskedFor(part))).toList();
    return only.isEmpty() && open.size() < parts.size() ? open : List.of();
  }

  /** The sentences in force, for people. */
  public List<String> sentences() {
    return rules.stream().map(FilterRule::sentence).distinct().toList();
  }

  /** The reply with every denied value masked. */
  Checked check(String reply, String question, List<SeenFact> read, LocalDate today) {
    if (!denies) {
      return new Checked(reply, Tier.NOTHING_DENIED, List.of());
    }
    List<SeenFact> facts = ProseFacts.with(read);
    Map<SeenFact, FilterRule> denied = denied(facts);
    List<SeenFact> open = facts.stream().filter(fact -> !denied.containsKey(fact)).toList();
    Map<Span, Masking> found = found(reply, question, facts, denied, open, today);
    if (found.isEmpty()) {
      return new Checked(reply, Tier.NOTHING_DENIED, List.of());
    }
    String masked = masked(reply, found.keySet());
    List<Masking> maskings = found.values().stream().distinct().toList();
    return says(masked, question, open) || hasWholeSentence(masked)
        ? new Checked(masked, Tier.PART_DENIED, maskings)
        : new Checked(ALL_WITHHELD, Tier.ALL_DENIED, maskings);
  }

  /**
   * A text with every denied value masked: a note, a part of one, or its path as words.
   *
   * @param notes texts by path that say whose facts these are: the note itself, the person's own,
   *     and those that link to it
   */
  public String mask(String text, Map<String, String> notes, LocalDate today) {
    return masks(List.of(text), notes, today).getFirst();
  }

  /** The same for several texts in one context, whose facts are read once. */
  public List<String> masks(List<String> texts, Map<String, String> notes, LocalDate today) {
    if (!denies) {
      return texts;
    }
    List<SeenFact> read = new ArrayList<>();
    notes.forEach((path, note) -> read.addAll(SeenLines.facts(path, note)));
    List<SeenFact> facts = ProseFacts.with(read);
    Map<SeenFact, FilterRule> denied = denied(facts);
    List<SeenFact> open = facts.stream().filter(fact -> !denied.containsKey(fact)).toList();
    return texts.stream()
        .map(text -> {
          Map<Span, Masking> found = found(text, "", facts, denied, open, today);
          return found.isEmpty() ? text : masked(text, found.keySet());
        })
        .toList();
  }

  private Map<Span, Masking> found(
      String reply,
      String question,
      List<SeenFact> facts,
      Map<SeenFact, FilterRule> denied,
      List<SeenFact> open,
      LocalDate today) {
    DeniedForms forms = new DeniedForms(reply, question, DeniedForms.allowed(open), today);
    Map<Span, Masking> found = new LinkedHashMap<>();
    denied.forEach((fact, rule) -> {
      for (SeenFact part : rule.part(fact)) {
        for (Span span : forms.of(part, FilterRule.kinds(fact))) {
          found.putIfAbsent(span, new Masking(rule.sentence(), fact.name()));
        }
      }
    });
    looks(forms, reply, facts, open, found);
    return found;
  }

  /** The facts that may not leave, each with the sentence that says so. */
  private Map<SeenFact, FilterRule> denied(List<SeenFact> facts) {
    List<FilterRule> fitted = rules.stream().map(rule -> rule.in(facts)).toList();
    List<FilterRule> allowing =
        fitted.stream().filter(rule -> rule.effect() == Effect.ALLOW_ONLY).toList();
    boolean closed =
        !allowing.isEmpty() && allowing.stream().allMatch(rule -> rule.isClosed(facts));
    Set<String> rows = closed ? rows(facts) : Set.of();
    Map<SeenFact, FilterRule> denied = new LinkedHashMap<>();
    for (SeenFact fact : facts) {
      boolean permitted =
          fitted.stream()
              .filter(rule -> rule.effect() == Effect.PERMIT)
              .anyMatch(rule -> rule.covers(fact, facts));
      if (permitted) {
        continue;
      }
      fitted.stream()
          .filter(rule -> rule.effect() == Effect.DENY && rule.covers(fact, facts))
          .filter(rule -> !isDrawn(fact, rule, facts))
          .findFirst()
          .ifPresent(rule -> denied.put(fact, rule));
      boolean open = allowing.stream().anyMatch(rule -> rule.covers(fact, facts));
      boolean held = closed && !fact.isProse() && !fact.isLink() && !isName(fact, rows);
      if (!allowing.isEmpty() && !open && (held || FilterRule.isSensitive(fact))) {
        denied.putIfAbsent(fact, allowing.getFirst());
      }
    }
    return denied;
  }

  /** The names of tables' rows; the empty one where a fact is in none. */
  private static Set<String> rows(List<SeenFact> facts) {
    Set<String> rows = new HashSet<>();
    facts.forEach(fact -> rows.add(fact.row()));
    return rows;
  }

  private static boolean isName(SeenFact fact, Set<String> rows) {
    return fact.row().isEmpty() && rows.contains(fact.spoken());
  }

  /** Whether what the rule denies of a sentence was drawn out of it: the rest may leave. */
  private static boolean isDrawn(SeenFact prose, FilterRule rule, List<SeenFact> facts) {
    return prose.isProse()
        && facts.stream()
            .filter(fact -> !fact.isProse() && fact.path().equals(prose.path()))
            .filter(fact -> prose.spoken().contains(fact.value()))
            .anyMatch(fact -> rule.covers(fact, facts));
  }

  /** What is denied by its look alone, such as any mail address, read or not. */
  private void looks(
      DeniedForms forms,
      String reply,
      List<SeenFact> read,
      List<SeenFact> open,
      Map<Span, Masking> found) {
    for (FilterRule rule : rules) {
      for (Span span : forms.named(rule.names(read))) {
        found.putIfAbsent(span, new Masking(rule.sentence(), "name"));
      }
      if (rule.effect() != Effect.DENY || !rule.people().isEmpty()) {
        continue;
      }
      LOOKS.forEach((kind, look) -> {
        if (rule.classes().contains(kind)) {
          put(forms.matching(look), rule, kind, reply, open, found);
        }
      });
      if (rule.classes().contains("age")) {
        put(forms.ages(), rule, "age", reply, open, found);
      }
      if (rule.digitsMin() > 0) {
        List<Span> numbers = forms.digitCount(rule.digitsMin(), rule.digitsMax());
        numbers.forEach(span -> found.putIfAbsent(span, new Masking(rule.sentence(), "number")));
      }
      if (rule.classes().contains("date")) {
        Dates.mentions(reply)
            .forEach(date ->
                found.putIfAbsent(
                    new Span(date.start(), date.end()), new Masking(rule.sentence(), "date")));
      }
    }
  }

  private static void put(
      List<Span> spans,
      FilterRule rule,
      String kind,
      String reply,
      List<SeenFact> open,
      Map<Span, Masking> found) {
    for (Span span : spans) {
      String text = reply.substring(span.start(), span.end()).strip();
      boolean isOpen = open.stream().anyMatch(fact -> isSame(fact.spoken(), text, kind));
      if (!isOpen) {
        found.putIfAbsent(span, new Masking(rule.sentence(), kind));
      }
    }
  }

  private static boolean isSame(String value, String text, String kind) {
    return !kind.equals("age") && value.equalsIgnoreCase(text);
  }

  private static String masked(String reply, Set<Span> found) {
    List<Span> spans = new ArrayList<>(found);
    spans.sort(Comparator.comparingInt(Span::start));
    StringBuilder text = new StringBuilder();
    int at = 0;
    int masked = -1;
    for (Span span : spans) {
      if (span.end() <= at) {
        continue;
      }
      int start = Math.max(span.start(), at);
      String between = reply.substring(at, start);
      boolean joined =
          masked == at && at > 0 && between.matches("[\\s,.:/@'’-]{0,3}|\\s?(?:at|dot|of)\\s?");
      if (!joined) {
        text.append(between).append(MASK);
      }
      at = span.end();
      masked = at;
    }
    return text.append(reply.substring(at)).toString();
  }

  /** Whether a masked reply still says something that was read and not asked. */
  private static boolean says(String masked, String question, List<SeenFact> open) {
    Set<String> asked = new HashSet<>(Words.content(question));
    Set<String> left = new LinkedHashSet<>(Words.content(masked.replace(MASK, " ")));
    left.removeAll(asked);
    for (SeenFact fact : open) {
      List<String> value = new ArrayList<>(Words.content(fact.spoken()));
      value.removeAll(asked);
      value.removeIf(word -> word.length() < 2);
      if (value.isEmpty() || value.size() > 12) {
        continue;
      }
      if (left.containsAll(value)) {
        return true;
      }
    }
    return !open.isEmpty() && saysDates(masked, open);
  }

  /** Whether a sentence of a masked reply was left as it was and says more than yes or no. */
  private static boolean hasWholeSentence(String masked) {
    for (String sentence : SENTENCE_END.split(masked, -1)) {
      if (!sentence.contains(MASK) && Words.content(sentence).size() >= SENTENCE_WORDS_MIN) {
        return true;
      }
    }
    return false;
  }

  private static boolean saysDates(String masked, List<SeenFact> open) {
    List<Dates.Mention> said = Dates.mentions(masked);
    return open.stream()
        .flatMap(fact -> Dates.mentions(fact.value()).stream())
        .anyMatch(date -> said.stream().anyMatch(mention -> mention.means(date.day())));
  }
}
