package memagent.vault;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Notes that lie in no folder, such as those of a memory that was only thought up, to be searched.
 * What is found is what {@link SearchIndex} finds once they lie in one, in the same order. For one
 * thread at a time.
 */
public final class LooseNotes {
  private final IndexStore store;
  private final WordAnalyzer questions = WordAnalyzer.forQuestions();

  private LooseNotes(IndexStore store) {
    this.store = store;
  }

  /** Reads notes, by their paths. */
  public static LooseNotes over(Map<NotePath, String> notes) {
    IndexStore store = IndexStore.inMemory();
    try {
      store.write(Duration.ZERO);
      // In the order of a walk through the folder: among equal scores the first one wins.
      List<NotePath> paths = new ArrayList<>(notes.keySet());
      paths.sort((a, b) -> Arrays.compare(spelled(a), spelled(b)));
      for (NotePath path : paths) {
        var passages = PassageReader.read(path, notes.getOrDefault(path, ""));
        store.add(NoteDocuments.of(path, new FileStamp(0, 0, 0, 0), Optional.of(passages)));
      }
      store.refresh();
      return new LooseNotes(store);
    } catch (IOException e) {
      throw new VaultException("The notes cannot be searched: " + e.getMessage() + ".", e);
    }
  }

  /** Code points with the end of a folder's name below all others. */
  private static int[] spelled(NotePath path) {
    return path.value().codePoints().map(c -> c == '/' ? 0 : c).toArray();
  }

  /**
   * The passages that bear on a question, as {@link SearchIndex#search}.
   *
   * @param countMax how many at most, from 1
   */
  public List<SearchHit> search(String question, int countMax) {
    try {
      return new PassageSearch(store.reader(), questions, Set.of()).find(question, countMax);
    } catch (IOException e) {
      throw new VaultException("The notes cannot be searched: " + e.getMessage() + ".", e);
    }
  }
}
