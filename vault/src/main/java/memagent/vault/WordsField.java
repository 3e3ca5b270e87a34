package memagent.vault;

import java.nio.charset.StandardCharsets;
import java.util.List;
import memagent.vault.WordAnalyzer.Word;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.BytesTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.util.BytesRef;

/**
 * A part of a passage whose words are known already, so that those that all passages of a note have
 * are cut, and written as Lucene wants them, once a note: one field may be in many documents. Only
 * how often a word occurs is kept, not where.
 */
final class WordsField extends Field {
  private static final FieldType TYPE = type();
  private static final WordsField NONE = new WordsField("none", List.of());

  private final BytesRef[] terms; // (term), each word with its other forms behind it
  private final boolean[] isOther; // (term), whether it is another form of the word before

  WordsField(String part, List<Word> words) {
    super(part, TYPE);
    int count = 0;
    for (Word word : words) {
      count += word.forms().size();
    }
    terms = new BytesRef[count];
    isOther = new boolean[count];
    int at = 0;
    for (Word word : words) {
      int first = at;
      for (String form : word.forms()) {
        terms[at] = new BytesRef(form.getBytes(StandardCharsets.UTF_8));
        isOther[at] = at > first;
        at++;
      }
    }
  }

  boolean isEmpty() {
    return terms.length == 0;
  }

  @Override
  public TokenStream tokenStream(Analyzer analyzer, TokenStream reused) {
    Stream stream = reused instanceof Stream before ? before : new Stream();
    stream.field = this;
    return stream;
  }

  /** Each word with its other forms at the same place. */
  private static final class Stream extends TokenStream {
    private final BytesTermAttribute term = addAttribute(BytesTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private WordsField field = NONE;
    private int at;

    @Override
    public void reset() {
      at = 0;
    }

    @Override
    public boolean incrementToken() {
      if (at == field.terms.length) {
        return false;
      }
      term.setBytesRef(field.terms[at]);
      step.setPositionIncrement(field.isOther[at] ? 0 : 1);
      at++;
      return true;
    }
  }

  private static FieldType type() {
    FieldType type = new FieldType();
    type.setTokenized(true);
    type.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    type.freeze();
    return type;
  }
}
