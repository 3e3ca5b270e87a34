package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.codecs.StoredFieldsReader;
import org.apache.lucene.document.DocumentStoredFieldVisitor;
import org.apache.lucene.index.CodecReader;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.IndexableField;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SlowCodecReaderWrapper;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * What a search index holds of some words, in passages that were deleted too: its files are packed,
 * so that their bytes alone would say nothing.
 */
final class IndexTraces {
  private IndexTraces() {}

  /**
   * The texts and terms with one of the words, among those of its vectors too.
   *
   * @throws IOException if the folder holds an index that cannot be read
   */
  static List<String> in(Path folder, ForgetWords words) throws IOException {
    List<String> found = new ArrayList<>();
    into(folder, words, found);
    into(VectorIndex.beside(folder), words, found);
    return found;
  }

  private static void into(Path folder, ForgetWords words, List<String> found) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (FSDirectory directory = FSDirectory.open(folder)) {
      if (!DirectoryReader.indexExists(directory)) {
        return;
      }
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        for (LeafReaderContext leaf : reader.leaves()) {
          stored(leaf, words, found);
          terms(leaf, words, found);
        }
      }
    }
  }

  private static void stored(LeafReaderContext leaf, ForgetWords words, List<String> found)
      throws IOException {
    // As a merge reads: one passage after the other, each block unpacked once, not once a passage.
    CodecReader reader = SlowCodecReaderWrapper.wrap(leaf.reader());
    StoredFieldsReader fields = reader.getFieldsReader().getMergeInstance();
    for (int i = 0; i < reader.maxDoc(); i++) {
      DocumentStoredFieldVisitor document = new DocumentStoredFieldVisitor();
      fields.document(i, document);
      for (IndexableField field : document.getDocument()) {
        String text = field.stringValue();
        if (text != null && words.isIn(text)) {
          found.add(text.replaceAll("[\u0001-\u0003]+", " ").strip());
        }
      }
    }
  }

  private static void terms(LeafReaderContext leaf, ForgetWords words, List<String> found)
      throws IOException {
    for (FieldInfo field : leaf.reader().getFieldInfos()) {
      Terms terms = leaf.reader().terms(field.name);
      if (terms == null) {
        continue;
      }
      TermsEnum each = terms.iterator();
      for (BytesRef term = each.next(); term != null; term = each.next()) {
        String text = term.utf8ToString();
        if (words.isIn(text)) {
          found.add(text);
        }
      }
    }
  }
}
