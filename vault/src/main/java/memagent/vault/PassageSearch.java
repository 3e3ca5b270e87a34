package memagent.vault;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import memagent.vault.WordAnalyzer.Word;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SynonymQuery;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.BytesRef;

/**
 * Answers questions from one state of an index: BM25 over the parts of each passage (Robertson and
 * Zaragoza, "The Probabilistic Relevance Framework", 2009, equation 3.15, as Lucene has it), and
 * beside it a {@link LinkWalk}, whose scores are of the same size; the better one counts. Where
 * vectors are given, {@link RankFusion} joins their ranking with this one.
 */
final class PassageSearch {
  private static final int WORD_COUNT_MAX = 32;
  private static final int SAME_NAME_COUNT_MAX = 50;

  /** A word that more passages have is common in a memory. */
  private static final int COMMON_COUNT_MIN = 20_000;

  private static final float FORM_WEIGHT = 0.7f;
  private static final float OTHER_PARTS_SHARE = 0.15f;
  private static final float K1 = 1.2f;

  /** Passages are short: a sentence of twelve words is not worse than a fact of two. */
  private static final float B = 0.3f;

  private static final Set<String> STOP_WORDS = stopWords();
  private static final Found NOT_FOUND = new Found();

  private final IndexReader reader;
  private final IndexSearcher searcher;
  private final WordAnalyzer analyzer;
  private final Optional<Query> hidden;
  private final Set<NotePath> hiddenNotes;
  private final StoredFields stored;
  private final TermLookup terms;

  PassageSearch(IndexReader reader, WordAnalyzer analyzer, Collection<NotePath> hidden)
      throws IOException {
    this(reader, new TermLookup(reader.getContext()), analyzer, hidden);
  }

  /**
   * A search.
   *
   * @param terms what is known of the reader's terms from questions before
   */
  PassageSearch(
      IndexReader reader, TermLookup terms, WordAnalyzer analyzer, Collection<NotePath> hidden)
      throws IOException {
    this.reader = reader;
    this.searcher = new IndexSearcher(reader);
    this.searcher.setQueryCache(null);
    this.searcher.setSimilarity(new BM25Similarity(K1, B));
    this.analyzer = analyzer;
    this.stored = reader.storedFields();
    this.terms = terms;
    this.hiddenNotes = Set.copyOf(hidden);
    this.hidden = hidden.isEmpty() ? Optional.empty() : Optional.of(hidden(hidden));
  }

  private static Query hidden(Collection<NotePath> paths) {
    List<BytesRef> notes = paths.stream().map(path -> new BytesRef(path.value())).toList();
    return new BooleanQuery.Builder()
        .add(new TermInSetQuery(NoteDocuments.NOTE, notes), Occur.FILTER)
        .add(new TermQuery(new Term(StagedNotes.STAGED, StagedNotes.YES)), Occur.MUST_NOT)
        .build();
  }

  /** A document and what speaks for it. */
  static final class Found {
    private double own; // what its own words are worth
    private double walked; // what the way to it is worth
    private List<NotePath> via = List.of();
    private boolean isWhole; // whether the way to it has every word of the question

    /** A way led to it, by these notes; the best one counts. */
    void walked(double score, List<NotePath> notes, boolean isWholeQuestion) {
      isWhole |= isWholeQuestion;
      if (score > walked) {
        walked = score;
        via = notes;
      }
    }

    double score() {
      return Math.max(own, walked);
    }
  }

  List<SearchHit> find(String question, int countMax) throws IOException {
    return find(question, countMax, List.of());
  }

  /**
   * The same, joined with what lies near by its vectors.
   *
   * @param near nearest first; what does not say that any more is left out
   */
  List<SearchHit> find(String question, int countMax, List<NearPassage> near) throws IOException {
    return find(question, countMax, near, RankFusion.CHOSEN);
  }

  /** The same, joined in another way. */
  List<SearchHit> find(String question, int countMax, List<NearPassage> near, RankFusion fusion)
      throws IOException {
    List<Word> asked = words(question);
    if (asked.isEmpty() || reader.numDocs() == 0) {
      return List.of();
    }
    List<Word> words = known(asked);
    List<Integer> byVectors = documents(near);
    int depth = byVectors.isEmpty() ? countMax : Math.max(countMax, RankFusion.DEPTH);
    Map<Integer, Found> found = new HashMap<>();
    // No more are needed: what is behind these can only come before them by a way that leads to it.
    for (ScoreDoc hit : best(words, depth)) {
      found.computeIfAbsent(hit.doc, doc -> new Found()).own = hit.score;
    }
    long strange = byVectors.isEmpty() ? 0 : strange(asked, words);
    new LinkWalk(this, words, strange).into(found);
    List<Integer> byWords =
        found.entrySet().stream()
            .sorted(
                Comparator.comparingDouble(
                        (Map.Entry<Integer, Found> entry) -> -entry.getValue().score())
                    .thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey)
            .limit(depth)
            .toList();
    List<SearchHit> hits = new ArrayList<>();
    if (byVectors.isEmpty()) {
      for (int document : byWords) {
        Found why = found.getOrDefault(document, NOT_FOUND);
        hits.add(new SearchHit(passage(document), why.score(), why.via));
      }
      return hits;
    }
    Set<Integer> certain = certain(words, strange, found);
    Map<Integer, Double> joined = fusion.join(byWords, certain, byVectors);
    for (Map.Entry<Integer, Double> entry : joined.entrySet()) {
      if (hits.size() == countMax) {
        break;
      }
      Found why = found.getOrDefault(entry.getKey(), NOT_FOUND);
      boolean isTop = certain.contains(entry.getKey());
      double score = isTop ? entry.getValue() + why.score() : entry.getValue();
      Passage passage = passage(entry.getKey());
      hits.add(new SearchHit(passage, score, why.via, !found.containsKey(entry.getKey())));
    }
    return hits;
  }

  /** Bit i is set where no note has word i; what comes near it was looked for, if anything. */
  private long strange(List<Word> asked, List<Word> words) throws IOException {
    long strange = 0;
    for (int i = 0; i < words.size(); i++) {
      boolean isKnown = words.get(i).equals(asked.get(i)) && query(words.get(i)).isPresent();
      strange |= isKnown ? 0 : 1L << i;
    }
    return strange;
  }

  /**
   * What has every word of a question that any note has, itself or with the way to it. Beside words
   * that none has these must be two, and one of them no name of the note: Jane's name alone says
   * nothing of what is asked about her.
   */
  private Set<Integer> certain(List<Word> words, long strange, Map<Integer, Found> found)
      throws IOException {
    Set<Integer> certain = new HashSet<>();
    if (words.size() - Long.bitCount(strange) < (strange == 0 ? 1 : 2)) {
      return certain;
    }
    found.forEach((document, why) -> {
      if (why.isWhole) {
        certain.add(document);
      }
    });
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    BooleanQuery.Builder own = new BooleanQuery.Builder();
    for (int i = 0; i < words.size(); i++) {
      if ((strange & (1L << i)) == 0) {
        query(words.get(i)).ifPresent(query -> all.add(query, Occur.MUST));
        for (String part : NoteDocuments.PARTS.subList(0, 2)) {
          forms(part, words.get(i)).ifPresent(query -> own.add(query, Occur.SHOULD));
        }
      }
    }
    if (strange != 0) {
      all.add(own.build(), Occur.MUST);
    }
    certain.addAll(documents(all.build(), RankFusion.DEPTH));
    return certain;
  }

  /** The documents of passages that still say what their vectors were made of. */
  private List<Integer> documents(List<NearPassage> near) throws IOException {
    List<Integer> documents = new ArrayList<>();
    for (NearPassage passage : near) {
      Optional<Integer> document =
          note(passage.note(), List.of()).flatMap(note -> note.at(passage.at()));
      if (document.isPresent()
          && EmbeddedText.of(passage(document.get()))
              .filter(text -> EmbeddedText.hash(text).equals(passage.hash()))
              .isPresent()) {
        documents.add(document.get());
      }
    }
    return documents;
  }

  /** What a question asks for: without the words that every question has, if others are left. */
  private List<Word> words(String question) throws IOException {
    Map<String, Word> all =
        analyzer.words(question).stream()
            .collect(Collectors.toMap(Word::text, w -> w, (a, b) -> a, LinkedHashMap::new));
    List<Word> telling =
        all.values().stream().filter(word -> !STOP_WORDS.contains(word.text())).toList();
    List<Word> words = telling.isEmpty() ? List.copyOf(all.values()) : telling;
    return words.subList(0, Math.min(WORD_COUNT_MAX, words.size()));
  }

  /** Words that no note has become those that come near. */
  private List<Word> known(List<Word> words) throws IOException {
    List<Word> known = new ArrayList<>();
    for (Word word : words) {
      known.add(NearWords.known(reader, terms, word));
    }
    return known;
  }

  /**
   * The passages with the words that are worth most. Of a large memory only those with a word that
   * is not common there, if they are enough: the common ones count in them, and are not followed
   * through tens of thousands of others.
   */
  private ScoreDoc[] best(List<Word> words, int countMax) throws IOException {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    BooleanQuery.Builder telling = new BooleanQuery.Builder();
    BooleanQuery.Builder weighed = new BooleanQuery.Builder();
    int tellingCount = 0;
    int commonCount = 0;
    for (Word word : words) {
      Optional<Query> query = query(word);
      if (query.isPresent()) {
        all.add(query.get(), Occur.SHOULD);
        boolean isCommon = isCommon(word);
        (isCommon ? weighed : telling).add(query.get(), Occur.SHOULD);
        tellingCount += isCommon ? 0 : 1;
        commonCount += isCommon ? 1 : 0;
      }
    }
    if (tellingCount > 0 && commonCount > 0) {
      weighed.add(telling.build(), Occur.MUST);
      ScoreDoc[] hits = searcher.search(visible(weighed.build()), countMax).scoreDocs;
      if (hits.length == countMax) {
        return hits;
      }
    }
    return searcher.search(visible(all.build()), countMax).scoreDocs;
  }

  private boolean isCommon(Word word) throws IOException {
    for (String part : NoteDocuments.PARTS) {
      Optional<TermStates> states = terms.states(new Term(part, word.text()));
      if (states.isPresent() && states.get().docFreq() > COMMON_COUNT_MIN) {
        return true;
      }
    }
    return false;
  }

  /** Each word counts where it is worth most, so that a title in a heading is not counted twice. */
  private Optional<Query> query(Word word) throws IOException {
    List<Query> parts = new ArrayList<>();
    for (int part = 0; part < NoteDocuments.PARTS.size(); part++) {
      Optional<Query> forms = forms(NoteDocuments.PARTS.get(part), word);
      if (forms.isPresent()) {
        parts.add(new BoostQuery(forms.get(), NoteDocuments.WEIGHTS[part]));
      }
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(new DisjunctionMaxQuery(parts, OTHER_PARTS_SHARE));
  }

  /** A word in one part; empty where none of its forms stands there. */
  private Optional<Query> forms(String part, Word word) throws IOException {
    SynonymQuery.Builder forms = new SynonymQuery.Builder(part);
    List<Term> found = new ArrayList<>();
    for (String form : word.forms()) {
      Term term = new Term(part, form);
      if (terms.isThere(term)) {
        forms.addTerm(term, form.equals(word.text()) ? 1 : FORM_WEIGHT);
        found.add(term);
      }
    }
    if (found.size() == 1 && found.getFirst().text().equals(word.text())) {
      return Optional.of(terms.query(found.getFirst()));
    }
    return found.isEmpty() ? Optional.empty() : Optional.of(forms.build());
  }

  private Query visible(Query query) {
    return hidden
        .<Query>map(not ->
            new BooleanQuery.Builder().add(query, Occur.MUST).add(not, Occur.MUST_NOT).build())
        .orElse(query);
  }

  IndexSearcher searcher() {
    return searcher;
  }

  TermLookup terms() {
    return terms;
  }

  WordAnalyzer analyzer() {
    return analyzer;
  }

  Passage passage(int document) throws IOException {
    return NoteDocuments.passage(stored.document(document));
  }

  /** The words of a question in a note; empty where there is none. */
  Optional<NoteWords> note(NotePath path, List<NoteWords.Asked> words) throws IOException {
    Optional<Term> needed =
        hiddenNotes.contains(path)
            ? Optional.of(new Term(StagedNotes.STAGED, StagedNotes.YES))
            : Optional.empty();
    return NoteWords.of(terms, path, needed, words);
  }

  /** The documents that a query finds, in the order of the index where it scores nothing. */
  List<Integer> documents(Query query, int countMax) throws IOException {
    List<Integer> documents = new ArrayList<>();
    for (ScoreDoc hit : searcher.search(visible(query), countMax).scoreDocs) {
      documents.add(hit.doc);
    }
    return documents;
  }

  /** The notes whose own documents a query finds. */
  List<NotePath> notes(Query query, int countMax) throws IOException {
    List<NotePath> notes = new ArrayList<>();
    for (int document : documents(query, countMax)) {
      Document note = stored.document(document, Set.of(NoteDocuments.SELF));
      notes.add(new NotePath(note.get(NoteDocuments.SELF)));
    }
    return notes;
  }

  /** The note that a link means, as {@link LinkResolver} decides among those of that name. */
  Optional<NotePath> resolve(String target, NotePath source) throws IOException {
    WikiLink link = WikiLink.of(target);
    Optional<NotePath> exact = LinkResolver.exact(link);
    if (exact.isPresent() && note(exact.get(), List.of()).isPresent()) {
      return exact;
    }
    Term name = new Term(NoteDocuments.NAME, NoteDocuments.lastName(link.target()));
    Optional<NotePath> named =
        new LinkResolver(notes(terms.query(name), SAME_NAME_COUNT_MAX)).resolve(link, source);
    if (named.isPresent()) {
      return named;
    }
    return aliased(LinkResolver.key(link.target())).stream().findFirst();
  }

  /** The notes that have another name, ascending. */
  List<NotePath> aliased(String key) throws IOException {
    Term alias = new Term(NoteDocuments.ALIAS, key);
    return notes(terms.query(alias), SAME_NAME_COUNT_MAX).stream().sorted().toList();
  }

  /** The notes that most others link to, most first. */
  List<NotePath> mostLinked(int countMax) throws IOException {
    record Target(String name, int count) {}
    PriorityQueue<Target> top =
        new PriorityQueue<>(
            Comparator.comparingInt(Target::count)
                .thenComparing(Target::name, Comparator.reverseOrder()));
    Terms targets = MultiTerms.getTerms(reader, NoteDocuments.LINKED);
    if (targets != null) {
      TermsEnum each = targets.iterator();
      for (BytesRef name = each.next(); name != null; name = each.next()) {
        top.add(new Target(name.utf8ToString(), each.docFreq()));
        if (top.size() > countMax) {
          top.poll();
        }
      }
    }
    List<NotePath> notes = new ArrayList<>();
    for (Target target : top.stream().sorted(top.comparator().reversed()).toList()) {
      resolve(target.name(), NotePath.ROOT).ifPresent(notes::add);
    }
    return notes;
  }

  private static Set<String> stopWords() {
    try (InputStream file = PassageSearch.class.getResourceAsStream("stop-words.txt")) {
      if (file == null) {
        throw new IllegalStateException("stop-words.txt is not in the program's jar");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8));
      return lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> List.of(line.strip().split(" +")).stream())
          .filter(word -> !word.isEmpty())
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
