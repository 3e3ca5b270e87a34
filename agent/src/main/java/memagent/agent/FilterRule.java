package memagent.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One sentence of a filter.
 *
 * @param sentence as it was written
 * @param all whether it speaks of everything
 * @param bare whether a clause of it speaks of everything: "the notes are shut, tell nothing"
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
    boolean bare,
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

  private static final int BEGINNING_CHARS_MIN = 5;
  private static final int ENDING_CHARS_MAX = 4;
  private static final Set<String> SENSITIVE =
      Set.of(
          ("age address phone email handle salary balance debt spending diagnosis medication allergy"
                  + " treatment bodily peak-flow blood blood-type blood-pressure blood-sugar cholesterol"
                  + " pulse pregnancy bmi weight height contact-person ssn passport licence customer-id account card password name"
                  + " religion politics ethnicity orientation")
              .split(" ", -1));
  private static final Pattern MAIL = Pattern.compile("[\\w.+-]+@[\\w-]+\\.[\\w.-]+");
  private static final Pattern PHONE = Pattern.compile("\\+?\\(?\\d[\\d ().-]{6,}\\d");
  private static final Pattern MONEY =
      Pattern.compile("[$€£¥₹]\\s?\\d|\\d\\s?(?:[$€£¥₹]|USD|EUR|GBP|dollars|euros)");

  private static final Pattern AMOUNT =
      Pattern.compile(
          "[$€£¥₹]\\s?\\d[\\d.,' ]*|\\d[\\d.,']*\\s?(?:[$€£¥₹]|USD|EUR|GBP|dollars|euros)");

  /** Whether a fact is of a kind that people keep to themselves; an allow-list holds such back. */
  static boolean isSensitive(SeenFact fact) {
    Set<String> kinds = kinds(fact);
    return !fact.isProse() && SENSITIVE.stream().anyMatch(kinds::contains);
  }

  /** Whether it speaks of this fact. */
  boolean covers(SeenFact fact, List<SeenFact> facts) {
    if (!people.isEmpty() && people.stream().noneMatch(p -> isAbout(fact, p, facts))) {
      return false;
    }
    if (all || (classes.isEmpty() && phrases.isEmpty() && digitsMin == 0)) {
      return all || !people.isEmpty();
    }
    if (!people.isEmpty() && classes.isEmpty() && facts.stream().noneMatch(this::hasPhrase)) {
      // "Leave Tobias out of the newsletter": words that no fact has say nothing about which facts.
      return true;
    }
    return isOfClass(fact) || hasPhrase(fact);
  }

  /**
   * Whether it says that nothing may leave but what it speaks of, and all of that is known by the
   * keys of these facts: else what is meant may have another name there.
   */
  boolean isClosed(List<SeenFact> facts) {
    if (!FilterParser.saysNothingElse(sentence)) {
      return false;
    }
    List<Set<String>> subjects =
        facts.stream().filter(fact -> !fact.isProse()).map(FilterRule::subject).toList();
    return phrases.stream().allMatch(phrase -> isKnown(phrase, subjects))
        && (classes.isEmpty() || facts.stream().anyMatch(this::isOfClass));
  }

  private boolean isOfClass(SeenFact fact) {
    return kinds(fact).stream().anyMatch(classes::contains);
  }

  /** Whether a part of a question asks in its words for what it speaks of. */
  boolean isAskedFor(String part) {
    List<String> words = Words.content(part);
    boolean speaks =
        phrases.stream().anyMatch(phrase -> 2 * common(phrase, words) >= phrase.size());
    return speaks || FactClasses.named(part).classes().stream().anyMatch(classes::contains);
  }

  private static long common(List<String> phrase, List<String> words) {
    return phrase.stream().filter(word -> Likeness.isLike(word, words)).count();
  }

  private boolean hasPhrase(SeenFact fact) {
    Set<String> words = subject(fact);
    return phrases.stream().anyMatch(words::containsAll);
  }

  /** What a fact is about. */
  private static Set<String> subject(SeenFact fact) {
    Set<String> words = new LinkedHashSet<>(Words.content(fact.key()));
    fact.headings().stream().skip(1).forEach(h -> words.addAll(Words.content(h)));
    if (fact.isProse()) {
      words.addAll(Words.content(fact.value()));
    }
    return words;
  }

  /**
   * The same rule in the words of these facts. People have more ways to say that something is
   * private than anybody can list; what a sentence speaks of is the part of it that the facts know.
   */
  FilterRule in(List<SeenFact> facts) {
    /*
     * Only where no fact has all words of a phrase: first the words that no fact knows, nor a like one,
     * are left out, then the longest keys count whose words all stand in the sentence.
     */
    boolean others = people.stream().anyMatch(person -> person.kind() != Person.Kind.USER);
    if (phrases.isEmpty() || !classes.isEmpty() || others || digitsMin > 0) {
      return this;
    }
    List<Set<String>> subjects = facts.stream().map(FilterRule::subject).toList();
    Set<String> known = new LinkedHashSet<>();
    subjects.forEach(known::addAll);
    List<List<String>> fitting = new ArrayList<>();
    for (List<String> phrase : phrases) {
      if (isKnown(phrase, subjects)) {
        fitting.add(phrase);
        continue;
      }
      List<String> rest =
          phrase.stream().map(word -> known(word, known)).flatMap(Optional::stream).toList();
      if (rest.isEmpty()) {
        fitting.add(phrase);
      } else if (isKnown(rest, subjects)) {
        fitting.add(rest);
      } else {
        fitting.addAll(keys(rest, facts));
      }
    }
    if (bare && fitting.stream().noneMatch(phrase -> isKnown(phrase, subjects))) {
      return with(true, phrases); // The rest of the sentence speaks of nothing that is known.
    }
    return fitting.equals(phrases) || fitting.isEmpty() ? this : with(all, fitting);
  }

  /** Whether one fact has all of these words. */
  private static boolean isKnown(List<String> words, List<Set<String>> subjects) {
    return subjects.stream().anyMatch(subject -> subject.containsAll(words));
  }

  private FilterRule with(boolean everything, List<List<String>> others) {
    return new FilterRule(
        sentence, effect, everything, bare, classes, others, people, digitsMin, digitsMax);
  }

  /** The word itself, else one of the facts' that people say for it or that begins like it. */
  private static Optional<String> known(String word, Set<String> known) {
    return known.contains(word)
        ? Optional.of(word)
        : known.stream()
            .filter(other -> Evidence.likeness(word, other) > 0 || isGrown(word, other))
            .min(Comparator.naturalOrder());
  }

  private static boolean isGrown(String a, String b) {
    int same = 0;
    while (same < Math.min(a.length(), b.length()) && a.charAt(same) == b.charAt(same)) {
      same++;
    }
    return same >= BEGINNING_CHARS_MIN
        && Math.max(a.length(), b.length()) - same <= ENDING_CHARS_MAX;
  }

  private static List<List<String>> keys(List<String> words, List<SeenFact> facts) {
    List<List<String>> keys =
        facts.stream()
            .map(fact -> Words.content(fact.key()))
            .filter(key -> !key.isEmpty() && words.containsAll(key))
            .distinct()
            .toList();
    int most = keys.stream().mapToInt(List::size).max().orElse(0);
    return keys.stream().filter(key -> key.size() == most).toList();
  }

  /** What kinds a fact belongs to: by its key, its headings, and the form of its value. */
  static Set<String> kinds(SeenFact fact) {
    Set<String> kinds = new LinkedHashSet<>(keyKinds(fact));
    if (MAIL.matcher(fact.value()).find()) {
      kinds.add("email");
    }
    if (PHONE.matcher(fact.value()).matches() && kinds.contains("contact")) {
      kinds.add("phone");
    }
    if (MONEY.matcher(fact.value()).find() && !kinds.contains("salary")) {
      kinds.add("spending");
    }
    return kinds;
  }

  private static Set<String> keyKinds(SeenFact fact) {
    String about = fact.isProse() ? fact.value() : fact.key();
    Set<String> kinds = new LinkedHashSet<>(FactClasses.named(about).classes());
    fact.headings().stream().skip(1).forEach(h -> kinds.addAll(FactClasses.named(h).classes()));
    boolean person = Words.content(fact.key()).stream().anyMatch(FilterParser::isRelation);
    if (person && fact.isLink() && !fact.isOwnStem()) {
      kinds.add("name");
    }
    return kinds;
  }

  /**
   * What of a fact this rule holds back: all of its value, or only the mail address or the amount
   * in it where its key speaks of something else.
   */
  List<SeenFact> part(SeenFact fact) {
    Set<String> wanted = effect == Effect.ALLOW_ONLY ? SENSITIVE : classes;
    Set<String> byKey = keyKinds(fact);
    boolean whole = all || hasPhrase(fact) || (wanted.isEmpty() && !people.isEmpty());
    if (whole || wanted.stream().anyMatch(byKey::contains) || fact.isProse()) {
      return List.of(fact);
    }
    List<SeenFact> parts = new ArrayList<>();
    for (Pattern form : List.of(MAIL, AMOUNT)) {
      form.matcher(fact.value())
          .results()
          .forEach(found -> parts.add(fact.with(fact.key(), found.group())));
    }
    return parts.isEmpty() ? List.of(fact) : parts;
  }

  /** The words of the names of those who may not be spoken of at all, as stems. */
  Set<String> names(List<SeenFact> facts) {
    boolean silent =
        effect == Effect.DENY && (all || classes.isEmpty() || classes.contains("name"));
    Set<String> names = new LinkedHashSet<>();
    for (Person person : people) {
      if (silent && person.kind() == Person.Kind.NAME) {
        names.addAll(person.words());
        facts.stream()
            .map(fact -> Words.content(fact.stem()))
            .filter(stem -> stem.containsAll(person.words()))
            .forEach(names::addAll);
      }
    }
    return names;
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
