package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Surrounds one entity of a world with what could be taken for it: namesakes, notes with nearly the
 * same facts, its own former facts, and notes with look-alike names.
 */
final class DistractorMaker {
  private static final int NAME_TRIES = 30;
  private static final String VOWELS = "aeiou";

  private final WorldMaker maker;
  private final Vocabulary vocabulary;
  private final ValueMaker values;
  private final Dice dice;
  private final Entity focus;
  private final List<Entity> others;

  /**
   * @param others that links to the new notes may come from; none of them leads to {@code focus}
   */
  DistractorMaker(
      WorldMaker maker,
      Vocabulary vocabulary,
      ValueMaker values,
      Dice dice,
      Entity focus,
      List<Entity> others) {
    this.maker = maker;
    this.vocabulary = vocabulary;
    this.values = values;
    this.dice = dice;
    this.focus = focus;
    this.others = others;
  }

  /** Adds the {@code index}th; the four sorts take turns. */
  void add(int index) {
    boolean done =
        switch (index % 4) {
          case 0 -> named(this::namesake);
          case 1 -> false;
          case 2 -> outdate();
          default -> named(this::lookAlike);
        };
    if (!done) {
      String thing = focus.type() == EntityType.THING ? lastWord(focus.name()) : "";
      place(maker.entity(focus.type(), focus.gender(), thing), true);
    }
  }

  private boolean named(Supplier<String> namer) {
    for (int i = 0; i < NAME_TRIES; i++) {
      String name = namer.get();
      if (maker.takes(name)) {
        place(new Entity(focus.type(), name, focus.gender()), false);
        return true;
      }
    }
    return false;
  }

  /* Half of them are linked from somewhere, and half lie about. */
  private void place(Entity entity, boolean isNear) {
    maker.put(entity);
    for (Statement fact : focus.statements()) {
      boolean same = isNear && dice.chance(0.5);
      Value value = same ? fact.value() : values.other(fact.kind().value(), fact.value());
      entity
          .statements()
          .add(
              new Statement(
                  entity, fact.kind(), fact.thing(), fact.key(), value, Optional.empty()));
    }
    if (!others.isEmpty() && dice.chance(0.5)) {
      maker.linkFrom(dice.pick(others), entity);
    }
  }

  /* One word of the name stays: the first name, the family, "the ... Bakery". */
  private String namesake() {
    String title = focus.title();
    String other = dice.pick(vocabulary.list("last"));
    if (!title.contains(" ")) {
      return title + " " + other;
    }
    if (focus.type() != EntityType.PERSON) {
      return dice.chance(0.5)
          ? title.substring(0, title.lastIndexOf(' ')) + " " + other
          : other + " " + lastWord(title);
    }
    String first = focus.gender().equals("f") ? "first_f" : "first_m";
    return dice.chance(0.5)
        ? focus.firstName() + " " + other
        : dice.pick(vocabulary.list(first)) + " " + lastWord(title);
  }

  private static String lastWord(String name) {
    return name.substring(name.lastIndexOf(' ') + 1);
  }

  /* One vowel is another one; a name without any stays as it is, which is taken. */
  private String lookAlike() {
    String name = focus.name();
    List<Integer> places = new ArrayList<>();
    for (int i = 1; i < name.length(); i++) {
      if (VOWELS.indexOf(name.charAt(i)) >= 0) {
        places.add(i);
      }
    }
    if (places.isEmpty()) {
      return name;
    }
    int at = dice.pick(places);
    char vowel = VOWELS.charAt(dice.between(0, VOWELS.length() - 1));
    return name.substring(0, at) + vowel + name.substring(at + 1);
  }

  /* A fact of the focus gets a former value; half of its facts stay as they are. */
  private boolean outdate() {
    List<Statement> facts = focus.statements();
    long former = facts.stream().filter(fact -> fact.before().isPresent()).count();
    if (2 * (former + 1) > facts.size()) {
      return false;
    }
    int at =
        dice.pick(
            IntStream.range(0, facts.size())
                .filter(i -> facts.get(i).before().isEmpty())
                .boxed()
                .toList());
    Statement fact = facts.get(at);
    Value old = values.other(fact.kind().value(), fact.value());
    facts.set(
        at,
        new Statement(
            fact.entity(), fact.kind(), fact.thing(), fact.key(), fact.value(), Optional.of(old)));
    return true;
  }
}
