package memagent.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jgrapht.Graph;
import org.jgrapht.graph.DirectedMultigraph;

/** Makes a world in another language: the person, people and places around, and their facts. */
final class LanguageWorldMaker {
  private static final int RELATION_COUNT_MAX = 7;
  private static final int FACT_COUNT_MAX = 8;
  private static final double TWICE = 0.35; // worlds with two of a kind, such as two brothers
  private static final double SECOND = 0.3; // people who have somebody or some place of their own
  private static final double ENGLISH_KEYS = 0.15;
  private static final double LATIN_FILES = 0.5;

  private final LanguagePack pack;
  private final Dice dice;
  private final double recoveryShare;
  private final LanguageValues values;
  private final Graph<Entity, Relation> graph = new DirectedMultigraph<>(Relation.class);
  private final List<LanguageFact> facts = new ArrayList<>();
  private final List<LanguageWorld.Link> links = new ArrayList<>();
  private final Map<Entity, String> entries = new LinkedHashMap<>();
  private final Set<String> taken = new HashSet<>();

  LanguageWorldMaker(LanguagePack pack, Dice dice, double recoveryShare) {
    this.pack = pack;
    this.dice = dice;
    this.recoveryShare = recoveryShare;
    this.values = new LanguageValues(pack, dice);
  }

  LanguageWorld make(String id) {
    boolean englishKeys = dice.chance(ENGLISH_KEYS);
    Entity user = entity(EntityType.PERSON, dice.chance(0.5) ? "f" : "m");
    facts(user, dice.between(3, FACT_COUNT_MAX), englishKeys);
    List<LanguageRelation> chosen =
        dice.some(pack.relations(), dice.between(2, RELATION_COUNT_MAX));
    for (LanguageRelation relation : chosen) {
      Entity target = linked(user, relation, englishKeys);
      LanguageRelation second = dice.pick(pack.relations());
      if (target.type() == EntityType.PERSON
          && dice.chance(SECOND)
          && hasName(second, RELATION_COUNT_MAX)) {
        linked(target, second, englishKeys);
      }
    }
    LanguageRelation first = chosen.getFirst();
    if (first.type() == EntityType.PERSON && dice.chance(TWICE) && hasName(first, 0)) {
      linked(user, first, englishKeys);
    }
    World world = new World(graph, user, List.of(), List.of(), List.of(), Optional.empty());
    LinkStyle style = LinkStyle.choose(dice);
    style.name(world, dice);
    if (dice.chance(LATIN_FILES)) {
      nameInLatin(user);
    } else {
      nameInCyrillic();
    }
    IdentityHashMap<Object, Placed> places = new IdentityHashMap<>();
    Memory memory =
        new LanguageRenderer(pack, dice, style, world, facts, links, englishKeys)
            .render(id, places);
    return new LanguageWorld(
        pack, new RenderedWorld(world, memory, places, recoveryShare), facts, links, entries);
  }

  /* The names of one world are all different, and the lists hold some more than a user's links. */
  private List<String> names(EntityType type, String gender) {
    List<String> list = pack.list(type == EntityType.PERSON ? "name-" + gender : "place");
    return list.stream().filter(entry -> !taken.contains(entry)).toList();
  }

  private boolean hasName(LanguageRelation relation, int kept) {
    return names(relation.type(), relation.gender()).size() > kept;
  }

  private Entity entity(EntityType type, String gender) {
    String entry = dice.pick(names(type, gender));
    taken.add(entry);
    Entity entity = new Entity(type, LanguageNames.nominative(entry), gender);
    entries.put(entity, entry);
    graph.addVertex(entity);
    return entity;
  }

  private Entity linked(Entity source, LanguageRelation relation, boolean englishKeys) {
    Entity target = entity(relation.type(), relation.gender());
    String key = dice.pick(englishKeys ? List.of(relation.id()) : relation.keys());
    RelationKind kind =
        new RelationKind(source.type(), List.of(key), relation.type(), "", "", List.of());
    Relation edge = new Relation(kind, key, source, target, false);
    graph.addEdge(source, target, edge);
    links.add(new LanguageWorld.Link(relation.id(), edge));
    facts(target, dice.between(2, FACT_COUNT_MAX - 2), englishKeys);
    return target;
  }

  private void facts(Entity entity, int count, boolean englishKeys) {
    List<LanguageKind> fitting =
        pack.kinds().stream().filter(kind -> kind.types().contains(entity.type())).toList();
    for (LanguageKind kind : dice.some(fitting, count)) {
      String key = englishKeys ? kind.id() : dice.pick(kind.keys());
      facts.add(new LanguageFact(entity, kind.id(), key, values.make(kind.value())));
    }
  }

  /* Words lose the accent of й, which files keep. */
  private void nameInCyrillic() {
    for (Entity entity : entries.keySet()) {
      String own = entity.name().toLowerCase(Locale.ROOT).replace(' ', '_');
      if (Character.UnicodeScript.of(own.codePointAt(0)) == Character.UnicodeScript.CYRILLIC) {
        entity.path(entity.path().replace(LinkStyle.snake(entity.name()), own));
      }
    }
  }

  private void nameInLatin(Entity user) {
    Set<String> paths = new HashSet<>();
    entries.forEach((entity, entry) -> {
      String slug = LanguageNames.slug(entry);
      if (entity != user && !slug.isEmpty() && paths.add(slug)) {
        entity.path("entities/" + slug + ".md");
      }
    });
  }
}
