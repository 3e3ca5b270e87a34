package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnByteVectorField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.ByteVectorValues;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnByteVectorQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.util.BytesRef;

/**
 * Vectors as Lucene keeps them: one document a passage, with a byte for each number of its vector,
 * and one for the note itself, as {@link NoteDocuments} has it.
 */
final class VectorDocuments {
  private static final String VECTOR = "vector";
  private static final String HASH = "hash";
  private static final String PLACE = "place";
  private static final float STEPS = 127; // of a number from 0 to 1, as a byte

  private VectorDocuments() {}

  /**
   * Of a passage.
   *
   * @param hash of the text that was embedded
   * @param vector (dimension)
   */
  static Document passage(NotePath path, int at, String hash, byte[] vector) {
    Document document = new Document();
    document.add(new StringField(NoteDocuments.NOTE, path.value(), Field.Store.NO));
    document.add(new StringField(HASH, hash, Field.Store.NO));
    document.add(new StoredField(PLACE, at + " " + hash + " " + path.value()));
    document.add(
        new KnnByteVectorField(VECTOR, vector, VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT));
    return document;
  }

  /** Numbers from -1 to 1 as bytes. */
  static byte[] bytes(float[] vector) {
    byte[] bytes = new byte[vector.length]; // (dimension)
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) Math.round(Math.clamp(vector[i], -1f, 1f) * STEPS);
    }
    return bytes;
  }

  /**
   * The passages that lie nearest, nearest first.
   *
   * @param asked (dimension)
   * @param cosineMin what lies farther is left out, from 0
   */
  static List<NearPassage> nearest(IndexReader reader, byte[] asked, int countMax, double cosineMin)
      throws IOException {
    KnnByteVectorQuery query = new KnnByteVectorQuery(VECTOR, asked, countMax);
    StoredFields stored = reader.storedFields();
    List<NearPassage> found = new ArrayList<>();
    for (ScoreDoc hit : new IndexSearcher(reader).search(query, countMax).scoreDocs) {
      // Of an inner product x from 0 on Lucene makes x + 1.
      double cosine = (hit.score - 1) / (STEPS * STEPS);
      if (cosine >= cosineMin) {
        List<String> place = List.of(stored.document(hit.doc).get(PLACE).split(" ", 3));
        int at = Integer.parseInt(place.get(0));
        found.add(new NearPassage(new NotePath(place.get(2)), at, place.get(1), cosine));
      }
    }
    return found;
  }

  /** The vector of a text that was embedded before, of a deleted passage too. */
  static Optional<byte[]> known(IndexReader reader, String hash) throws IOException {
    for (LeafReaderContext leaf : reader.leaves()) {
      Terms hashes = leaf.reader().terms(HASH);
      ByteVectorValues vectors = leaf.reader().getByteVectorValues(VECTOR);
      if (hashes == null || vectors == null) {
        continue;
      }
      TermsEnum each = hashes.iterator();
      if (each.seekExact(new BytesRef(hash))) {
        int document = each.postings(null, PostingsEnum.NONE).nextDoc();
        KnnVectorValues.DocIndexIterator at = vectors.iterator();
        if (document != DocIdSetIterator.NO_MORE_DOCS && at.advance(document) == document) {
          return Optional.of(vectors.vectorValue(at.index()).clone());
        }
      }
    }
    return Optional.empty();
  }
}
