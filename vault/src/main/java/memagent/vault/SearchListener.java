package memagent.vault;

/**
 * Hears how far a long work on all notes is, and what the search index does beside answering. Calls
 * may come from any thread.
 */
public interface SearchListener {
  /** Hears nothing. */
  SearchListener SILENT = new SearchListener() {};

  /** So many of the notes that are to be read have been read; called often. */
  default void progress(int done, int total) {}

  /** So many of the notes whose passages lack vectors have them; called often. */
  default void embedding(int done, int total) {}

  /** One sentence for the person: the index was damaged, or cannot be kept on the disk. */
  default void notice(String sentence) {}
}
