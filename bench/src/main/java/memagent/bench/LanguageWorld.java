package memagent.bench;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A world whose notes are in another language.
 *
 * @param pack the language of the notes
 * @param entries of the list of names, by the entity that has one
 */
record LanguageWorld(
    LanguagePack pack,
    RenderedWorld rendered,
    List<LanguageFact> facts,
    List<Link> links,
    Map<Entity, String> entries) {
  LanguageWorld {
    facts = List.copyOf(facts);
    links = List.copyOf(links);
  }

  /**
   * A relation of the world.
   *
   * @param id of its kind
   */
  record Link(String id, Relation relation) {}

  Entity user() {
    return rendered.world().user();
  }

  List<LanguageFact> of(Entity entity) {
    return facts.stream().filter(fact -> fact.entity() == entity).toList();
  }

  /** The links of an entity whose role means nobody else there. */
  List<Link> single(Entity source) {
    List<Link> own = from(source);
    return own.stream()
        .filter(link -> own.stream().filter(other -> other.id().equals(link.id())).count() == 1)
        .toList();
  }

  List<Link> from(Entity source) {
    return links.stream().filter(link -> link.relation().source() == source).toList();
  }

  Optional<Placed> place(LanguageFact fact) {
    return rendered.place(fact);
  }
}
