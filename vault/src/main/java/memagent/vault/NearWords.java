package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import memagent.vault.WordAnalyzer.Word;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.FuzzyTermsEnum;
import org.apache.lucene.util.BytesRef;

/**
 * Gives a word that no note has the words that come near it: those that begin with it or are its
 * beginning ({@code Gärtner}, {@code Gärtnerin}; most languages change words at the end, and
 * stemmers know few), else those one letter off.
 */
final class NearWords {
  private static final int BEGINNING_CHARS_MIN = 4;
  private static final int REST_CHARS_MAX = 4;
  private static final int TYPO_CHARS_MIN = 5;
  private static final int NEAR_COUNT_MAX = 8;

  private NearWords() {}

  /** The word as it is if some note has it, else with what comes near it. */
  static Word known(IndexReader reader, TermLookup terms, Word word) throws IOException {
    for (String part : NoteDocuments.PARTS) {
      for (String form : word.forms()) {
        if (terms.isThere(new Term(part, form))) {
          return word;
        }
      }
    }
    Set<String> near = new LinkedHashSet<>();
    for (String part : NoteDocuments.PARTS) {
      Terms all = MultiTerms.getTerms(reader, part);
      if (all != null) {
        beginnings(all, word.text(), near);
      }
    }
    for (String part : NoteDocuments.PARTS) {
      Terms all = MultiTerms.getTerms(reader, part);
      if (all != null && near.isEmpty()) {
        typos(all, new Term(part, word.text()), near);
      }
    }
    List<String> forms = new ArrayList<>(word.forms());
    forms.addAll(near.stream().limit(NEAR_COUNT_MAX).toList());
    return new Word(forms);
  }

  private static void beginnings(Terms terms, String word, Set<String> near) throws IOException {
    if (word.length() < BEGINNING_CHARS_MIN) {
      return;
    }
    TermsEnum each = terms.iterator();
    int shortest = Math.max(BEGINNING_CHARS_MIN, word.length() - REST_CHARS_MAX);
    for (int end = word.length() - 1; end >= shortest; end--) {
      if (each.seekExact(new BytesRef(word.substring(0, end)))) {
        near.add(word.substring(0, end));
      }
    }
    boolean more = each.seekCeil(new BytesRef(word)) != TermsEnum.SeekStatus.END;
    while (more && near.size() < NEAR_COUNT_MAX) {
      String term = each.term().utf8ToString();
      if (!term.startsWith(word)) {
        return;
      }
      if (term.length() - word.length() <= REST_CHARS_MAX) {
        near.add(term);
      }
      more = each.next() != null;
    }
  }

  private static void typos(Terms terms, Term word, Set<String> near) throws IOException {
    if (word.text().length() < TYPO_CHARS_MIN) {
      return;
    }
    FuzzyTermsEnum each = new FuzzyTermsEnum(terms, word, 1, 1, true);
    for (BytesRef term = each.next();
        term != null && near.size() < NEAR_COUNT_MAX;
        term = each.next()) {
      near.add(term.utf8ToString());
    }
  }
}
