package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes updates that bring, link or remove whole notes. */
final class EntityUpdates {
  private final Vocabulary vocabulary;
  private final Dice dice;
  private final RenderedWorld rendered;
  private final World world;
  private final Route route;
  private final Asking asking;
  private final ValueMaker values;

  EntityUpdates(Vocabulary vocabulary, Dice dice, RenderedWorld rendered, Route route) {
    this.vocabulary = vocabulary;
    this.dice = dice;
    this.rendered = rendered;
    this.world = rendered.world();
    this.route = route;
    this.asking = new Asking(vocabulary, dice, rendered);
    this.values = new ValueMaker(vocabulary, dice);
  }

  /* A new person gets a note of their own and a link from user.md. */
  Optional<Draft> newPerson() {
    Words notes = Words.of(rendered.memory().paste().replace('_', ' '));
    List<RelationKind> kinds =
        vocabulary.relations().stream()
            .filter(k -> k.source() == EntityType.PERSON && k.target() == EntityType.PERSON)
            .filter(k -> k.nouns().stream().noneMatch(n -> notes.contains(Words.of(n))))
            .toList();
    List<Placed> anchors = anchors(world.user());
    if (kinds.isEmpty() || anchors.isEmpty()) {
      return Optional.empty();
    }
    RelationKind kind = dice.pick(kinds);
    boolean female = kind.gender().isEmpty() ? dice.chance(0.5) : kind.gender().equals("f");
    String name =
        dice.pick(vocabulary.list(female ? "first_f" : "first_m"))
            + " "
            + dice.pick(vocabulary.list("last"));
    if (notes.contains(Words.of(name.split(" ", 2)[0]))) {
      return Optional.empty();
    }
    AttributeKind fact =
        dice.pick(
            vocabulary.attributes().stream()
                .filter(k -> k.subject() == EntityType.PERSON && !k.topic().equals("secret"))
                .toList());
    Value value = values.make(fact.value());
    String noun = asking.noun(fact);
    String their = female ? "her" : "his";
    String said =
        asking.noisy(
            asking.say(
                "tell-new-person",
                Subject.of(name),
                Map.of(
                    "role",
                    kind.noun(),
                    "name",
                    name,
                    "np",
                    noun,
                    "v",
                    value.text(),
                    "their",
                    their,
                    "Their",
                    Subject.capitalised(their))));
    String path = "entities/" + LinkStyle.snake(name) + ".md";
    String note =
        "# "
            + name
            + "\n- relationship: "
            + kind.noun()
            + "\n- "
            + noun
            + ": "
            + value.text()
            + "\n";
    TraceBuilder trace = route.start(said).readUser();
    Placed place = trace.shownOr(anchors);
    String key = place.shownKey().isEmpty() ? kind.noun() : place.style().show(kind.noun());
    String line = place.layout().line(key, "[[" + path + "]]", 1);
    String code =
        "created = create_file("
            + TraceBuilder.python(path)
            + ", "
            + TraceBuilder.python(note)
            + ")\n"
            + TraceBuilder.updateCode(
                "linked", "user.md", place.text(), place.text() + "\n" + line);
    trace.needs("user.md", place.text());
    trace.run(
        "New person: a note, and a link in user.md.",
        name
            + " is new. I create a note and link it from user.md, below: "
            + TraceBuilder.oneLine(place.text()),
        code);
    Changes changes =
        new Changes()
            .created("entities/**")
            .linked("user.md", "entities/**")
            .holds("entities/**", new Form.Phrase(name));
    value.forms().forEach(form -> changes.holds("entities/**", form));
    return Optional.of(
        Draft.change(
            "new-entity",
            said,
            changes.expectation(),
            trace.reply(
                "Saved.",
                "Noted: "
                    + name
                    + " is your "
                    + kind.noun()
                    + ", "
                    + noun
                    + " "
                    + Asking.ended(value.text())),
            0));
  }

  /** Lines that another link can follow, links first. */
  private List<Placed> anchors(Entity entity) {
    List<Placed> anchors = new ArrayList<>();
    world.from(entity).forEach(relation -> rendered.place(relation).ifPresent(anchors::add));
    entity.statements().reversed().stream()
        .filter(fact -> fact.before().isEmpty())
        .forEach(fact -> rendered.place(fact).ifPresent(anchors::add));
    anchors.removeIf(place -> !place.layout().takesLineBelow());
    return anchors;
  }

  /* Two people get a relation; both notes say so. */
  Optional<Draft> bothDirections() {
    List<Relation> own =
        dice.shuffled(
            world.from(world.user()).stream()
                .filter(r -> !r.isDead() && r.target().type() == EntityType.PERSON)
                .filter(r -> !anchors(r.target()).isEmpty())
                .toList());
    List<RelationKind> kinds =
        vocabulary.relations().stream()
            .filter(k -> k.source() == EntityType.PERSON && k.target() == EntityType.PERSON)
            .filter(k -> k.gender().isEmpty())
            .toList();
    if (own.size() < 2 || kinds.isEmpty()) {
      return Optional.empty();
    }
    Relation toA = own.get(0);
    Relation toB = own.get(1);
    Entity a = toA.target();
    Entity b = toB.target();
    RelationKind kind = dice.pick(kinds); // b has a as a kind.noun()
    String said =
        asking.noisy(
            asking.say(
                "tell-both",
                Subject.of(a.name()),
                Map.of(
                    "a",
                    a.name(),
                    "A",
                    a.name(),
                    "b",
                    b.name(),
                    "B",
                    b.name(),
                    "role",
                    kind.noun())));
    TraceBuilder trace = route.start(said).readUser().follow(toA).follow(toB);
    String back = kind.inverse().getFirst();
    Placed inA = trace.shownOr(anchors(a));
    Placed inB = trace.shownOr(anchors(b));
    trace.needs(a.path(), inA.text()).needs(b.path(), inB.text());
    String code = add("first", inB, kind.noun(), a) + "\n" + add("second", inA, back, b);
    trace.run(
        "Both notes get a line: " + kind.noun() + " and " + back + ".",
        "The relation has two sides. I write it into both notes.",
        code);
    return Optional.of(
        Draft.change(
            "both-directions",
            said,
            new Changes()
                .linked(b.path(), a.path())
                .linked(a.path(), b.path())
                .holds(b.path(), new Form.Phrase(kind.noun()))
                .expectation(),
            trace.reply(
                "Both saved.",
                "Noted in both notes: "
                    + a.name()
                    + " is the "
                    + kind.noun()
                    + " of "
                    + b.name()
                    + "."),
            1));
  }

  private static String add(String variable, Placed place, String noun, Entity target) {
    String line = place.layout().line(place.style().show(noun), "[[" + target.path() + "]]", 1);
    return TraceBuilder.updateCode(
        variable, place.path(), place.text(), place.text() + "\n" + line);
  }

  /* A note and the line that links to it go; nothing else may name the person. */
  Optional<Draft> deleteNote() {
    for (Relation relation : dice.shuffled(world.from(world.user()))) {
      Entity gone = relation.target();
      Optional<Placed> place = rendered.place(relation).filter(p -> p.layout().takesLineBelow());
      boolean alone =
          world.graph().incomingEdgesOf(gone).size() == 1
              && !relation.isDead()
              && asking.isOnlyFirst(gone)
              && gone.type() == EntityType.PERSON;
      if (place.isPresent() && alone) {
        return Optional.of(deleteNote(relation, place.get()));
      }
    }
    return Optional.empty();
  }

  private Draft deleteNote(Relation relation, Placed place) {
    Entity gone = relation.target();
    String said =
        asking.noisy(asking.say("tell-delete-note", Subject.I, Map.of("name", gone.name())));
    TraceBuilder trace = route.start(said).readUser();
    String code =
        "deleted = delete_file("
            + TraceBuilder.python(gone.path())
            + ")\n"
            + TraceBuilder.updateCode("unlinked", "user.md", place.text() + "\n", "");
    trace.run(
        trace.quote(relation.source(), relation) + " Delete both.",
        "The note and the line in user.md must go: " + TraceBuilder.oneLine(place.text()),
        code);
    String link = gone.stem().replace('_', ' ').replace('-', ' ');
    return Draft.change(
        "delete-note",
        said,
        new Changes().deleted(gone.path()).gone("user.md", new Form.Phrase(link)).expectation(),
        trace.reply("Deleted.", "The note about " + gone.name() + " and its link are deleted."),
        1);
  }
}
