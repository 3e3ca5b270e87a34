package memagent.bench;

import java.util.IdentityHashMap;
import java.util.Optional;

/**
 * A world's memory, and where each statement, relation, list item and stock stands in it.
 *
 * @param places by the object itself, not by equality
 * @param recoveryShare steps of the oracle that go wrong first
 * @param search through the memory
 */
record RenderedWorld(
    World world,
    Memory memory,
    IdentityHashMap<Object, Placed> places,
    double recoveryShare,
    WorldSearch search) {

  RenderedWorld(
      World world, Memory memory, IdentityHashMap<Object, Placed> places, double recoveryShare) {
    this(world, memory, places, recoveryShare, new WorldSearch(memory));
  }

  /** Where {@code fact} stands; empty if its text is not unique in the note. */
  Optional<Placed> place(Object fact) {
    return Optional.ofNullable(places.get(fact));
  }

  String note(String path) {
    return memory.notes().getOrDefault(path, "");
  }
}
