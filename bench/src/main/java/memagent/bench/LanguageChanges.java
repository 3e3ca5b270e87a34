package memagent.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes what a person tells or asks to change in notes in another language. */
final class LanguageChanges {
  private final LanguageScene scene;
  private final LanguageSpeech speech;
  private final Dice dice;

  LanguageChanges(LanguageScene scene) {
    this.scene = scene;
    this.speech = scene.speech();
    this.dice = scene.dice();
  }

  Optional<Draft> make() {
    return switch (dice.weighted(46, 26, 16, 12)) {
      case 0 -> change();
      case 1 -> add();
      case 2 -> delete();
      default -> smallTalk();
    };
  }

  /* Facts on a unique text whose value stands once in the note. */
  private List<LanguageFact> changeable(LanguageOwner owner) {
    String note = scene.world().rendered().note(owner.entity().path());
    return scene.facts(owner.entity()).stream()
        .filter(fact -> fact.value().forms().size() == 1)
        .filter(fact -> scene.world().place(fact).isPresent())
        .filter(fact -> fact.value().standsOnceIn(note))
        .toList();
  }

  private Optional<Draft> change() {
    LanguageOwner owner = scene.owner(dice.weighted(50, 45, 5));
    List<LanguageFact> facts = changeable(owner);
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    LanguageFact fact = dice.pick(facts);
    LanguageKind kind = scene.kind(fact);
    Value old = fact.value();
    Value value = new LanguageValues(scene.world().pack(), dice).other(kind.value(), old);
    Placed place = scene.world().place(fact).orElseThrow();
    Map<String, String> slots = Map.of("v", value.text(), "old", old.text());
    String said = speech.noisy(speech.say("say-change", kind, owner, slots));
    TraceBuilder trace = scene.walk(owner, said);
    scene.needsWay(trace, owner);
    trace.update(
        trace.quote(owner.entity(), fact),
        place.path(),
        place.text(),
        replaced(place.text(), old.text(), value.text()));
    return Optional.of(
        Draft.change(
            "explicit-change",
            said,
            new Changes().replaced(place, old, value).expectation(),
            trace.reply("Saved.", speech.say("saved", kind, owner, slots)),
            owner.path().size()));
  }

  /* The value stands at the line's end; its key may hold the same digits. */
  private static String replaced(String line, String old, String value) {
    int at = line.lastIndexOf(old);
    return line.substring(0, at) + value + line.substring(at + old.length());
  }

  private Optional<Draft> add() {
    LanguageOwner owner = scene.owner(dice.weighted(50, 45, 5));
    Optional<LanguageKind> absent = scene.absent(owner.entity());
    List<Placed> anchors =
        scene.world().of(owner.entity()).reversed().stream()
            .flatMap(fact -> scene.world().place(fact).stream())
            .filter(place -> place.layout().takesLineBelow())
            .toList();
    if (absent.isEmpty() || anchors.isEmpty()) {
      return Optional.empty();
    }
    LanguageKind kind = absent.get();
    LanguagePack noted = scene.world().pack();
    LanguageKind written = noted.kind(kind.id()).orElse(kind);
    Value value = new LanguageValues(noted, dice).make(kind.value());
    Map<String, String> slots = Map.of("v", value.text());
    String said = speech.noisy(speech.say("say-add", kind, owner, slots));
    TraceBuilder trace = scene.walk(owner, said);
    scene.needsWay(trace, owner);
    Placed place = trace.shownOr(anchors);
    String line = place.layout().line(place.style().show(written.noun()), value.text(), 1);
    trace.update(
        "No " + written.noun() + " yet. Add a line.",
        place.path(),
        place.text(),
        place.text() + "\n" + line);
    Changes changes = new Changes();
    value.forms().forEach(form -> changes.holds(place.path(), form));
    return Optional.of(
        Draft.change(
            "add-fact",
            said,
            changes.expectation(),
            trace.reply("Added.", speech.say("saved", kind, owner, slots)),
            owner.path().size()));
  }

  private Optional<Draft> delete() {
    LanguageOwner owner = scene.owner(dice.weighted(55, 45));
    List<LanguageFact> facts =
        changeable(owner).stream()
            .filter(fact -> scene.world().place(fact).orElseThrow().layout().takesLineBelow())
            .toList();
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    LanguageFact fact = dice.pick(facts);
    LanguageKind kind = scene.kind(fact);
    Placed place = scene.world().place(fact).orElseThrow();
    String said = speech.noisy(speech.say("say-delete", kind, owner, Map.of()));
    TraceBuilder trace = scene.walk(owner, said);
    scene.needsWay(trace, owner);
    trace.update(trace.quote(owner.entity(), fact), place.path(), place.text() + "\n", "");
    return Optional.of(
        Draft.change(
            "delete-fact",
            said,
            new Changes().gone(place.path(), fact.value().form()).expectation(),
            trace.reply("Removed.", speech.say("deleted", kind, owner, Map.of())),
            owner.path().size()));
  }

  private Optional<Draft> smallTalk() {
    String[] talk = speech.pick("smalltalk").split("\\|", -1);
    String said = speech.noisy(talk[0].strip());
    return Optional.of(
        Draft.change(
            "not-saved-smalltalk",
            said,
            Changes.nothing(LanguageSpeech.anyOf(Vocabulary.entries(talk[2]))),
            scene.start(said).reply("Small talk. Nothing to save.", talk[1].strip()),
            0));
  }
}
