package memagent.vault;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiReader;

/** An index in which some notes read as they are about to be, for the length of one search. */
final class StagedNotes implements AutoCloseable {
  /** Marks the documents of notes as they are about to be. */
  static final String STAGED = "staged";

  static final String YES = "yes";

  private final IndexStore staged;
  private final IndexReader both;
  private final Set<NotePath> hidden;

  private StagedNotes(IndexStore staged, IndexReader both, Set<NotePath> hidden) {
    this.staged = staged;
    this.both = both;
    this.hidden = hidden;
  }

  /** The notes of a reader, and these in place of theirs. */
  static StagedNotes over(IndexReader base, Map<NotePath, Optional<String>> texts)
      throws IOException {
    IndexStore store = IndexStore.inMemory();
    store.write(Duration.ZERO);
    for (Map.Entry<NotePath, Optional<String>> note : texts.entrySet()) {
      if (note.getKey().isNote() && note.getValue().isPresent()) {
        var passages = PassageReader.read(note.getKey(), note.getValue().get());
        List<Document> documents =
            NoteDocuments.of(note.getKey(), new FileStamp(0, 0, 0, 0), Optional.of(passages));
        documents.forEach(document -> document.add(new StringField(STAGED, YES, Field.Store.NO)));
        store.add(documents);
      }
    }
    store.refresh();
    return new StagedNotes(
        store, new MultiReader(new IndexReader[] {base, store.reader()}, false), texts.keySet());
  }

  IndexReader reader() {
    return both;
  }

  /** Whose documents in the base do not count. */
  Set<NotePath> hidden() {
    return hidden;
  }

  @Override
  public void close() throws IOException {
    try (staged) {
      both.close();
    }
  }
}
