package memagent.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One sentence of a filter.
 *
 * @param sentence as it was written
 * @param all whether it speaks of everything
 * @param classes kinds of facts, their parts included
 * @param phrases other words for what it speaks of, as stems
 * @param people names or relations whose facts it speaks of; empty for everybody's
 * @param digitsMin numbers with so many digits and more; 0 for none
 * @param digitsMax the most digits of such a number
 */
record FilterRule(
    String sentence,
    Effect effect,
    boolean all,
    Set<String> classes,
    List<List<String>> phrases,
    List<Person> people,
    int digitsMin,
    int digitsMax) {
  FilterRule {
    classes = Set.copyOf(classes);
    phrases = List.copyOf(phrases);
    people = List.copyOf(people);
  }

  /** What a sentence does. */
  enum Effect {
    /** What it speaks of stays in. */
    DENY,
    /** Only what it speaks of may leave. */
    ALLOW_ONLY,
    /** What it speaks of may leave, even where another sentence denies it. */
    PERMIT
  }

  /**
   * Whom a sentence speaks of.
   *
   * @param kind a name, a relation such as mother, the user, or everybody but the user
   * @param words of the name or relation, as stems
   */
  record Person(Kind kind, List<String> words) {
    Person {
      words = List.copyOf(words);
    }

    /** How the person is given. */
    enum Kind {
      NAME,
      RELATION,
      USER,
      OTHERS
    }
  }

  private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+\\.[\\w.-]+");
  private static final Pattern PHONE = Pattern.compile("\\+?\\(?\\d[\\d ().-]{6,}\\d");
  private static final Pattern MONEY =
      Pattern.compile("[$€£¥₹]\\s?\\d|\\d\\s?(?:[$€£¥₹]|USD|EUR|GBP|dollars|euros)");

  /** Whether it speaks of this fact. */
  boolean covers(SeenFact fact, List<SeenFact> facts) {
    if (!people.isEmpty() && people.stream().noneMatch(p -> isAbout(fact, p, facts))) {
      return false;
    }
    if (all || (classes.isEmpty() && phrases.isEmpty() && digitsMin == 0)) {
      return all || !people.isEmpty();
    }
    if (kinds(fact).stream().anyMatch(classes::contains)) {
      return true;
    }
    Set<String> words = new LinkedHashSet<>(Words.content(fact.key()));
    fact.headings().stream().skip(1).forEach(h -> words.addAll(Words.content(h)));
    if (fact.isProse()) {
      words.addAll(Words.content(fact.value()));
    }
    return phrases.stream().anyMatch(words::containsAll);
  }

  /** What kinds a fact belongs to: by its key, its headings, and the form of its value. */
  static Set<String> kinds(SeenFact fact) {
    String about = fact.isProse() ? fact.value() : fact.key();
    Set<String> kinds = new LinkedHashSet<>(FactClasses.named(about).classes());
    fact.headings().stream().skip(1).forEach(h -> kinds.addAll(FactClasses.named(h).classes()));
    if (MAIL.matcher(fact.value()).find()) {
      kinds.add("email");
    }
    boolean phone = PHONE.matcher(fact.value()).matches() && kinds.contains("contact");
    if (phone) {
      kinds.add("phone");
    }
    if (MONEY.matcher(fact.value()).find() && kinds.stream().noneMatch("salary"::equals)) {
      kinds.add("spending");
    }
    if (!fact.isProse() && fact.isLink() && !fact.isOwnStem()) {
      kinds.add("name");
    }
    return kinds;
  }

  private static boolean isAbout(SeenFact fact, Person person, List<SeenFact> facts) {
    return switch (person.kind()) {
      case USER -> fact.isOwn();
      case OTHERS -> !fact.isOwn() || fact.isLink();
      case NAME -> isNamed(fact, person.words());
      case RELATION -> {
        boolean own = Words.content(fact.key()).containsAll(person.words());
        boolean under =
            fact.headings().stream().anyMatch(h -> Words.content(h).containsAll(person.words()));
        boolean prose = fact.isProse() && Words.content(fact.value()).containsAll(person.words());
        yield own || under || prose || isTargetOf(fact, person, facts);
      }
    };
  }

  private static boolean isTargetOf(SeenFact fact, Person person, List<SeenFact> facts) {
    if (fact.isOwn()) {
      return false;
    }
    String file = fact.path().toLowerCase(Locale.ROOT).replaceFirst("\\.md$", "");
    String name = file.substring(file.lastIndexOf('/') + 1);
    for (SeenFact link : facts) {
      boolean relation = link.isLink() && Words.content(link.key()).containsAll(person.words());
      if (relation && link.value().toLowerCase(Locale.ROOT).contains(name)) {
        return true;
      }
      boolean stated =
          link.path().equals(fact.path())
              && Words.of(link.key()).contains("relation")
              && Words.content(link.value()).containsAll(person.words());
      if (stated) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamed(SeenFact fact, List<String> name) {
    List<String> subjects = new ArrayList<>(List.of(fact.stem(), fact.key()));
    subjects.addAll(fact.headings());
    if (fact.isProse() || fact.isLink()) {
      subjects.add(fact.spoken());
    }
    for (String subject : subjects) {
      List<String> words = Words.content(subject);
      if (!words.isEmpty() && (words.containsAll(name) || name.containsAll(words))) {
        return true;
      }
    }
    return false;
  }
}
