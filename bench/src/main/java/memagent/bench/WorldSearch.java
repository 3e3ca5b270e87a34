package memagent.bench;

import java.util.Map;
import java.util.stream.Collectors;
import memagent.sandbox.MemoryTools;
import memagent.vault.LooseNotes;
import memagent.vault.NotePath;
import org.jspecify.annotations.Nullable;

/**
 * Searches a world's memory before it lies in a folder. The notes are read at the first search. For
 * one thread at a time, as all of a world.
 */
final class WorldSearch {
  private final Memory memory;
  private @Nullable LooseNotes notes;

  WorldSearch(Memory memory) {
    this.memory = memory;
  }

  /** What {@code search_memory} brings for a query. */
  Hits find(String query) {
    if (notes == null) {
      notes =
          LooseNotes.over(
              memory.notes().entrySet().stream()
                  .collect(Collectors.toMap(e -> NotePath.of(e.getKey()), Map.Entry::getValue)));
    }
    return Hits.of(notes.search(query, MemoryTools.SEARCH_COUNT_DEFAULT));
  }
}
