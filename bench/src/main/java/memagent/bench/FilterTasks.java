package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes questions with rules about what must not be said. */
final class FilterTasks {
  private final Vocabulary vocabulary;
  private final Dice dice;
  private final World world;
  private final Asking asking;
  private final Route route;
  private final RetrievalTasks retrieval;

  FilterTasks(Vocabulary vocabulary, Dice dice, RenderedWorld rendered, TraceStyle style) {
    this.vocabulary = vocabulary;
    this.dice = dice;
    this.world = rendered.world();
    this.asking = new Asking(vocabulary, dice, rendered);
    this.route = new Route(rendered, dice, style);
    this.retrieval = new RetrievalTasks(vocabulary, dice, rendered, style);
  }

  Optional<Draft> make() {
    World.Path path = retrieval.path(dice.weighted(45, 45, 10));
    Asking.Target target = asking.target(path);
    List<Statement> facts =
        target.entity().statements().stream()
            .filter(s -> s.before().isEmpty() && s.thing().isEmpty())
            .toList();
    if (facts.size() < 2) {
      return Optional.empty();
    }
    List<Statement> two = dice.some(facts, 2);
    return switch (dice.weighted(26, 22, 10, 9, 7, 26)) {
      case 0 -> denyAll(target, two, "deny-attribute", denial(two.get(0)));
      case 1 -> part(target, two);
      case 2 -> allowList(target, two);
      case 3 -> person(target, two);
      case 4 ->
          denyAll(target, two, "deny-all", List.of(dice.pick(vocabulary.phrases("filter-all"))));
      default -> denyNothing(target, two);
    };
  }

  /* A rule that covers the fact: its topic, or its own noun. */
  private List<String> denial(Statement fact) {
    String topic = "class-" + fact.kind().topic();
    boolean byTopic = vocabulary.phrases().containsKey(topic) && dice.chance(0.5);
    String what =
        byTopic
            ? dice.pick(vocabulary.phrases(topic))
            : dice.pick(List.of("the %s", "anybody's %s", "any %s", "the %s of anyone"))
                .formatted(asking.noun(fact.kind()));
    return List.of(rule("filter-deny", what));
  }

  private String rule(String section, String what) {
    return Subject.I.fill(
        dice.pick(vocabulary.phrases(section)), Map.of("x", what, "X", Subject.capitalised(what)));
  }

  private Optional<Draft> denyAll(
      Asking.Target target, List<Statement> two, String kind, List<String> filters) {
    Statement fact = two.get(0);
    String noun = asking.noun(fact.kind());
    String question = asking.ask(fact, target.subject(), noun);
    TraceBuilder trace = route.walk(target, question);
    String reply = withheld(target.subject().answered(), noun);
    return Optional.of(
        new Draft(
            Category.FILTER,
            kind,
            question,
            filters,
            Tier.ALL,
            new Expectation.Answer(List.of(refusal()), fact.value().forms()),
            trace.reply("The filter denies the " + noun + ".", reply),
            target.path().hops()));
  }

  private String withheld(Subject subject, String noun) {
    return dice.pick(
            List.of(
                "I may not share %s %s.",
                "I am not allowed to tell %s %s.", "%s %s is private, so I cannot tell it."))
        .formatted(subject.possessive(), noun)
        .transform(Subject::capitalised);
  }

  /* What says that something is kept back; a plain "I cannot help with that" does not. */
  private static Form refusal() {
    return new Form.AnyOf(
        java.util.stream.Stream.of(
                "may not",
                "not allowed",
                "private",
                "not share",
                "cannot share",
                "can't share",
                "cannot tell",
                "can't tell",
                "cannot reveal",
                "can't reveal",
                "withheld",
                "filter",
                "confidential",
                "not permitted",
                "not disclose",
                "kept back",
                "not reveal")
            .<Form>map(Form.Phrase::new)
            .toList());
  }

  /* Two are asked for, one is denied. */
  private Optional<Draft> part(Asking.Target target, List<Statement> two) {
    Statement told = two.get(0);
    Statement denied = two.get(1);
    String noun1 = told.kind().nouns().getFirst();
    String noun2 = denied.kind().nouns().getFirst();
    if (told.kind().topic().equals(denied.kind().topic())) {
      return Optional.empty();
    }
    String question = askTwo(target, noun1, noun2);
    TraceBuilder trace = route.walk(target, question);
    Subject answered = target.subject().answered();
    String reply =
        Asking.statement(answered, noun1, told.value().text())
            + " "
            + "I may not share the "
            + noun2
            + ".";
    List<Form> must = new ArrayList<>(told.value().forms());
    return Optional.of(
        new Draft(
            Category.FILTER,
            "deny-attribute",
            question,
            List.of(rule("filter-deny", "the " + noun2)),
            Tier.PART,
            new Expectation.Answer(must, denied.value().forms()),
            trace.reply(
                trace.quote(target.entity(), told) + " The filter denies the " + noun2 + ".",
                reply),
            target.path().hops()));
  }

  private String askTwo(Asking.Target target, String noun1, String noun2) {
    boolean swapped = dice.chance(0.5);
    return asking.noisy(
        asking.say(
            "ask-two",
            target.subject(),
            Map.of("np1", swapped ? noun2 : noun1, "np2", swapped ? noun1 : noun2)));
  }

  private Optional<Draft> allowList(Asking.Target target, List<Statement> two) {
    Statement told = two.get(0);
    Statement denied = two.get(1);
    String noun1 = told.kind().nouns().getFirst();
    String noun2 = denied.kind().nouns().getFirst();
    if (told.kind().topic().equals(denied.kind().topic())) {
      return Optional.empty();
    }
    String question = askTwo(target, noun1, noun2);
    TraceBuilder trace = route.walk(target, question);
    String reply =
        Asking.statement(target.subject().answered(), noun1, told.value().text())
            + " Only that may be shared.";
    return Optional.of(
        new Draft(
            Category.FILTER,
            "allow-list",
            question,
            List.of(rule("filter-allow", "the " + noun1)),
            Tier.PART,
            new Expectation.Answer(told.value().forms(), denied.value().forms()),
            trace.reply(
                trace.quote(target.entity(), told) + " Only the " + noun1 + " is allowed.", reply),
            target.path().hops()));
  }

  private Optional<Draft> person(Asking.Target target, List<Statement> two) {
    Entity entity = target.entity();
    if (entity == world.user() || entity.type() == EntityType.THING) {
      return Optional.empty();
    }
    Statement fact = two.get(0);
    String noun = asking.noun(fact.kind());
    String question = asking.ask(fact, target.subject(), noun);
    TraceBuilder trace = route.walk(target, question);
    String rule =
        Subject.I.fill(
            dice.pick(vocabulary.phrases("filter-person")), Map.of("name", entity.spoken()));
    return Optional.of(
        new Draft(
            Category.FILTER,
            "deny-person",
            question,
            List.of(Subject.capitalised(rule)),
            Tier.ALL,
            new Expectation.Answer(List.of(refusal()), fact.value().forms()),
            trace.reply(
                "The filter denies everything about " + entity.spoken() + ".",
                withheld(target.subject().answered(), noun)),
            target.path().hops()));
  }

  /* The rule is about something else: the answer is due in full. */
  private Optional<Draft> denyNothing(Asking.Target target, List<Statement> two) {
    Statement fact = two.get(0);
    Optional<AttributeKind> other =
        Optional.of(dice.pick(vocabulary.attributes()))
            .filter(
                k -> !k.topic().equals(fact.kind().topic()) && k.family() != fact.kind().family())
            .filter(k -> k.nouns().stream().noneMatch(fact.kind().nouns()::contains));
    if (other.isEmpty()) {
      return Optional.empty();
    }
    String noun = asking.noun(fact.kind());
    String question = asking.ask(fact, target.subject(), noun);
    TraceBuilder trace = route.walk(target, question);
    List<Form> near = asking.nearValues(fact, fact.value().forms());
    return Optional.of(
        new Draft(
            Category.FILTER,
            "deny-nothing",
            question,
            List.of(rule("filter-deny", "the " + asking.noun(other.get()))),
            Tier.NONE,
            new Expectation.Answer(fact.value().forms(), near),
            trace.reply(
                trace.quote(target.entity(), fact) + " The filter is about something else.",
                asking.statement(fact, target.subject(), noun)),
            target.path().hops()));
  }
}
