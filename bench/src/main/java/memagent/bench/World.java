package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jgrapht.Graph;

/**
 * What a memory is about: the person who owns it, everybody and everything around, and how they
 * belong together.
 *
 * @param graph entities and relations; what no path from the user reaches is a distractor
 * @param lists of the user, such as a shopping list
 * @param stocks of the user, such as batteries
 * @param disputes facts about which user.md and another note disagree
 * @param focus whom or what most tasks ask about; empty where they ask about all alike
 */
record World(
    Graph<Entity, Relation> graph,
    Entity user,
    List<NamedList> lists,
    List<Stock> stocks,
    List<Dispute> disputes,
    Optional<Entity> focus) {

  /** A list of things. */
  record NamedList(String name, String valueList, List<String> items) {}

  /** How many of something there are. */
  record Stock(String item, int count) {}

  /**
   * A fact that two notes tell in two ways. It is no statement of its entity, so that no other task
   * asks for it.
   *
   * @param relation from the user to the entity
   * @param fact as the entity's own note has it
   * @param claimed as user.md has it
   */
  record Dispute(Relation relation, Statement fact, Value claimed) {
    /** What user.md calls the fact. */
    String key() {
      return relation.key() + " " + fact.key();
    }
  }

  /** What lies on the way from the user to an entity. */
  record Path(List<Relation> steps) {
    Entity end(Entity start) {
      return steps.isEmpty() ? start : steps.getLast().target();
    }

    int hops() {
      return steps.size();
    }
  }

  /** All entities with a note. */
  List<Entity> entities() {
    return graph.vertexSet().stream().filter(e -> !isMissing(e)).toList();
  }

  /** Whether links lead to the entity but it has no note. */
  boolean isMissing(Entity entity) {
    return graph.incomingEdgesOf(entity).stream().anyMatch(Relation::isDead);
  }

  List<Relation> from(Entity entity) {
    return graph.outgoingEdgesOf(entity).stream().toList();
  }

  /**
   * Every way from the user of at most {@code hopsMax} live relations, each noun used once at its
   * source, without circles.
   */
  List<Path> paths(int hopsMax) {
    List<Path> all = new ArrayList<>();
    all.add(new Path(List.of()));
    for (int i = 0; i < all.size(); i++) {
      Path path = all.get(i);
      if (path.hops() < hopsMax) {
        for (Relation next : from(path.end(user))) {
          if (!next.isDead() && isNew(next, path) && isSingle(next)) {
            List<Relation> steps = new ArrayList<>(path.steps());
            steps.add(next);
            all.add(new Path(steps));
          }
        }
      }
    }
    return all;
  }

  private boolean isNew(Relation next, Path path) {
    return next.target() != user
        && path.steps().stream().noneMatch(step -> step.target() == next.target());
  }

  /** Whether the noun means one target only: two brothers are not "my brother". */
  boolean isSingle(Relation relation) {
    return from(relation.source()).stream().filter(r -> sameNoun(r.kind(), relation.kind())).count()
        == 1;
  }

  private static boolean sameNoun(RelationKind a, RelationKind b) {
    return a.nouns().stream().anyMatch(b.nouns()::contains)
        || (a.noun().contains(b.noun()) || b.noun().contains(a.noun()));
  }
}
