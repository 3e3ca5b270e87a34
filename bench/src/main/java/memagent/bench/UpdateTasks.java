package memagent.bench;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what a person tells or asks to change in a world's memory. */
final class UpdateTasks {
  private final Vocabulary vocabulary;
  private final Dice dice;
  private final RenderedWorld rendered;
  private final World world;
  private final Asking asking;
  private final Route route;
  private final RetrievalTasks retrieval;
  private final ValueMaker values;
  private final ListUpdates lists;
  private final EntityUpdates entities;

  UpdateTasks(Vocabulary vocabulary, Dice dice, RenderedWorld rendered, TraceStyle style) {
    this.vocabulary = vocabulary;
    this.dice = dice;
    this.rendered = rendered;
    this.world = rendered.world();
    this.asking = new Asking(vocabulary, dice, rendered);
    this.route = new Route(rendered, dice, style);
    this.retrieval = new RetrievalTasks(vocabulary, dice, rendered, style);
    this.values = new ValueMaker(vocabulary, dice);
    this.lists = new ListUpdates(vocabulary, dice, rendered, route);
    this.entities = new EntityUpdates(vocabulary, dice, rendered, route);
  }

  Optional<Draft> make() {
    return switch (dice.weighted(32, 13, 9, 8, 7, 6, 5, 7, 5, 8)) {
      case 0 -> change();
      case 1 -> add();
      case 2 -> several();
      case 3 -> forget();
      case 4 -> entities.newPerson();
      case 5 -> lists.item();
      case 6 -> lists.stock();
      case 7 -> notSaved();
      case 8 -> entities.bothDirections();
      default -> entities.deleteNote().or(lists::stock);
    };
  }

  /* Facts with a value that stands once in the note and has no history. */
  private List<Statement> changeable(Entity entity) {
    return entity.statements().stream()
        .filter(s -> s.before().isEmpty() && s.value().forms().size() == 1)
        .filter(s -> rendered.place(s).isPresent())
        .filter(s -> s.value().standsOnceIn(rendered.note(entity.path())))
        .toList();
  }

  private Optional<Draft> change() {
    World.Path path = retrieval.path(dice.weighted(45, 45, 10));
    Asking.Target target = asking.target(path);
    List<Statement> facts = changeable(target.entity());
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    Statement fact = dice.pick(facts);
    Placed place = rendered.place(fact).orElseThrow();
    Value value = values.other(fact.kind().value(), fact.value());
    String noun = asking.noun(fact.kind());
    Subject subject = fact.subject(target.subject());
    boolean own = !fact.kind().sayings().isEmpty() && dice.chance(0.55);
    String said =
        asking.noisy(
            own
                ? subject.fill(
                    dice.pick(fact.kind().sayings()),
                    Map.of("v", value.text(), "old", fact.value().text()))
                : told("tell-change", fact, subject, noun, value));
    if (fact.kind().sayings().stream().anyMatch(s -> s.contains("{p} {v}")) && own) {
      return Optional.empty();
    }
    TraceBuilder trace = route.walk(target, said);
    trace.update(
        trace.quote(target.entity(), fact),
        place.path(),
        place.text(),
        place.text().replace(fact.value().text(), value.text()));
    String reply = saved(subject, noun, value);
    return Optional.of(
        Draft.change(
            own ? "implied-change" : "explicit-change",
            said,
            new Changes().replaced(place, fact.value(), value).expectation(),
            trace.reply("Saved.", reply),
            path.hops()));
  }

  private String told(String section, Statement fact, Subject subject, String noun, Value value) {
    boolean thing = !fact.thing().isEmpty() || fact.entity().type() != EntityType.PERSON;
    String chosen = thing && dice.chance(0.5) ? section + "-thing" : section;
    return asking.say(
        chosen, subject, Map.of("np", noun, "v", value.text(), "old", fact.value().text()));
  }

  private String saved(Subject subject, String noun, Value value) {
    return dice.pick(List.of("Saved: ", "Noted: ", "Done: "))
        + subject.answered().possessive()
        + " "
        + noun
        + " is now "
        + Asking.ended(value.text());
  }

  private Optional<Draft> several() {
    Entity user = world.user();
    List<Statement> facts = new ArrayList<>(changeable(user));
    if (facts.size() < 2) {
      return Optional.empty();
    }
    List<Statement> two = dice.some(facts, 2);
    Statement a = two.get(0);
    Statement b = two.get(1);
    Placed placeA = rendered.place(a).orElseThrow();
    Placed placeB = rendered.place(b).orElseThrow();
    Value newA = values.other(a.kind().value(), a.value());
    Value newB = values.other(b.kind().value(), b.value());
    if (newA.text().equals(b.value().text()) || newB.text().equals(a.value().text())) {
      return Optional.empty(); // the old value would still stand in the note
    }
    String nounA = asking.noun(a.kind());
    String nounB = asking.noun(b.kind());
    Subject subjectA = a.subject(Subject.I);
    Subject subjectB = b.subject(Subject.I);
    String said =
        asking.noisy(
            asking.say(
                "tell-two",
                subjectA,
                Map.of(
                    "p1",
                    subjectA.possessive(),
                    "P1",
                    Subject.capitalised(subjectA.possessive()),
                    "np1",
                    nounA,
                    "v1",
                    newA.text(),
                    "p2",
                    subjectB.possessive(),
                    "np2",
                    nounB,
                    "v2",
                    newB.text())));
    TraceBuilder trace = route.start(said).readUser();
    String code =
        TraceBuilder.updateCode(
                "first",
                placeA.path(),
                placeA.text(),
                placeA.text().replace(a.value().text(), newA.text()))
            + "\n"
            + TraceBuilder.updateCode(
                "second",
                placeB.path(),
                placeB.text(),
                placeB.text().replace(b.value().text(), newB.text()));
    String thought = "Two lines of user.md: " + a.key() + " and " + b.key() + ".";
    trace.needs(placeA.path(), placeA.text()).needs(placeB.path(), placeB.text());
    trace.run(thought, thought + " I replace both.", code);
    String reply =
        "Saved: "
            + subjectA.answered().possessive()
            + " "
            + nounA
            + " is now "
            + newA.text()
            + " and "
            + subjectB.answered().possessive()
            + " "
            + nounB
            + " is "
            + Asking.ended(newB.text());
    return Optional.of(
        Draft.change(
            "several-facts",
            said,
            new Changes()
                .replaced(placeA, a.value(), newA)
                .replaced(placeB, b.value(), newB)
                .expectation(),
            trace.reply("Both saved.", reply),
            0));
  }

  /* A fact that is not there yet goes below the last line of the same kind. */
  private Optional<Draft> add() {
    World.Path path = retrieval.path(dice.weighted(50, 42, 8));
    Asking.Target target = asking.target(path);
    Entity entity = target.entity();
    List<Placed> anchors = anchors(entity);
    List<AttributeKind> absent =
        vocabulary.attributes().stream()
            .filter(k -> k.subject() == entity.type())
            .filter(k -> !k.topic().equals("secret"))
            .filter(k -> isNew(k, rendered.note(entity.path())))
            .toList();
    if (anchors.isEmpty() || absent.isEmpty()) {
      return Optional.empty();
    }
    AttributeKind kind = dice.pick(absent);
    Value value = values.make(kind.value());
    String noun = asking.noun(kind);
    String said =
        asking.noisy(
            asking.say("tell-add", target.subject(), Map.of("np", noun, "v", value.text())));
    return Optional.of(added(target, noun, value, said, route.walk(target, said), anchors));
  }

  /** The answer to the question for a fact that is missing; empty where no line can take it. */
  Optional<Draft> answer(Asking.Target target, AttributeKind kind, String noun, String before) {
    List<Placed> anchors = anchors(target.entity());
    if (anchors.isEmpty() || kind.topic().equals("secret")) {
      return Optional.empty();
    }
    Value value = values.make(kind.value());
    String said = asking.say("answer", target.subject(), Map.of("np", noun, "v", value.text()));
    return Optional.of(added(target, noun, value, said, route.after(before, said), anchors));
  }

  private Draft added(
      Asking.Target target,
      String noun,
      Value value,
      String said,
      TraceBuilder trace,
      List<Placed> anchors) {
    Entity entity = target.entity();
    Placed place = trace.shownOr(anchors);
    String line = place.layout().line(place.style().show(noun), value.text(), 1);
    String thought =
        "No "
            + noun
            + " yet in "
            + entity.path()
            + ". Add a line below: "
            + TraceBuilder.oneLine(place.text());
    trace.update(thought, place.path(), place.text(), place.text() + "\n" + line);
    Changes changes = new Changes();
    value.forms().forEach(form -> changes.holds(place.path(), form));
    return Draft.change(
        "add-fact",
        said,
        changes.expectation(),
        trace.reply(
            "Added.",
            "Noted: "
                + target.subject().answered().possessive()
                + " "
                + noun
                + " is "
                + Asking.ended(value.text())),
        target.path().hops());
  }

  private static boolean isNew(AttributeKind kind, String note) {
    Words words = Words.of(note.replace('_', ' '));
    return kind.keys().stream().noneMatch(k -> words.contains(Words.of(k.replace('_', ' '))))
        && kind.nouns().stream().noneMatch(n -> words.contains(Words.of(n)));
  }

  /** Lines that another one can follow, the last first. */
  private List<Placed> anchors(Entity entity) {
    return entity.statements().reversed().stream()
        .filter(fact -> fact.before().isEmpty())
        .flatMap(fact -> rendered.place(fact).stream())
        .filter(place -> place.layout().takesLineBelow())
        .toList();
  }

  private Optional<Draft> forget() {
    World.Path path = retrieval.path(dice.weighted(55, 45));
    Asking.Target target = asking.target(path);
    List<Statement> facts =
        changeable(target.entity()).stream()
            .filter(s -> rendered.place(s).orElseThrow().layout() != Layout.PROSE)
            .filter(s -> rendered.place(s).orElseThrow().layout() != Layout.HEADING)
            .filter(s -> rendered.place(s).orElseThrow().layout() != Layout.NUMBERED)
            .toList();
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    Statement fact = dice.pick(facts);
    Placed place = rendered.place(fact).orElseThrow();
    String noun = asking.noun(fact.kind());
    Subject subject = fact.subject(target.subject());
    String said = asking.noisy(asking.say("tell-forget", subject, Map.of("np", noun)));
    TraceBuilder trace = route.walk(target, said);
    trace.update(trace.quote(target.entity(), fact), place.path(), place.text() + "\n", "");
    return Optional.of(
        Draft.change(
            "delete-fact",
            said,
            new Changes().gone(place.path(), fact.value().form()).expectation(),
            trace.reply(
                "Removed.", "Removed: " + subject.answered().possessive() + " " + noun + "."),
            path.hops()));
  }

  private Optional<Draft> notSaved() {
    return switch (dice.between(0, 2)) {
      case 0 -> smallTalk();
      case 1 -> sum();
      default -> secret();
    };
  }

  private Optional<Draft> smallTalk() {
    String[] talk = dice.pick(vocabulary.phrases("smalltalk")).split("\\|", -1);
    List<Form> must = Vocabulary.entries(talk[2]).stream().<Form>map(Form.Phrase::new).toList();
    return Optional.of(
        Draft.change(
            "not-saved-smalltalk",
            talk[0].strip(),
            Changes.nothing(new Form.AnyOf(must)),
            route.start(talk[0]).reply("Small talk. Nothing to save.", talk[1].strip()),
            0));
  }

  private Optional<Draft> sum() {
    String[] sum = dice.pick(vocabulary.phrases("sum")).split("\\|", -1);
    int a = dice.between(3, 98);
    int b = dice.between(2, Math.min(a - 1, 40));
    int c =
        switch (sum[1].strip()) {
          case "+" -> a + b;
          case "-" -> a - b;
          default -> a * b;
        };
    Map<String, String> numbers =
        Map.of("a", Integer.toString(a), "b", Integer.toString(b), "c", Integer.toString(c));
    String said = Subject.I.fill(sum[0].strip(), numbers);
    return Optional.of(
        Draft.change(
            "not-saved-sum",
            said,
            Changes.nothing(new Form.Amount(BigDecimal.valueOf(c), Optional.empty())),
            route
                .start(said)
                .run(
                    "A sum. Nothing to save.",
                    "This is a sum; I let Python do it and save nothing.",
                    "result = " + a + " " + sum[1].strip() + " " + b)
                .reply("The result is " + c + ".", Subject.I.fill(sum[2].strip(), numbers)),
            0));
  }

  private Optional<Draft> secret() {
    String code = values.code(dice.pick(List.of("####", "aaaa##", "Aaaa-####", "######")));
    String said = Subject.I.fill(dice.pick(vocabulary.phrases("secret")), Map.of("v", code));
    String reply = dice.pick(vocabulary.phrases("secret-reply"));
    Form must =
        new Form.AnyOf(
            List.of(
                new Form.Phrase("not save"), new Form.Phrase("not saved"),
                new Form.Phrase("not write"), new Form.Phrase("won't save"),
                new Form.Phrase("not store"), new Form.Phrase("won't write"),
                new Form.Phrase("not written"), new Form.Phrase("won't store")));
    return Optional.of(
        Draft.change(
            "not-saved-secret",
            said,
            Changes.nothing(must),
            route.start(said).reply("A secret that must not be saved.", reply),
            0));
  }
}
