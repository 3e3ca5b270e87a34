package memagent.vault;

import java.util.List;
import memagent.vault.WordAnalyzer.Word;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.index.IndexOptions;

/**
 * A part of a passage whose words are known already, so that those that all passages of a note have
 * are cut once a note. Only how often a word occurs is kept, not where.
 */
final class WordsField extends Field {
  private static final FieldType TYPE = type();

  private final List<Word> words;

  WordsField(String part, List<Word> words) {
    super(part, TYPE);
    this.words = words;
  }

  @Override
  public TokenStream tokenStream(Analyzer analyzer, TokenStream reused) {
    Stream stream = reused instanceof Stream before ? before : new Stream();
    stream.words = words;
    return stream;
  }

  /** Each word with its other forms at the same place. */
  private static final class Stream extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final PositionIncrementAttribute step = addAttribute(PositionIncrementAttribute.class);
    private List<Word> words = List.of();
    private int word;
    private int form;

    @Override
    public void reset() {
      word = 0;
      form = 0;
    }

    @Override
    public boolean incrementToken() {
      if (word == words.size()) {
        return false;
      }
      List<String> forms = words.get(word).forms();
      term.setEmpty().append(forms.get(form));
      step.setPositionIncrement(form == 0 ? 1 : 0);
      form++;
      if (form == forms.size()) {
        word++;
        form = 0;
      }
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
