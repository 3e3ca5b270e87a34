package memagent.vault;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexReaderContext;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermState;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Where terms stand in one state of an index. A question asks for the same few terms many times,
 * most of its forms stand nowhere, and the next question has some of the same words; looking them
 * up was a third of a search. For one thread.
 */
final class TermLookup {
  private static final int KNOWN_COUNT_MAX = 10_000;

  private final IndexReaderContext context;
  private final List<LeafReaderContext> leaves;
  private final Map<String, @Nullable TermsEnum[]> fields = new HashMap<>(); // each: (leaf)
  private final Map<Term, Optional<Found>> known = new HashMap<>();

  /** A term that stands somewhere. */
  private static final class Found {
    private final TermStates states;
    private final @Nullable TermState[] byLeaf;

    Found(TermStates states, @Nullable TermState[] byLeaf) {
      this.states = states;
      this.byLeaf = byLeaf;
    }
  }

  TermLookup(IndexReaderContext context) {
    this.context = context;
    this.leaves = context.leaves();
  }

  boolean isOf(IndexReader reader) {
    return context.reader().equals(reader);
  }

  /** Where it stands; empty if nowhere. */
  Optional<TermStates> states(Term term) throws IOException {
    return found(term).map(found -> found.states);
  }

  /** The parts of the index, as {@link #postings} counts them. */
  List<LeafReaderContext> leaves() {
    return leaves;
  }

  /**
   * The documents of one part of the index that have a term, deleted ones too.
   *
   * @param before what this gave for another term, and is not needed any more
   */
  Optional<PostingsEnum> postings(Term term, int leaf, @Nullable PostingsEnum before)
      throws IOException {
    Optional<Found> found = found(term);
    TermState state = found.isEmpty() ? null : found.get().byLeaf[leaf];
    TermsEnum terms = state == null ? null : terms(term.field())[leaf];
    if (state == null || terms == null) {
      return Optional.empty();
    }
    terms.seekExact(term.bytes(), state);
    return Optional.of(terms.postings(before, PostingsEnum.NONE));
  }

  boolean isThere(Term term) throws IOException {
    return states(term).isPresent();
  }

  /** The documents that have it. */
  Query query(Term term) throws IOException {
    return states(term)
        .<Query>map(states -> new TermQuery(term, states))
        .orElse(MatchNoDocsQuery.INSTANCE);
  }

  private Optional<Found> found(Term term) throws IOException {
    Optional<Found> found = known.get(term);
    if (found == null) {
      found = lookedUp(term);
      if (known.size() >= KNOWN_COUNT_MAX) {
        known.clear();
      }
      known.put(term, found);
    }
    return found;
  }

  private @Nullable TermsEnum[] terms(String field) throws IOException {
    @Nullable TermsEnum[] each = fields.get(field);
    if (each == null) {
      each = new TermsEnum[leaves.size()];
      for (int i = 0; i < each.length; i++) {
        Terms terms = leaves.get(i).reader().terms(field);
        each[i] = terms == null ? null : terms.iterator();
      }
      fields.put(field, each);
    }
    return each;
  }

  private Optional<Found> lookedUp(Term term) throws IOException {
    @Nullable TermsEnum[] each = terms(term.field());
    @Nullable TermState[] byLeaf = new TermState[each.length];
    TermStates states = new TermStates(context);
    boolean isFound = false;
    for (int i = 0; i < each.length; i++) {
      TermsEnum terms = each[i];
      if (terms != null && terms.seekExact(term.bytes())) {
        isFound = true;
        TermState state = terms.termState();
        byLeaf[i] = state;
        states.register(state, i, terms.docFreq(), terms.totalTermFreq());
      }
    }
    return isFound ? Optional.of(new Found(states, byLeaf)) : Optional.empty();
  }
}
