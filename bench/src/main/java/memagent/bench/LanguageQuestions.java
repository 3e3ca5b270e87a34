package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what notes in another language cannot answer, and what the agent cannot do. */
final class LanguageQuestions {
  private final LanguageScene scene;
  private final LanguageSpeech speech;
  private final Dice dice;

  LanguageQuestions(LanguageScene scene) {
    this.scene = scene;
    this.speech = scene.speech();
    this.dice = scene.dice();
  }

  Optional<Draft> make() {
    // few worlds have two candidates; elsewhere another kind is drawn again
    return switch (dice.weighted(34, 18, 40, 18, 16)) {
      case 0 -> missingFact();
      case 1 -> missingRole();
      case 2 -> candidates();
      case 3 -> claim();
      default -> noPower();
    };
  }

  private Optional<Draft> missingFact() {
    LanguageOwner owner = scene.owner(dice.weighted(45, 47, 8));
    Optional<LanguageKind> absent = scene.absent(owner.entity());
    if (absent.isEmpty()) {
      return Optional.empty();
    }
    LanguageKind kind = absent.get();
    String question = speech.ask(kind, owner);
    TraceBuilder trace = scene.walk(owner, question);
    scene.needsWay(trace, owner);
    String place = owner.entity().path();
    trace.needsWhole(place);
    List<Form> near =
        scene.world().facts().stream()
            .filter(fact -> fact.kind().equals(kind.id()))
            .map(fact -> fact.value().form())
            .toList();
    return Optional.of(
        Draft.question(
            "missing-attribute",
            question,
            List.of(scene.named(kind)),
            near,
            trace.reply(
                "No " + kind.noun() + " in " + place + ". Ask.",
                speech.say("missing", kind, owner, Map.of())),
            owner.path().size()));
  }

  private Optional<Draft> missingRole() {
    Entity user = scene.world().user();
    List<LanguageRelation> absent = new ArrayList<>(scene.asked().relations());
    absent.removeIf(relation ->
        scene.world().links().stream().anyMatch(link -> link.id().equals(relation.id())));
    if (absent.isEmpty()) {
      return Optional.empty();
    }
    LanguageRelation relation = dice.pick(absent);
    LanguageOwner owner = stranger(relation);
    List<LanguageKind> kinds =
        scene.asked().kinds().stream()
            .filter(kind -> kind.types().contains(relation.type()))
            .toList();
    String question = speech.ask(dice.pick(kinds), owner);
    TraceBuilder trace = scene.start(question).readUser();
    trace.needsWhole(user.path());
    String name = relation.keys().getFirst();
    return Optional.of(
        Draft.question(
            "missing-entity",
            question,
            List.of(LanguageSpeech.anyOf(relation.keys())),
            List.of(),
            trace.reply(
                "No " + relation.id() + " in user.md. Ask.",
                speech.fill(speech.pick("missing-role"), owner, Map.of("r", name))),
            0));
  }

  /* Somebody who is in no note: the link only carries the role. */
  private LanguageOwner stranger(LanguageRelation relation) {
    Entity user = scene.world().user();
    Entity nobody = new Entity(relation.type(), relation.id(), "");
    RelationKind kind =
        new RelationKind(user.type(), relation.keys(), relation.type(), "", "", List.of());
    Relation edge = new Relation(kind, relation.id(), user, nobody, true);
    return new LanguageOwner(
        nobody, List.of(new LanguageWorld.Link(relation.id(), edge)), false, "", "");
  }

  private Optional<Draft> candidates() {
    Entity user = scene.world().user();
    List<LanguageWorld.Link> single = scene.world().single(user);
    List<LanguageWorld.Link> twice =
        scene.world().from(user).stream()
            .filter(link -> !single.contains(link))
            .filter(link -> scene.asked().relation(link.id()).isPresent())
            .toList();
    if (twice.size() != 2) {
      return Optional.empty();
    }
    LanguageOwner owner = scene.named(List.of(twice.getFirst()), false);
    List<LanguageFact> facts = scene.facts(owner.entity());
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    String question = speech.ask(scene.kind(dice.pick(facts)), owner);
    TraceBuilder trace = scene.start(question).readUser();
    List<Form> names = new ArrayList<>();
    for (LanguageWorld.Link link : twice) {
      trace.needs(user.path(), scene.world().rendered().place(link.relation()));
      trace.needs(link.relation().target().path(), "# " + link.relation().target().name());
      names.add(new Form.PersonName(link.relation().target().name()));
    }
    String one = twice.getFirst().relation().target().name();
    String two = twice.getLast().relation().target().name();
    return Optional.of(
        Draft.question(
            "several-candidates",
            question,
            names,
            facts.stream().map(fact -> fact.value().form()).toList(),
            trace.reply(
                "Two fit: " + one + " and " + two + ". Ask.",
                speech.fill(speech.pick("candidates"), owner, Map.of("a", one, "b", two))),
            1));
  }

  private Optional<Draft> claim() {
    LanguageOwner owner = scene.owner(dice.weighted(45, 50, 5));
    List<LanguageFact> facts = scene.facts(owner.entity());
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    LanguageFact fact = dice.pick(facts);
    LanguageKind kind = scene.kind(fact);
    Value wrong = new LanguageValues(scene.world().pack(), dice).other(kind.value(), fact.value());
    Map<String, String> slots = Map.of("v", fact.value().text(), "w", wrong.text());
    String question = speech.noisy(speech.say("claim", kind, owner, slots));
    TraceBuilder trace = scene.walk(owner, question);
    scene.needsWay(trace, owner);
    String thought = trace.quote(owner.entity(), fact) + " Not " + wrong.text() + ". Ask.";
    return Optional.of(
        Draft.question(
            "contradiction-user",
            question,
            fact.value().forms(),
            List.of(),
            trace.reply(thought, speech.say("contradict", kind, owner, slots)),
            owner.path().size()));
  }

  /* The sections' lines: what is said | the reply | words of which the reply has one. */
  private Optional<Draft> noPower() {
    LanguageOwner owner = scene.owner(1);
    String[] wish = speech.pick("no-power").split("\\|", -1);
    if (owner.isUser()) {
      return Optional.empty();
    }
    String said = speech.noisy(speech.fill(wish[0].strip(), owner, Map.of()));
    return Optional.of(
        Draft.question(
            "no-power",
            said,
            List.of(LanguageSpeech.anyOf(Vocabulary.entries(wish[2]))),
            List.of(),
            scene
                .start(said)
                .reply("Outside my powers.", speech.fill(wish[1].strip(), owner, Map.of())),
            0));
  }
}
