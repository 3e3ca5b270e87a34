package memagent.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes questions whose answer stands in a world's memory. */
final class RetrievalTasks {
  private static final int FOCUS_HOPS_MAX = 3;

  private final Dice dice;
  private final RenderedWorld rendered;
  private final World world;
  private final Asking asking;
  private final Route route;

  RetrievalTasks(Vocabulary vocabulary, Dice dice, RenderedWorld rendered, TraceStyle style) {
    this.dice = dice;
    this.rendered = rendered;
    this.world = rendered.world();
    this.asking = new Asking(vocabulary, dice, rendered);
    this.route = new Route(rendered, dice, style);
  }

  /** One question; empty where the world has nothing for the kind that the dice chose. */
  Optional<Draft> make() {
    return switch (dice.weighted(58, 16, 6, 5, 5, 4, 6)) {
      case 0 -> fact(dice.weighted(30, 38, 22, 10));
      case 1 -> relation();
      case 2 -> history();
      case 3 -> list();
      case 4 -> stock();
      case 5 -> compare();
      default -> stranger();
    };
  }

  /**
   * A path of this many hops, or of fewer where the world has none; where the world has a focus
   * that a path leads to, one to it.
   */
  World.Path path(int hops) {
    List<World.Path> near =
        world.focus().map(focus -> pathsTo(focus, FOCUS_HOPS_MAX)).orElse(List.of());
    if (!near.isEmpty()) {
      return dice.pick(near);
    }
    List<World.Path> paths = world.paths(hops);
    int longest = paths.stream().mapToInt(World.Path::hops).max().orElse(0);
    int wanted = Math.min(hops, longest);
    return dice.pick(paths.stream().filter(p -> p.hops() == wanted).toList());
  }

  private List<World.Path> pathsTo(Entity focus, int hops) {
    return world.paths(hops).stream().filter(path -> path.end(world.user()) == focus).toList();
  }

  private Optional<Draft> fact(int hops) {
    World.Path path = path(hops);
    Asking.Target target = asking.target(path);
    List<Statement> facts = target.entity().statements();
    if (facts.isEmpty()) {
      return Optional.empty();
    }
    Statement fact = dice.pick(facts);
    String noun = asking.noun(fact.kind());
    String question = asking.ask(fact, target.subject(), noun);
    TraceBuilder trace = route.walk(target, question);
    return Optional.of(
        answer(
            kind(path.hops(), fact, target),
            question,
            fact,
            trace.reply(
                trace.quote(target.entity(), fact), asking.statement(fact, target.subject(), noun)),
            path.hops()));
  }

  private Draft answer(String kind, String question, Statement fact, Trace trace, int hops) {
    List<Form> must = fact.value().forms();
    List<Form> near = new ArrayList<>(asking.nearValues(fact, must));
    fact.before().ifPresent(old -> near.add(old.form()));
    return Draft.answer(kind, question, must, near, trace, hops);
  }

  private String kind(int hops, Statement fact, Asking.Target target) {
    if (fact.before().isPresent()) {
      return "superseded";
    }
    if (!target.entity().alias().isEmpty()
        && target.subject().name().equals(target.entity().alias())) {
      return "alias";
    }
    if (rendered.note(target.entity().path()).lines().count() >= 30) {
      return "long-note";
    }
    if (target.entity() != world.user() && !asking.isOnlyFirst(target.entity())) {
      return "same-name";
    }
    boolean table = rendered.place(fact).map(p -> p.layout() == Layout.TABLE).orElse(false);
    if (table) {
      return "table";
    }
    return switch (hops) {
      case 0 -> "own-fact";
      case 1 -> "one-hop";
      case 2 -> "two-hop";
      default -> "three-hop";
    };
  }

  /* "Who is my sister's boss?" */
  private Optional<Draft> relation() {
    World.Path path = path(dice.weighted(40, 42, 18));
    Entity source = path.end(world.user());
    List<Relation> relations =
        world.from(source).stream()
            .filter(r -> !r.isDead() && world.isSingle(r))
            .filter(r -> r.target().type() != EntityType.THING)
            .toList();
    if (relations.isEmpty()) {
      return Optional.empty();
    }
    Relation asked = dice.pick(relations);
    Asking.Target target = asking.target(path);
    String noun = dice.chance(0.7) ? asked.key() : dice.pick(asked.kind().nouns());
    boolean person = asked.target().type() == EntityType.PERSON;
    String question =
        asking.noisy(
            asking.say(
                person ? "ask-person-role" : "ask-other-role",
                target.subject(),
                Map.of("role", noun)));
    TraceBuilder trace = route.walk(target, question).needsName(asked);
    String reply =
        Subject.capitalised(target.subject().answered().possessive())
            + " "
            + noun
            + " is "
            + asked.target().spoken()
            + ".";
    List<Form> must = List.of(name(asked.target()));
    List<Form> near = new ArrayList<>();
    for (Entity other : world.entities()) {
      boolean mentioned = reply.contains(other.firstName());
      if (other != asked.target() && other != world.user() && !mentioned && near.size() < 3) {
        near.add(name(other));
      }
    }
    near.addAll(source.statements().stream().map(s -> s.value().form()).limit(2).toList());
    String kind = path.hops() == 0 ? "own-fact" : path.hops() == 1 ? "one-hop" : "two-hop";
    return Optional.of(
        Draft.answer(
            kind,
            question,
            must,
            near,
            trace.reply(trace.quote(source, asked), reply),
            path.hops()));
  }

  static Form name(Entity entity) {
    return entity.type() == EntityType.PERSON
        ? new Form.PersonName(entity.name())
        : new Form.Phrase(entity.title());
  }

  /* What it was before. */
  private Optional<Draft> history() {
    List<World.Path> paths =
        world.paths(2).stream()
            .filter(p ->
                p.end(world.user()).statements().stream().anyMatch(s -> s.before().isPresent()))
            .toList();
    if (paths.isEmpty()) {
      return Optional.empty();
    }
    World.Path path = dice.pick(paths);
    Asking.Target target = asking.target(path);
    Statement fact =
        dice.pick(
            target.entity().statements().stream().filter(s -> s.before().isPresent()).toList());
    Value old = fact.before().orElseThrow();
    String noun = asking.noun(fact.kind());
    Subject subject = fact.subject(target.subject());
    String question = asking.noisy(asking.say("ask-before", subject, Map.of("np", noun)));
    TraceBuilder trace = route.walk(target, question);
    trace.needs(target.entity().path(), rendered.place(fact));
    trace.needsWholeAfterSearch(target.entity().path());
    String reply =
        Subject.capitalised(subject.answered().possessive())
            + " "
            + noun
            + " was "
            + Asking.ended(old.text());
    List<Form> near = new ArrayList<>(List.of(fact.value().form()));
    return Optional.of(
        Draft.answer(
            "superseded",
            question,
            old.forms(),
            near,
            trace.reply(target.entity().path() + ": before it was " + old.text() + ".", reply),
            path.hops()));
  }

  private Optional<Draft> list() {
    if (world.lists().isEmpty()) {
      return Optional.empty();
    }
    World.NamedList list = dice.pick(world.lists());
    boolean counts = dice.chance(0.5);
    Map<String, String> values = Map.of("list", list.name(), "items", "things");
    String question =
        asking.noisy(asking.say(counts ? "ask-count" : "ask-list", Subject.I, values));
    TraceBuilder trace = route.start(question).readUser();
    list.items().forEach(item -> trace.needs("user.md", rendered.place(item)));
    trace.needsWholeAfterSearch("user.md");
    int count = list.items().size();
    String all = String.join(", ", list.items());
    String thought = "user.md, " + list.name() + ": " + all + (counts ? " = " + count + "." : ".");
    String reply =
        counts
            ? "There are " + count + " entries on your " + list.name() + "."
            : "On your " + list.name() + ": " + all + ".";
    List<Form> must =
        counts
            ? List.of(new Form.Amount(java.math.BigDecimal.valueOf(count), Optional.empty()))
            : list.items().stream().<Form>map(Form.Phrase::new).toList();
    List<Form> near =
        world.user().statements().stream().map(s -> s.value().form()).limit(3).toList();
    return Optional.of(
        Draft.answer(
            counts ? "count" : "list", question, must, near, trace.reply(thought, reply), 0));
  }

  private Optional<Draft> stock() {
    if (world.stocks().isEmpty()) {
      return Optional.empty();
    }
    World.Stock stock = dice.pick(world.stocks());
    String question =
        asking.noisy(asking.say("ask-stock", Subject.I, Map.of("item", stock.item())));
    TraceBuilder trace = route.start(question).readUser();
    List<Form> near = new ArrayList<>();
    for (World.Stock other : world.stocks()) {
      if (other.count() != stock.count()) {
        near.add(new Form.Amount(java.math.BigDecimal.valueOf(other.count()), Optional.empty()));
      }
    }
    return Optional.of(
        Draft.answer(
            "table",
            question,
            List.of(new Form.Amount(java.math.BigDecimal.valueOf(stock.count()), Optional.empty())),
            near,
            trace.reply(
                trace.quote(world.user(), stock),
                "You have " + stock.count() + " " + stock.item() + "."),
            0));
  }

  /* Who is older, who has more: two notes of one kind of fact. */
  private Optional<Draft> compare() {
    List<World.Path> near = world.paths(1).stream().filter(p -> p.hops() == 1).toList();
    for (World.Path a : dice.shuffled(near)) {
      for (Statement left : a.end(world.user()).statements()) {
        for (World.Path b : near) {
          Optional<Statement> right =
              b.equals(a)
                  ? Optional.empty()
                  : b.end(world.user()).statements().stream()
                      .filter(s -> s.kind().equals(left.kind()) && s.thing().isEmpty())
                      .filter(s -> left.thing().isEmpty())
                      .findFirst();
          if (right.isPresent() && order(left, right.get()) != 0) {
            return Optional.of(compare(a, left, b, right.get()));
          }
        }
      }
    }
    return Optional.empty();
  }

  private static int order(Statement a, Statement b) {
    return switch (a.value().form()) {
      case Form.Amount left when b.value().form() instanceof Form.Amount right ->
          left.value().compareTo(right.value());
      case Form.Day left when b.value().form() instanceof Form.Day right ->
          Comparator.<java.time.LocalDate>reverseOrder().compare(left.date(), right.date());
      case Form.Amount a1 -> 0;
      case Form.Day d -> 0;
      case Form.Phrase p -> 0;
      case Form.AnyOf f -> 0;
      case Form.Month m -> 0;
      case Form.PersonName n -> 0;
      case Form.TimeOfDay t -> 0;
    };
  }

  private Draft compare(World.Path a, Statement left, World.Path b, Statement right) {
    Subject first = Subject.of("my " + a.steps().getFirst().key());
    Subject second = Subject.of("my " + b.steps().getFirst().key());
    String noun = left.kind().nouns().getFirst();
    String section = left.kind().isDate() ? "ask-compare-early" : "ask-compare-more";
    String question =
        asking.noisy(
            asking.say(
                section,
                first,
                Map.of(
                    "np",
                    noun,
                    "a",
                    first.name(),
                    "b",
                    second.name(),
                    "A",
                    Subject.capitalised(first.name()),
                    "ap",
                    first.possessive(),
                    "bp",
                    second.possessive())));
    TraceBuilder trace = route.start(question).readUser();
    trace.follow(a.steps().getFirst()).follow(b.steps().getFirst());
    trace.needs(left.entity().path(), rendered.place(left));
    trace.needs(right.entity().path(), rendered.place(right));
    boolean leftWins = order(left, right) > 0;
    Statement winner = leftWins ? left : right;
    String more = left.kind().isDate() ? "earlier" : "higher";
    String role = (leftWins ? a : b).steps().getFirst().key();
    String reply =
        "Your " + role + " " + winner.entity().title() + " has the " + more + " " + noun + ".";
    String loser = (leftWins ? b : a).steps().getFirst().key();
    Form said = new Form.AnyOf(List.of(name(winner.entity()), new Form.Phrase(role)));
    return Draft.answer(
        "compare",
        question,
        List.of(said),
        List.of(name((leftWins ? right : left).entity()), new Form.Phrase("your " + loser)),
        trace.reply(left.value().text() + " against " + right.value().text() + ".", reply),
        1);
  }

  /* Somebody whom no link leads to. */
  private Optional<Draft> stranger() {
    List<Entity> strangers =
        world.entities().stream()
            .filter(e -> e != world.user() && world.graph().incomingEdgesOf(e).isEmpty())
            .filter(e -> e.type() != EntityType.THING && e.type() != EntityType.PLACE)
            .filter(e -> !e.statements().isEmpty())
            .toList();
    if (strangers.isEmpty()) {
      return Optional.empty();
    }
    Entity stranger = dice.pick(strangers);
    Statement fact = dice.pick(stranger.statements());
    Subject subject = Subject.of(stranger.spoken());
    String noun = asking.noun(fact.kind());
    String question = asking.ask(fact, subject, noun);
    return route
        .find(stranger, question)
        .map(trace ->
            answer(
                "distractor",
                question,
                fact,
                trace.reply(trace.quote(stranger, fact), asking.statement(fact, subject, noun)),
                1));
  }
}
