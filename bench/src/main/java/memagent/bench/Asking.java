package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts questions and replies into words, in one world. */
final class Asking {
  private static final double WITH_NOISE = 0.2;
  private static final int NEAR_VALUES = 3;

  private final Vocabulary vocabulary;
  private final Dice dice;
  private final RenderedWorld rendered;

  Asking(Vocabulary vocabulary, Dice dice, RenderedWorld rendered) {
    this.vocabulary = vocabulary;
    this.dice = dice;
    this.rendered = rendered;
  }

  /**
   * Who is meant, and how the oracle gets there.
   *
   * @param named the entity that the question names in full; null where it names none
   */
  record Target(
      World.Path path,
      Entity entity,
      Subject subject,
      @org.jspecify.annotations.Nullable Entity named) {}

  /** Speaks of the end of a path by roles, by a name, or by both. */
  Target target(World.Path path) {
    World world = rendered.world();
    Entity end = path.end(world.user());
    if (path.hops() == 0) {
      return new Target(path, end, Subject.I, null);
    }
    double byName =
        switch (end.type()) {
          case PERSON -> 0.42;
          case ANIMAL, ORGANISATION, PROJECT, EVENT -> 0.6;
          case PLACE -> 0.5;
          case THING -> 0;
        };
    if (dice.chance(byName)) {
      return named(path, end);
    }
    Entity first = path.steps().getFirst().target();
    int from = 0;
    String name = "my";
    Entity named = null;
    if (path.hops() > 1 && dice.chance(0.35) && first.type() != EntityType.THING) {
      from = 1;
      named = isUnique(first) ? first : null;
      name = named == null ? "my" : Subject.of(spoken(first)).possessive();
      from = named == null ? 0 : 1;
    }
    StringBuilder text = new StringBuilder(name);
    for (int i = from; i < path.hops(); i++) {
      Relation step = path.steps().get(i);
      String noun = dice.chance(0.7) ? step.key() : dice.pick(step.kind().nouns());
      text.append(' ').append(noun);
      if (i < path.hops() - 1) {
        text.append(noun.endsWith("s") ? "'" : "'s");
      }
    }
    return new Target(path, end, Subject.of(text.toString()), named);
  }

  private Target named(World.Path path, Entity end) {
    if (!end.alias().isEmpty() && dice.chance(0.6)) {
      return new Target(path, end, Subject.of(end.alias()), null);
    }
    if (end.type() == EntityType.PERSON && isOnlyFirst(end) && dice.chance(0.5)) {
      return new Target(path, end, Subject.of(end.firstName()), null);
    }
    return new Target(path, end, Subject.of(spoken(end)), end);
  }

  private static String spoken(Entity entity) {
    return entity.spoken();
  }

  private boolean isUnique(Entity entity) {
    return rendered.world().graph().vertexSet().stream()
            .filter(e -> e.name().equals(entity.name()))
            .count()
        == 1;
  }

  /** Whether nobody else of the world has the same first name. */
  boolean isOnlyFirst(Entity person) {
    return rendered.world().graph().vertexSet().stream()
            .filter(e -> e.firstName().equals(person.firstName()))
            .count()
        == 1;
  }

  /** A question for a fact. */
  String ask(Statement fact, Subject owner, String noun) {
    Subject subject = fact.subject(owner);
    List<String> own = fact.kind().questions();
    if (!own.isEmpty() && dice.chance(0.55)) {
      return noisy(subject.fill(dice.pick(own), Map.of()));
    }
    boolean isThing = !fact.thing().isEmpty() || isLifeless(fact.entity().type());
    String section = isThing && dice.chance(0.6) ? "ask-thing" : "ask";
    return noisy(say(section, subject, Map.of("np", noun)));
  }

  private static boolean isLifeless(EntityType type) {
    return switch (type) {
      case PERSON, ANIMAL -> false;
      case ORGANISATION, PROJECT, PLACE, THING, EVENT -> true;
    };
  }

  /** One of a section's sentences, filled. */
  String say(String section, Subject subject, Map<String, String> values) {
    List<String> fitting = vocabulary.phrases(section);
    if (subject.equals(Subject.I)) { // nobody says "the age of me"
      fitting = fitting.stream().filter(s -> !s.contains("{o}")).toList();
    }
    return subject.fill(dice.pick(fitting), values);
  }

  /** The same with a few words before or after, or in careless spelling. */
  String noisy(String sentence) {
    String text = sentence;
    if (dice.chance(WITH_NOISE)) {
      String before = dice.pick(vocabulary.phrases("noise-before"));
      text =
          before + " " + (before.endsWith(".") || before.endsWith("!") ? text : lowerFirst(text));
    } else if (dice.chance(WITH_NOISE / 2)) {
      text = text + " " + dice.pick(vocabulary.phrases("noise-after"));
    }
    if (dice.chance(0.05)) {
      text = text.toLowerCase(Locale.ROOT);
    } else if (dice.chance(0.06) && text.endsWith("?")) {
      text = text.substring(0, text.length() - 1);
    }
    return text;
  }

  private static String lowerFirst(String text) {
    boolean word = text.length() > 2 && Character.isLowerCase(text.charAt(1));
    String first = text.split(" ", 2)[0].toLowerCase(Locale.ROOT);
    boolean common =
        List.of(
                "what", "what's", "who", "who's", "where", "when", "how", "which", "tell", "can",
                "could", "do", "does", "is", "my", "please", "give", "find", "have", "remind", "on",
                "at", "for", "in", "under", "until", "since", "by")
            .contains(first);
    return word && common
        ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1)
        : text;
  }

  /** One of the words for the kind. */
  String noun(AttributeKind kind) {
    return dice.chance(0.6) ? kind.nouns().getFirst() : dice.pick(kind.nouns());
  }

  /** "Your sister's favourite tea is oolong." */
  String statement(Statement fact, Subject owner, String noun) {
    return statement(fact.subject(owner.answered()), noun, fact.value().text());
  }

  static String statement(Subject answered, String noun, String value) {
    return Subject.capitalised(answered.possessive()) + " " + noun + " is " + ended(value);
  }

  static String ended(String value) {
    return value.endsWith(".") ? value : value + ".";
  }

  /** Values of other facts that a right reply does not say: of the same kind first. */
  List<Form> nearValues(Statement asked, List<Form> must) {
    List<List<Statement>> ranked = new ArrayList<>();
    for (int rank = 0; rank < 4; rank++) {
      ranked.add(new ArrayList<>());
    }
    for (Entity entity : rendered.world().entities()) {
      for (Statement other : entity.statements()) {
        if (other != asked) {
          ranked.get(rank(other, asked)).add(other);
        }
      }
    }
    return ranked.stream()
        .flatMap(List::stream)
        .filter(other -> !overlaps(other.value(), asked.value(), must))
        .limit(NEAR_VALUES)
        .map(other -> other.value().form())
        .toList();
  }

  private static int rank(Statement other, Statement asked) {
    if (other.kind().value().equals(asked.kind().value())) {
      return 0;
    }
    return other.kind().family() == asked.kind().family()
        ? 1
        : other.entity() == asked.entity() ? 2 : 3;
  }

  private static boolean overlaps(Value other, Value asked, List<Form> must) {
    FormMatcher inAsked = new FormMatcher(asked.text(), NameBook.EMPTY);
    FormMatcher inOther = new FormMatcher(other.text(), NameBook.EMPTY);
    return other.forms().stream().anyMatch(inAsked::holds)
        || must.stream().anyMatch(inOther::holds);
  }
}
