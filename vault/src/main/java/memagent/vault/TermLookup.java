package memagent.vault;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.lucene.index.IndexReaderContext;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;
import org.jspecify.annotations.Nullable;

/**
 * Where the terms of one question stand in an index. A question asks for the same few terms many
 * times, and most of its forms stand nowhere; looking them up was a third of a search. For one
 * thread, and one state of the index.
 */
final class TermLookup {
  private final IndexReaderContext context;
  private final List<LeafReaderContext> leaves;
  private final Map<String, @Nullable TermsEnum[]> fields = new HashMap<>(); // each: (leaf)
  private final Map<Term, Optional<TermStates>> known = new HashMap<>();

  TermLookup(IndexReaderContext context) {
    this.context = context;
    this.leaves = context.leaves();
  }

  /** Where it stands; empty if nowhere. */
  Optional<TermStates> states(Term term) throws IOException {
    Optional<TermStates> states = known.get(term);
    if (states == null) {
      states = found(term);
      known.put(term, states);
    }
    return states;
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

  private Optional<TermStates> found(Term term) throws IOException {
    @Nullable TermsEnum[] each = fields.get(term.field());
    if (each == null) {
      each = new TermsEnum[leaves.size()];
      for (int i = 0; i < each.length; i++) {
        Terms terms = leaves.get(i).reader().terms(term.field());
        each[i] = terms == null ? null : terms.iterator();
      }
      fields.put(term.field(), each);
    }
    TermStates states = new TermStates(context);
    boolean isFound = false;
    for (int i = 0; i < each.length; i++) {
      TermsEnum terms = each[i];
      if (terms != null && terms.seekExact(term.bytes())) {
        isFound = true;
        states.register(terms.termState(), i, terms.docFreq(), terms.totalTermFreq());
      }
    }
    return isFound ? Optional.of(states) : Optional.empty();
  }
}
