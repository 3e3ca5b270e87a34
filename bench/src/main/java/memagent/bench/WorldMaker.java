package memagent.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.graph.DirectedMultigraph;

/** Makes worlds: the graph first, then the facts of each entity. */
final class WorldMaker {
  private static final double SAME_FAMILY = 0.45;
  private static final double OF_A_THING = 0.16;
  private static final double WITH_HISTORY = 0.1;
  private static final double SAME_FIRST_NAME = 0.16;
  private static final double FOREIGN_NAME = 0.09;
  private static final int NAME_TRIES = 32;
  private static final int AROUND = 4; // notes besides those that could be taken for the evidence

  private final Vocabulary vocabulary;
  private final WorldSettings settings;
  private final Dice dice;
  private final ValueMaker values;
  private final Set<String> names = new HashSet<>();
  private final Graph<Entity, Relation> graph = new DirectedMultigraph<>(Relation.class);
  private final List<Entity> all = new ArrayList<>(); // the graph's, in order
  private final Map<String, List<Entity>> latinPeople = new HashMap<>(); // by their(), in order
  private final Map<EntityType, List<RelationKind>> relations = new EnumMap<>(EntityType.class);

  WorldMaker(Vocabulary vocabulary, WorldSettings settings, Dice dice) {
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.dice = dice;
    this.values = new ValueMaker(vocabulary, dice);
  }

  /** A new world; make one maker for each. */
  World make() {
    Entity user = entity(EntityType.PERSON, "", "");
    put(user);
    int wanted = dice.between(settings.noteCountMin(), settings.noteCountMax());
    boolean mixed = settings.noteCountMin() < settings.noteCountMax();
    if (mixed && settings.noteCountMax() < 20 && dice.chance(0.35)) {
      wanted = Math.min(wanted, 3);
    }
    int surroundings = settings.distractorCount();
    if (surroundings > 0) {
      wanted = Math.max(Math.min(wanted, AROUND), wanted - surroundings);
    }
    int guard = wanted * 20 + 50;
    while (all.size() <= wanted && guard-- > 0) {
      grow(user);
    }
    for (Entity entity : all) {
      addFacts(entity);
      if (dice.chance(0.12) && entity != user && entity.hasLatinName()) {
        entity.alias(nickname(entity));
      }
    }
    Optional<Entity> focus =
        surroundings < 0 ? Optional.empty() : Optional.of(surrounded(user, surroundings));
    if (dice.chance(0.08)) {
      addDeadLink(user);
    }
    return new World(graph, user, lists(), stocks(), disputes(user), focus);
  }

  /* Somebody or something near the user that the world's tasks ask about, among what is alike. */
  private Entity surrounded(Entity user, int count) {
    World world = new World(graph, user, List.of(), List.of(), List.of(), Optional.empty());
    int hops = dice.weighted(12, 44, 32, 12);
    List<World.Path> paths = world.paths(hops);
    int longest = paths.stream().mapToInt(World.Path::hops).max().orElse(0);
    World.Path path = dice.pick(paths.stream().filter(p -> p.hops() == longest).toList());
    Set<Entity> onTheWay = new HashSet<>(Set.of(user));
    path.steps().forEach(step -> onTheWay.add(step.target()));
    List<Entity> others = all.stream().filter(e -> !onTheWay.contains(e)).toList();
    Entity focus = path.end(user);
    var maker = new DistractorMaker(this, vocabulary, values, dice, focus, others);
    for (int i = 0; i < count; i++) {
      maker.add(i);
    }
    return focus;
  }

  /** Makes an entity a part of the world. */
  void put(Entity entity) {
    graph.addVertex(entity);
    all.add(entity);
    if (entity.hasLatinName()) {
      latinPeople.computeIfAbsent(entity.their(), t -> new ArrayList<>()).add(entity);
    }
  }

  /** Takes a name for a new entity; false where another one has it. */
  boolean takes(String name) {
    return names.add(name);
  }

  private List<RelationKind> relations(EntityType source) {
    return relations.computeIfAbsent(
        source, s -> vocabulary.relations().stream().filter(k -> k.source() == s).toList());
  }

  /** Links something of the world to {@code target}, where one of its relations is free for it. */
  void linkFrom(Entity source, Entity target) {
    List<RelationKind> free =
        relations(source.type()).stream()
            .filter(k -> k.target() == target.type() && !isTaken(source, k))
            .filter(k -> k.gender().isEmpty() || k.gender().equals(target.gender()))
            .toList();
    if (!free.isEmpty()) {
      link(dice.pick(free), source, target, false);
    }
  }

  private void grow(Entity user) {
    if (all.size() > 2 && dice.chance(settings.distractorShare() / 2)) {
      RelationKind kind = dice.pick(vocabulary.relations());
      put(entity(kind.target(), kind.gender(), kind.thing()));
      return;
    }
    Entity source = dice.chance(0.55) ? user : dice.pick(all);
    List<RelationKind> fitting = relations(source.type());
    if (fitting.isEmpty()) {
      return;
    }
    RelationKind kind = dice.pick(fitting);
    if (source == user && dice.chance(0.15)) {
      kind = again(user, kind);
    } else if (isTaken(source, kind)) {
      return;
    }
    Entity target = entity(kind.target(), kind.gender(), kind.thing());
    put(target);
    link(kind, source, target, false);
  }

  /* A second sister or colleague, so that "my sister" means two. */
  private RelationKind again(Entity user, RelationKind otherwise) {
    List<RelationKind> present =
        graph.outgoingEdgesOf(user).stream()
            .map(Relation::kind)
            .filter(k -> k.target() == EntityType.PERSON)
            .filter(k ->
                List.of(
                        "sister",
                        "brother",
                        "daughter",
                        "son",
                        "aunt",
                        "uncle",
                        "cousin",
                        "niece",
                        "nephew",
                        "colleague")
                    .contains(k.noun()))
            .toList();
    return present.isEmpty() ? otherwise : dice.pick(present);
  }

  private boolean isTaken(Entity source, RelationKind kind) {
    return graph.outgoingEdgesOf(source).stream()
        .anyMatch(r -> r.kind().nouns().stream().anyMatch(kind.nouns()::contains));
  }

  private void link(RelationKind kind, Entity source, Entity target, boolean dead) {
    String key = dice.chance(0.7) ? kind.noun() : dice.pick(kind.nouns());
    graph.addEdge(source, target, new Relation(kind, key, source, target, dead));
  }

  private void addDeadLink(Entity user) {
    List<RelationKind> fitting =
        vocabulary.relations().stream()
            .filter(k -> k.source() == EntityType.PERSON && k.target() == EntityType.PERSON)
            .filter(k -> !isTaken(user, k))
            .toList();
    RelationKind kind = dice.pick(fitting);
    Entity missing = entity(kind.target(), kind.gender(), kind.thing());
    put(missing);
    link(kind, user, missing, true);
  }

  /** A new entity whose name nobody else of the world has. */
  Entity entity(EntityType type, String gender, String thing) {
    String sex =
        gender.isEmpty() && type == EntityType.PERSON ? dice.chance(0.5) ? "f" : "m" : gender;
    for (int i = 0; ; i++) {
      String name = name(type, sex, thing);
      for (int more = NAME_TRIES; more <= i; more += NAME_TRIES) {
        name = longer(type, name);
      }
      if (names.add(name)) {
        return new Entity(type, name, type == EntityType.PERSON ? sex : "");
      }
    }
  }

  /* Large worlds have more of everything than the lists have names. */
  private String longer(EntityType type, String name) {
    String word = dice.pick(vocabulary.list("last"));
    return switch (type) {
      case PERSON -> name.replaceFirst(" ", " " + word + " ");
      case ANIMAL, PROJECT -> name + " " + word;
      case ORGANISATION, PLACE, THING, EVENT -> word + " " + name.replaceFirst("^the ", "");
    };
  }

  private String name(EntityType type, String gender, String thing) {
    return switch (type) {
      case PERSON -> personName(gender);
      case ANIMAL -> values.word("pet_names");
      case ORGANISATION -> values.word("org_names");
      case PROJECT ->
          dice.chance(0.5)
              ? "Project " + dice.pick(vocabulary.list("project_names"))
              : dice.pick(vocabulary.list("project_names"));
      case PLACE -> dice.pick(vocabulary.list("place_names"));
      case THING ->
          dice.chance(0.4) || names.contains(thing)
              ? dice.pick(vocabulary.list("makers")) + " " + noun(thing)
              : noun(thing);
      case EVENT -> dice.pick(vocabulary.list("event_names"));
    };
  }

  private String noun(String thing) {
    return thing.isEmpty() ? dice.pick(vocabulary.things()) : thing;
  }

  private String personName(String gender) {
    List<Entity> people = latinPeople.getOrDefault(gender.equals("f") ? "her" : "his", List.of());
    List<String> foreign = vocabulary.foreign(gender.equals("f") ? "full_f" : "full_m");
    if (!foreign.isEmpty() && dice.chance(FOREIGN_NAME)) {
      return dice.pick(foreign);
    }
    String first =
        !people.isEmpty() && dice.chance(SAME_FIRST_NAME)
            ? dice.pick(people).firstName()
            : dice.pick(vocabulary.list(gender.equals("f") ? "first_f" : "first_m"));
    return first + " " + dice.pick(vocabulary.list("last"));
  }

  private String nickname(Entity person) {
    String first = person.firstName();
    String stem = first.substring(0, Math.min(3, first.length()));
    return stem + dice.pick(List.of("o", "y", "ie", "a", "sy"));
  }

  private void addFacts(Entity entity) {
    List<AttributeKind> kinds =
        vocabulary.attributes().stream().filter(k -> k.subject() == entity.type()).toList();
    List<AttributeKind> things =
        vocabulary.attributes().stream().filter(k -> k.subject() == EntityType.THING).toList();
    boolean mayOwn = entity.type() == EntityType.PERSON || entity.type() == EntityType.PLACE;
    int wanted = dice.between(settings.factCountMin(), settings.factCountMax());
    Set<String> used = new HashSet<>();
    AttributeKind last = dice.pick(kinds);
    for (int guard = 0; entity.statements().size() < wanted && guard < 200; guard++) {
      if (mayOwn && dice.chance(OF_A_THING)) {
        String thing = dice.pick(vocabulary.things());
        AttributeKind kind = dice.pick(things).ofThing(entity.type(), thing);
        if (used.add(kind.id())) {
          entity.statements().add(statement(entity, kind, thing));
        }
        continue;
      }
      AttributeKind before = last;
      List<AttributeKind> pool =
          dice.chance(SAME_FAMILY)
              ? kinds.stream().filter(k -> k.family() == before.family()).toList()
              : kinds;
      AttributeKind kind = dice.pick(pool);
      if (used.stream().noneMatch(id -> id.equals(kind.id())) && !clashes(kind, entity)) {
        used.add(kind.id());
        entity.statements().add(statement(entity, kind, ""));
        last = kind;
      }
    }
  }

  /* No two kinds of one note may be called by the same noun. */
  private static boolean clashes(AttributeKind kind, Entity entity) {
    return entity.statements().stream()
        .filter(s -> s.thing().isEmpty())
        .anyMatch(s ->
            s.kind().nouns().stream().anyMatch(kind.nouns()::contains)
                || s.kind().keys().stream().anyMatch(kind.keys()::contains));
  }

  /** A fact of this kind with a new value. */
  Statement statement(Entity entity, AttributeKind kind, String thing) {
    Value value = values.make(kind.value());
    Optional<Value> before =
        dice.chance(WITH_HISTORY)
            ? Optional.of(values.other(kind.value(), value))
            : Optional.empty();
    String key = dice.chance(0.6) ? kind.keys().getFirst() : dice.pick(kind.keys());
    return new Statement(entity, kind, thing, key.replace('_', ' '), value, before);
  }

  /* A kind that neither the entity nor the user has, so that the two lines are the only ones. */
  private List<World.Dispute> disputes(Entity user) {
    List<Relation> near =
        graph.outgoingEdgesOf(user).stream().filter(r -> !r.isDead()).filter(this::isOnly).toList();
    if (near.isEmpty() || !dice.chance(settings.disputeShare())) {
      return List.of();
    }
    Relation relation = dice.pick(near);
    Entity target = relation.target();
    List<AttributeKind> kinds =
        vocabulary.attributes().stream()
            .filter(k -> k.subject() == target.type() && !k.topic().equals("secret"))
            .filter(k -> !k.value().startsWith("list2") && !k.value().startsWith("choice"))
            .filter(k -> !clashes(k, target) && !clashes(k, user))
            .toList();
    if (kinds.isEmpty()) {
      return List.of();
    }
    AttributeKind kind = dice.pick(kinds);
    Value value = values.make(kind.value());
    Statement fact =
        new Statement(
            target, kind, "", kind.keys().getFirst().replace('_', ' '), value, Optional.empty());
    return List.of(new World.Dispute(relation, fact, values.other(kind.value(), value)));
  }

  private boolean isOnly(Relation relation) {
    return graph.outgoingEdgesOf(relation.source()).stream()
            .filter(r -> r.kind().equals(relation.kind()))
            .count()
        == 1;
  }

  private List<World.NamedList> lists() {
    List<World.NamedList> lists = new ArrayList<>();
    if (dice.chance(0.22)) {
      String[] entry = dice.pick(vocabulary.phrases("packed-list")).split(";", 2);
      String source = entry[1].strip();
      List<String> items = dice.some(vocabulary.list(source), dice.between(2, 7));
      lists.add(new World.NamedList(entry[0].strip(), source, items));
    }
    return lists;
  }

  private List<World.Stock> stocks() {
    List<World.Stock> stocks = new ArrayList<>();
    if (dice.chance(0.22)) {
      List<String> items = Vocabulary.entries(String.join(";", vocabulary.phrases("stock-items")));
      for (String item : dice.some(items, dice.between(2, 5))) {
        stocks.add(new World.Stock(item, dice.between(1, 24)));
      }
    }
    return stocks;
  }
}
