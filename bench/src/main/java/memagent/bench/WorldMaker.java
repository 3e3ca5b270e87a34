package memagent.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
  private static final Character.UnicodeScript LATIN = Character.UnicodeScript.LATIN;

  private final Vocabulary vocabulary;
  private final WorldSettings settings;
  private final Dice dice;
  private final ValueMaker values;
  private final Set<String> names = new HashSet<>();
  private final Graph<Entity, Relation> graph = new DirectedMultigraph<>(Relation.class);

  WorldMaker(Vocabulary vocabulary, WorldSettings settings, Dice dice) {
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.dice = dice;
    this.values = new ValueMaker(vocabulary, dice);
  }

  /** A new world; make one maker for each. */
  World make() {
    Entity user = entity(EntityType.PERSON, "", "");
    graph.addVertex(user);
    int wanted = dice.between(settings.noteCountMin(), settings.noteCountMax());
    if (settings.noteCountMax() < 20 && dice.chance(0.35)) {
      wanted = Math.min(wanted, 3);
    }
    int guard = wanted * 20 + 50;
    while (graph.vertexSet().size() <= wanted && guard-- > 0) {
      grow(user);
    }
    for (Entity entity : graph.vertexSet()) {
      addFacts(entity);
      if (dice.chance(0.12) && entity != user && entity.hasLatinName()) {
        entity.alias(nickname(entity));
      }
    }
    if (dice.chance(0.08)) {
      addDeadLink(user);
    }
    return new World(graph, user, lists(), stocks(), disputes(user));
  }

  private void grow(Entity user) {
    List<Entity> all = List.copyOf(graph.vertexSet());
    if (all.size() > 2 && dice.chance(settings.distractorShare() / 2)) {
      RelationKind kind = dice.pick(vocabulary.relations());
      graph.addVertex(entity(kind.target(), kind.gender(), kind.thing()));
      return;
    }
    Entity source = dice.chance(0.55) ? user : dice.pick(all);
    List<RelationKind> fitting =
        vocabulary.relations().stream().filter(k -> k.source() == source.type()).toList();
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
    graph.addVertex(target);
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
    graph.addVertex(missing);
    link(kind, user, missing, true);
  }

  private Entity entity(EntityType type, String gender, String thing) {
    String sex =
        gender.isEmpty() && type == EntityType.PERSON ? dice.chance(0.5) ? "f" : "m" : gender;
    for (int i = 0; ; i++) {
      String name = name(type, sex, thing);
      if (names.add(name) || i > 30) {
        return new Entity(type, name, type == EntityType.PERSON ? sex : "");
      }
    }
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
    List<Entity> people =
        graph.vertexSet().stream()
            .filter(e ->
                e.type() == EntityType.PERSON
                    && e.their().equals(gender.equals("f") ? "her" : "his"))
            .filter(e -> Character.UnicodeScript.of(e.name().codePointAt(0)) == LATIN)
            .toList();
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
