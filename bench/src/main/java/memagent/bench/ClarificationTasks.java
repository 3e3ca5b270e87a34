package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Makes questions that a world's memory cannot answer, and wishes outside the agent's powers. */
final class ClarificationTasks {
  private static final double DISPUTED = 0.5;
  private static final int OWN_WORD_CHARS_MIN = 3;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");
  private static final Set<String> FUNCTION_WORDS =
      Set.copyOf(
          Words.of(
                  "what which when where whose whom who how does did has have had been are was were will"
                      + " would could should can may might with from into through under since until while"
                      + " before after about for the and any all one none not out off away this that them"
                      + " they their there she his her him its you your many much most more ever still"
                      + " often long get got goes come take put say let sort kind things")
              .list());

  private final Vocabulary vocabulary;
  private final Dice dice;
  private final RenderedWorld rendered;
  private final World world;
  private final Asking asking;
  private final Route route;
  private final RetrievalTasks retrieval;
  private final ValueMaker values;
  private final UpdateTasks updates;

  ClarificationTasks(Vocabulary vocabulary, Dice dice, RenderedWorld rendered, TraceStyle style) {
    this.vocabulary = vocabulary;
    this.dice = dice;
    this.rendered = rendered;
    this.world = rendered.world();
    this.asking = new Asking(vocabulary, dice, rendered);
    this.route = new Route(rendered, dice, style);
    this.retrieval = new RetrievalTasks(vocabulary, dice, rendered, style);
    this.values = new ValueMaker(vocabulary, dice);
    this.updates = new UpdateTasks(vocabulary, dice, rendered, style);
  }

  Optional<Draft> make() {
    if (!world.disputes().isEmpty() && dice.chance(DISPUTED)) {
      return contradictionOfNotes();
    }
    return switch (dice.weighted(34, 20, 12, 16, 12, 6)) {
      case 0 -> missingAttribute();
      case 1 -> missingRole();
      case 2 -> severalCandidates();
      case 3 -> contradictionWithUser();
      case 4 -> noPower();
      default -> missingName();
    };
  }

  private Optional<Draft> missingAttribute() {
    World.Path path = retrieval.path(dice.weighted(42, 43, 15));
    Asking.Target target = asking.target(path);
    Optional<AttributeKind> kind = absentKind(target.entity());
    if (kind.isEmpty()) {
      return Optional.empty();
    }
    Statement asked =
        new Statement(
            target.entity(),
            kind.get(),
            "",
            kind.get().keys().getFirst(),
            Value.phrase("x"),
            Optional.empty());
    String noun = asking.noun(kind.get());
    String question = asking.ask(asked, target.subject(), noun);
    TraceBuilder trace = route.walk(target, question);
    Subject answered = target.subject().answered();
    String place = target.entity().path();
    trace.needsWhole(place);
    String reply =
        dice.pick(
                List.of(
                    "%s %s is not in your notes. What is it?",
                    "I found no %2$s in the note. What is %3$s %2$s?",
                    "%s %s is missing in your notes. Can you tell me what it is?"))
            .formatted(Subject.capitalised(answered.possessive()), noun, answered.possessive());
    return Optional.of(
        Draft.question(
                "missing-attribute",
                question,
                List.of(named(kind.get(), noun, question)),
                nearValues(target.entity(), kind.get()),
                trace.reply("No " + noun + " in " + place + ". Ask.", reply),
                path.hops())
            .then(updates.answer(target, kind.get(), noun, question + "\n" + reply)));
  }

  /* A kind whose words stand nowhere in the entity's note, a near one of a present fact if possible. */
  private Optional<AttributeKind> absentKind(Entity entity) {
    Words note = Words.of(rendered.note(entity.path()).replace('_', ' '));
    List<AttributeKind> absent = new ArrayList<>();
    List<AttributeKind> near = new ArrayList<>();
    for (AttributeKind kind : vocabulary.attributes()) {
      boolean stands =
          kind.keys().stream().anyMatch(k -> note.contains(Words.of(k.replace('_', ' '))))
              || kind.nouns().stream().anyMatch(n -> note.contains(Words.of(n)));
      if (kind.subject() == entity.type() && !stands && !sharesValues(kind, entity)) {
        absent.add(kind);
        if (entity.statements().stream().anyMatch(s -> s.kind().family() == kind.family())) {
          near.add(kind);
        }
      }
    }
    List<AttributeKind> pool = !near.isEmpty() && dice.chance(0.5) ? near : absent;
    return pool.isEmpty() ? Optional.empty() : Optional.of(dice.pick(pool));
  }

  /* Where a present fact could pass for the missing one, the question would be unfair. */
  private static boolean sharesValues(AttributeKind kind, Entity entity) {
    return entity.statements().stream()
        .anyMatch(s ->
            s.thing().isEmpty()
                && s.kind().topic().equals(kind.topic())
                && s.kind().nouns().stream()
                    .anyMatch(
                        n -> kind.nouns().stream().anyMatch(m -> lastWord(m).equals(lastWord(n)))));
  }

  private static String lastWord(String noun) {
    return noun.substring(noun.lastIndexOf(' ') + 1);
  }

  private static Form named(AttributeKind kind, String noun, String question) {
    List<Form> forms = new ArrayList<>(List.of(new Form.Phrase(noun)));
    kind.nouns().stream().map(Form.Phrase::new).forEach(forms::add);
    kind.keys().stream().map(k -> new Form.Phrase(k.replace('_', ' '))).forEach(forms::add);
    ownWords(kind, question).stream().map(Form.Phrase::new).forEach(forms::add);
    return new Form.AnyOf(forms.stream().distinct().toList());
  }

  /*
   * What a question of the kind's own says in place of its noun: of "How does she earn a crust?"
   * earn and crust. Nothing else says what is missing, neither there nor in the notes.
   */
  private static List<String> ownWords(AttributeKind kind, String question) {
    Words asked = Words.of(question);
    for (String own : kind.questions()) {
      List<String> words = Words.of(PLACEHOLDER.matcher(own).replaceAll(" ")).list();
      if (words.stream().map(Words::of).allMatch(asked::contains)) {
        return words.stream()
            .filter(word -> word.length() >= OWN_WORD_CHARS_MIN && !FUNCTION_WORDS.contains(word))
            .toList();
      }
    }
    return List.of();
  }

  private List<Form> nearValues(Entity entity, AttributeKind kind) {
    List<Form> near = new ArrayList<>();
    for (Entity other : world.entities()) {
      for (Statement s : other.statements()) {
        boolean same = s.kind().value().equals(kind.value());
        if (near.size() < 4 && (same || (other == entity && s.kind().family() == kind.family()))) {
          near.add(s.value().form());
        }
      }
    }
    return near;
  }

  /* "Where does my accountant live?" where there is none; also a link to a note that is missing. */
  private Optional<Draft> missingRole() {
    Optional<Relation> dead =
        world.from(world.user()).stream().filter(Relation::isDead).findFirst();
    if (dead.isPresent() && dice.chance(0.8)) {
      return deadLink(dead.get());
    }
    Words notes = Words.of(rendered.memory().paste().replace('_', ' '));
    List<RelationKind> absent =
        vocabulary.relations().stream()
            .filter(k -> k.source() == EntityType.PERSON && isAbsent(k, notes))
            .toList();
    if (absent.isEmpty()) {
      return Optional.empty();
    }
    RelationKind kind = dice.pick(absent);
    String role = dice.pick(kind.nouns());
    boolean person = kind.target() == EntityType.PERSON;
    Subject subject = Subject.of("my " + role);
    String question =
        dice.chance(0.3)
            ? asking.noisy(
                asking.say(
                    person ? "ask-person-role" : "ask-other-role", Subject.I, Map.of("role", role)))
            : askAny(kind.target(), subject);
    TraceBuilder trace = route.start(question).readUser();
    trace.listFiles("No " + role + " in user.md. List the files.");
    String who = person ? "Who is your " + role + "?" : "What is your " + role + "?";
    return Optional.of(
        Draft.question(
            "missing-entity",
            question,
            List.of(new Form.AnyOf(kind.nouns().stream().<Form>map(Form.Phrase::new).toList())),
            guesses(kind.target()),
            trace.reply(
                "No " + role + " anywhere. Ask.", "There is no " + role + " in your notes. " + who),
            1));
  }

  private static boolean isAbsent(RelationKind kind, Words notes) {
    return kind.nouns().stream().noneMatch(n -> notes.contains(Words.of(n)));
  }

  /* A question for any fact of somebody who is not in the memory. */
  private String askAny(EntityType type, Subject subject) {
    AttributeKind kind =
        dice.pick(vocabulary.attributes().stream().filter(k -> k.subject() == type).toList());
    Statement fact =
        new Statement(world.user(), kind, "", "x", Value.phrase("x"), Optional.empty());
    return asking.ask(fact, subject, asking.noun(kind));
  }

  private List<Form> guesses(EntityType type) {
    List<Form> guesses = new ArrayList<>();
    for (Entity other : world.entities()) {
      if (other != world.user() && other.type() == type && guesses.size() < 3) {
        guesses.add(RetrievalTasks.name(other));
      }
    }
    world.user().statements().stream().limit(3).forEach(s -> guesses.add(s.value().form()));
    return guesses;
  }

  private Optional<Draft> deadLink(Relation dead) {
    Entity missing = dead.target();
    Subject subject = Subject.of("my " + dead.key());
    String question = askAny(missing.type(), subject);
    TraceBuilder trace = route.start(question).readUser().follow(dead);
    trace.listFiles("That note does not exist. List the files.");
    trace.needs("user.md", rendered.place(dead));
    return Optional.of(
        Draft.question(
            "missing-entity",
            question,
            List.of(
                new Form.AnyOf(List.of(RetrievalTasks.name(missing), new Form.Phrase(dead.key())))),
            List.of(),
            trace.reply(
                "No note of " + missing.title() + ". Ask.",
                "The note of your "
                    + dead.key()
                    + " "
                    + missing.title()
                    + " does not exist. Can you tell me what belongs there?"),
            1));
  }

  private Optional<Draft> missingName() {
    Value name = values.person();
    String first = name.text().split(" ", 2)[0];
    if (rendered.memory().paste().contains(first)) {
      return Optional.empty();
    }
    Subject subject = Subject.of(name.text());
    String question = askAny(EntityType.PERSON, subject);
    Entity stranger = new Entity(EntityType.PERSON, name.text(), "");
    TraceBuilder trace = route.start(question).readUserAnd(stranger);
    trace.listFiles("No note of " + name.text() + ". List the files.");
    return Optional.of(
        Draft.question(
            "missing-entity",
            question,
            List.of(new Form.AnyOf(List.of(new Form.Phrase(name.text()), new Form.Phrase(first)))),
            guesses(EntityType.PERSON),
            trace.reply(
                name.text() + " is in no note. Ask.",
                "I found nobody called " + name.text() + " in your notes. Who is that?"),
            1));
  }

  private Optional<Draft> severalCandidates() {
    List<Relation> own = world.from(world.user()).stream().filter(r -> !r.isDead()).toList();
    for (Relation a : dice.shuffled(own)) {
      for (Relation b : own) {
        boolean sameRole = a != b && a.kind().equals(b.kind());
        boolean sameFirst = a != b && a.target().firstName().equals(b.target().firstName());
        if (a.target().type() == EntityType.PERSON
            && b.target().type() == EntityType.PERSON
            && (sameRole || sameFirst)) {
          return Optional.of(candidates(a, b, sameFirst));
        }
      }
    }
    return Optional.empty();
  }

  private Draft candidates(Relation a, Relation b, boolean byName) {
    String asked = byName ? a.target().firstName() : "my " + a.kind().noun();
    String question = askAny(EntityType.PERSON, Subject.of(asked));
    TraceBuilder trace = route.start(question).readUser();
    trace.needs("user.md", rendered.place(a)).needs("user.md", rendered.place(b));
    String both = a.target().name() + " or " + b.target().name();
    String what = byName ? "called " + asked : a.kind().noun();
    return Draft.question(
        "several-candidates",
        question,
        List.of(new Form.Phrase(a.target().name()), new Form.Phrase(b.target().name())),
        List.of(),
        trace.reply(
            "Two fit: " + both + ". Ask.",
            "Your notes have more than one " + what + ". Do you mean " + both + "?"),
        1);
  }

  private Optional<Draft> contradictionWithUser() {
    World.Path path = retrieval.path(dice.weighted(40, 45, 15));
    Asking.Target target = asking.target(path);
    List<Statement> facts =
        target.entity().statements().stream()
            .filter(s -> s.before().isEmpty() && s.value().forms().size() == 1)
            .toList();
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    Statement fact = dice.pick(facts);
    Value wrong = values.other(fact.kind().value(), fact.value());
    String noun = asking.noun(fact.kind());
    Subject subject = fact.subject(target.subject());
    String question =
        asking.noisy(asking.say("claim", subject, Map.of("np", noun, "w", wrong.text())));
    TraceBuilder trace = route.walk(target, question);
    String whose = subject.answered().possessive();
    String reply =
        "Your notes say that "
            + whose
            + " "
            + noun
            + " is "
            + fact.value().text()
            + ", not "
            + wrong.text()
            + ". Which one is right?";
    return Optional.of(
        Draft.question(
            "contradiction-user",
            question,
            fact.value().forms(),
            List.of(),
            trace.reply(
                trace.quote(target.entity(), fact) + " Not " + wrong.text() + ". Ask.", reply),
            path.hops()));
  }

  /* user.md and another note disagree: both are named and the person is asked. */
  private Optional<Draft> contradictionOfNotes() {
    if (world.disputes().isEmpty()) {
      return Optional.empty();
    }
    World.Dispute dispute = world.disputes().getFirst();
    if (rendered.place(dispute).isEmpty()) {
      return Optional.empty();
    }
    Statement fact = dispute.fact();
    Asking.Target target = asking.target(new World.Path(List.of(dispute.relation())));
    String noun = asking.noun(fact.kind());
    String question = asking.ask(fact, target.subject(), noun);
    TraceBuilder trace = route.walk(target, question);
    String whose = target.subject().answered().possessive();
    String there = target.entity().path();
    trace.needs("user.md", rendered.place(dispute)).needs(there, rendered.place(fact));
    String reply =
        dice.pick(
                List.of(
                    "Your notes disagree about %s %s: user.md says %s, %s says %s. Which is right?",
                    "I find two values for %s %s: %s in user.md and %4$s has %5$s. Which one holds?",
                    "For %s %s user.md has %s, but %s has %s. Which of the two is right?"))
            .formatted(whose, noun, dispute.claimed().text(), there, fact.value().text());
    return Optional.of(
        Draft.question(
            "contradiction-notes",
            question,
            List.of(dispute.claimed().form(), fact.value().form()),
            List.of(),
            trace.reply(
                "user.md: "
                    + dispute.claimed().text()
                    + ", "
                    + there
                    + ": "
                    + fact.value().text()
                    + ". They disagree. Ask.",
                reply),
            1));
  }

  private Optional<Draft> noPower() {
    String[] wish = dice.pick(vocabulary.phrases("wish")).split("\\|", -1);
    List<Entity> people =
        world.entities().stream()
            .filter(e -> e.type() == EntityType.PERSON && e != world.user())
            .toList();
    String name = people.isEmpty() ? values.person().text() : dice.pick(people).name();
    String said =
        asking.noisy(
            Subject.I.fill(
                wish[0].strip(),
                Map.of("name", name, "city", dice.pick(vocabulary.list("cities")))));
    TraceBuilder trace = route.start(said).readUser();
    List<Form> missing =
        List.of(
            new Form.AnyOf(
                Vocabulary.entries(wish[1]).stream().<Form>map(Form.Phrase::new).toList()));
    String deed = wish[2].strip();
    return Optional.of(
        Draft.question(
            "no-power",
            said,
            missing,
            List.of(),
            trace.reply(
                "I only keep notes; I cannot " + deed + ".",
                "I cannot "
                    + deed
                    + "; I only keep your notes ("
                    + Vocabulary.entries(wish[1]).getFirst()
                    + " is outside of that). Shall I note something about it instead?"),
            0));
  }
}
