package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * The passages of one note, and which words of a question stand in them.
 *
 * <p>A walk looks at dozens of notes. Lucene's own search would begin anew in every part of the
 * index for each; a note lies in one part, its documents in a row, so the lists of the words are
 * entered there and left behind it.
 */
final class NoteWords {
  private final int[] documents; // (passage), ascending
  private final float[][] worth; // (passage, word), 0 where the word does not stand

  private NoteWords(int[] documents, float[][] worth) {
    this.documents = documents;
    this.worth = worth;
  }

  /**
   * A word as a question has it.
   *
   * @param terms its forms in the parts of a passage
   * @param weights how much each counts
   */
  record Asked(List<Term> terms, List<Float> weights) {
    Asked {
      terms = List.copyOf(terms);
      weights = List.copyOf(weights);
    }
  }

  /**
   * Looks a note up.
   *
   * @param needed only documents that have this, if it is given
   * @return empty if there is no such note
   */
  static Optional<NoteWords> of(
      TermLookup lookup, NotePath path, Optional<Term> needed, List<Asked> words)
      throws IOException {
    Term note = new Term(NoteDocuments.NOTE, path.value());
    for (int leaf = 0; leaf < lookup.leaves().size(); leaf++) {
      Optional<PostingsEnum> postings = lookup.postings(note, leaf, null);
      if (postings.isEmpty()
          || (needed.isPresent() && lookup.postings(needed.get(), leaf, null).isEmpty())) {
        continue;
      }
      LeafReaderContext context = lookup.leaves().get(leaf);
      int[] found = live(postings.get(), context.reader().getLiveDocs());
      if (found.length > 0) {
        // The last one is the note's own.
        int[] passages = Arrays.copyOf(found, found.length - 1);
        float[][] worth = worth(lookup, leaf, passages, words);
        for (int i = 0; i < passages.length; i++) {
          passages[i] += context.docBase;
        }
        return Optional.of(new NoteWords(passages, worth));
      }
    }
    return Optional.empty();
  }

  private static int[] live(PostingsEnum postings, @Nullable Bits live) throws IOException {
    int[] found = new int[16];
    int count = 0;
    for (int at = postings.nextDoc();
        at != DocIdSetIterator.NO_MORE_DOCS;
        at = postings.nextDoc()) {
      if (live == null || live.get(at)) {
        found = count == found.length ? Arrays.copyOf(found, 2 * count) : found;
        found[count] = at;
        count++;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private static float[][] worth(TermLookup lookup, int leaf, int[] passages, List<Asked> words)
      throws IOException {
    float[][] worth = new float[passages.length][words.size()];
    PostingsEnum reused = null;
    for (int word = 0; word < words.size() && passages.length > 0; word++) {
      Asked asked = words.get(word);
      for (int i = 0; i < asked.terms().size(); i++) {
        Optional<PostingsEnum> postings = lookup.postings(asked.terms().get(i), leaf, reused);
        if (postings.isPresent()) {
          reused = postings.get();
          add(reused, passages, worth, word, asked.weights().get(i));
        }
      }
    }
    return worth;
  }

  private static void add(
      PostingsEnum postings, int[] passages, float[][] worth, int word, float weight)
      throws IOException {
    int at = postings.advance(passages[0]);
    for (int i = 0; i < passages.length && at != DocIdSetIterator.NO_MORE_DOCS; i++) {
      if (at < passages[i]) {
        at = postings.advance(passages[i]);
      }
      if (at == passages[i]) {
        worth[i][word] += weight;
      }
    }
  }

  /** The document of a passage, counted from 0; empty if the note has fewer. */
  Optional<Integer> at(int passage) {
    return passage < documents.length ? Optional.of(documents[passage]) : Optional.empty();
  }

  /** The documents of the first passages. */
  List<Integer> first(int countMax) {
    return Arrays.stream(documents).limit(countMax).boxed().toList();
  }

  /**
   * The documents of the passages that have some of the words, those that have most of them first.
   *
   * @param open bit i is set where word i counts
   */
  List<Integer> matching(long open, int countMax) {
    record Match(int document, float worth) {}
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < documents.length; i++) {
      float sum = 0;
      for (int word = 0; word < worth[i].length; word++) {
        sum += (open & (1L << word)) == 0 ? 0 : worth[i][word];
      }
      if (sum > 0) {
        matches.add(new Match(documents[i], sum));
      }
    }
    matches.sort(Comparator.comparingDouble((Match match) -> -match.worth()));
    return matches.stream().limit(countMax).map(Match::document).toList();
  }
}
