package memagent.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes questions over notes in another language whose answer stands there, and their filters. */
final class LanguageAnswers {
  private static final double ENGLISH_FILTER = 0.4;

  private final LanguageScene scene;
  private final LanguageSpeech speech;
  private final Dice dice;

  LanguageAnswers(LanguageScene scene) {
    this.scene = scene;
    this.speech = scene.speech();
    this.dice = scene.dice();
  }

  Optional<Draft> make() {
    LanguageOwner owner = scene.owner(dice.weighted(40, 46, 14));
    List<LanguageFact> facts = scene.facts(owner.entity());
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    LanguageFact fact = dice.pick(facts);
    LanguageKind kind = scene.kind(fact);
    String question = speech.ask(kind, owner);
    String sort =
        owner.isUser()
            ? "own-fact"
            : owner.path().size() > 1 ? "two-hop" : owner.byName() ? "by-name" : "one-hop";
    TraceBuilder trace = scene.walk(owner, question);
    scene.needsWay(trace, owner);
    String thought = trace.quote(owner.entity(), fact);
    return Optional.of(
        Draft.answer(
            sort,
            question,
            fact.value().forms(),
            scene.near(fact),
            trace.reply(thought, told(kind, owner, fact)),
            owner.path().size()));
  }

  private String told(LanguageKind kind, LanguageOwner owner, LanguageFact fact) {
    return speech.say("tell", kind, owner, Map.of("v", fact.value().text()));
  }

  /** A question with rules about what must not be said. */
  Optional<Draft> filtered() {
    LanguageOwner owner = scene.owner(dice.weighted(45, 47, 8));
    List<LanguageFact> two = dice.some(scene.facts(owner.entity()), 2);
    if (two.size() < 2) {
      return Optional.empty();
    }
    return switch (dice.weighted(30, 12, 26, 20, 12)) {
      case 0 ->
          denied(owner, two.getFirst(), "deny-attribute", rule("filter-deny", two.getFirst()));
      case 1 -> denied(owner, two.getFirst(), "deny-all", ruled().pick("filter-all"));
      case 2 -> nothing(owner, two.getFirst());
      case 3 -> part(owner, two, "deny-attribute", rule("filter-deny", two.getLast()));
      default -> part(owner, two, "allow-list", rule("filter-only", two.getFirst()));
    };
  }

  /* The language of a rule: the question's or English. */
  private LanguageSpeech ruled() {
    boolean english = dice.chance(ENGLISH_FILTER);
    return english ? new LanguageSpeech(LanguagePack.of("en"), dice) : speech;
  }

  private String rule(String section, LanguageFact fact) {
    LanguageKind kind = scene.kind(fact);
    LanguageSpeech own = ruled();
    LanguageOwner nobody = new LanguageOwner(fact.entity(), List.of(), false, "", "");
    return own.pack()
        .kind(kind.id())
        .map(named -> own.say(section, named, nobody, Map.of()))
        .orElseGet(() -> speech.say(section, kind, nobody, Map.of()));
  }

  private Optional<Draft> denied(
      LanguageOwner owner, LanguageFact fact, String sort, String filter) {
    LanguageKind kind = scene.kind(fact);
    String question = speech.ask(kind, owner);
    TraceBuilder trace = scene.walk(owner, question);
    return draft(
        sort,
        question,
        filter,
        Tier.ALL,
        List.of(LanguageSpeech.anyOf(scene.asked().phrases("refusal"))),
        fact.value().forms(),
        trace.reply(
            "The filter denies the " + kind.id() + ".",
            speech.say("withheld", kind, owner, Map.of())),
        owner);
  }

  /* Two are asked for, one may be told. */
  private Optional<Draft> part(
      LanguageOwner owner, List<LanguageFact> two, String sort, String filter) {
    LanguageFact fact = two.getFirst();
    LanguageFact kept = two.getLast();
    LanguageKind kind = scene.kind(fact);
    LanguageKind other = scene.kind(kept);
    if (kind.topic().equals(other.topic())) {
      return Optional.empty();
    }
    boolean swapped = dice.chance(0.5);
    LanguageKind first = swapped ? other : kind;
    LanguageKind second = swapped ? kind : other;
    Map<String, String> also =
        Map.of(
            "an2", speech.fill("{an}", second, owner, Map.of()),
            "np2", speech.fill("{np}", second, owner, Map.of()));
    String question = speech.noisy(speech.say("ask-two", first, owner, also));
    TraceBuilder trace = scene.walk(owner, question);
    scene.needsWay(trace, owner);
    String thought = trace.quote(owner.entity(), fact);
    String reply =
        told(kind, owner, fact)
            + speech.pack().form("between")
            + speech.say("withheld", other, owner, Map.of());
    return draft(
        sort,
        question,
        filter,
        Tier.PART,
        fact.value().forms(),
        kept.value().forms(),
        trace.reply(thought + " The filter denies the " + other.id() + ".", reply),
        owner);
  }

  /* The rule is about something else: the answer is due in full. */
  private Optional<Draft> nothing(LanguageOwner owner, LanguageFact fact) {
    LanguageKind kind = scene.kind(fact);
    LanguageKind other = dice.pick(scene.asked().kinds());
    if (other.topic().equals(kind.topic())) {
      return Optional.empty();
    }
    LanguageFact elsewhere = new LanguageFact(fact.entity(), other.id(), "", fact.value());
    String question = speech.ask(kind, owner);
    TraceBuilder trace = scene.walk(owner, question);
    scene.needsWay(trace, owner);
    String thought = trace.quote(owner.entity(), fact);
    return draft(
        "deny-nothing",
        question,
        rule("filter-deny", elsewhere),
        Tier.NONE,
        fact.value().forms(),
        scene.near(fact),
        trace.reply(thought + " The filter is about something else.", told(kind, owner, fact)),
        owner);
  }

  private static Optional<Draft> draft(
      String sort,
      String question,
      String filter,
      Tier tier,
      List<Form> must,
      List<Form> mustNot,
      Trace trace,
      LanguageOwner owner) {
    return Optional.of(
        new Draft(
            Category.FILTER,
            sort,
            question,
            List.of(filter),
            tier,
            new Expectation.Answer(must, mustNot),
            trace,
            owner.path().size()));
  }
}
