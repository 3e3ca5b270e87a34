package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import memagent.vault.PassageSearch.Found;
import memagent.vault.WordAnalyzer.Word;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;

/**
 * Follows the links that a question spells out: for "my wife's employer's city" the fact {@code
 * wife} of {@code user.md} leads to a note, its {@code employer} to another, and its {@code city}
 * is found there though no note holds all three words.
 *
 * <p>A state of the walk is a note and the words that are still open. A passage of the note that
 * has some of them is found, with the score of the way plus that of those words; where it has
 * links, the walk goes on from their notes without those words. It begins at {@code user.md} and at
 * the notes that the question names. A note that is reached and has none of the open words passes
 * its score on to its first facts, weaker.
 */
final class LinkWalk {
  private static final int HOP_COUNT_MAX = 3;
  private static final int STATE_COUNT_MAX = 12; // a hop
  private static final int NAMED_COUNT_MAX = 4;
  private static final int PASSAGE_COUNT_MAX = 24; // looked at in a note
  private static final int LINK_COUNT_MAX = 4; // followed from a passage
  private static final int PASSED_ON_COUNT_MAX = 6;
  private static final double DECAY = 0.9;

  /** The end of a way that uses every word must be above the steps on it. */
  private static final double WHOLE_QUESTION_GAIN = 0.5;

  private static final double PASSED_ON_SHARE = 0.4;

  /** What BM25 makes of one occurrence in a short text, of at most 1. */
  private static final double ONE_OCCURRENCE = 0.5;

  private final PassageSearch search;
  private final List<Word> words;
  private final long strange; // bit i is set where no note has word i
  private final double[] weights; // (word): its idf among keys
  private final List<NoteWords.Asked> asked = new ArrayList<>(); // by word
  private final Map<NotePath, Optional<NoteWords>> notes = new HashMap<>();
  private final Map<Integer, Said> read = new HashMap<>(); // by document

  /**
   * A note on the way.
   *
   * @param open bit i is set while word i is not used
   */
  private record State(NotePath note, long open, double score, List<NotePath> via) {}

  /** A passage, and the words of its parts. */
  private record Said(Passage passage, Set<String> value, Set<String> heading, List<Word> key) {}

  LinkWalk(PassageSearch search, List<Word> words, long strange) throws IOException {
    this.search = search;
    this.words = words;
    this.strange = strange;
    this.weights = new double[words.size()];
    IndexReader reader = search.searcher().getIndexReader();
    for (int i = 0; i < words.size(); i++) {
      List<Term> there = new ArrayList<>();
      List<Float> rare = new ArrayList<>();
      int having = 0;
      for (String form : words.get(i).forms()) {
        for (String part : NoteDocuments.PARTS.subList(0, 3)) {
          Term term = new Term(part, form);
          Optional<TermStates> states = search.terms().states(term);
          if (states.isPresent()) {
            there.add(term);
            rare.add((float) rarity(states.get().docFreq(), reader.numDocs()));
            having = part.equals("key") ? Math.max(having, states.get().docFreq()) : having;
          }
        }
      }
      asked.add(new NoteWords.Asked(there, rare));
      weights[i] = rarity(having, reader.numDocs());
    }
  }

  /** BM25's inverse document frequency; a deleted document may count among those that have it. */
  private static double rarity(int having, int documents) {
    return Math.log(1 + (Math.max(0, documents - having) + 0.5) / (having + 0.5));
  }

  void into(Map<Integer, Found> found) throws IOException {
    List<State> states = starts();
    record Visit(NotePath note, long open) {}
    Set<Visit> visited = new HashSet<>();
    for (int hop = 0; hop <= HOP_COUNT_MAX && !states.isEmpty(); hop++) {
      List<State> next = new ArrayList<>();
      for (State state : states) {
        if (visited.add(new Visit(state.note(), state.open()))) {
          look(state, hop, found, next);
        }
      }
      next.sort(Comparator.comparingDouble(State::score).reversed());
      states = next.subList(0, Math.min(STATE_COUNT_MAX, next.size()));
    }
  }

  private List<State> starts() throws IOException {
    long all = words.size() == 64 ? -1L : (1L << words.size()) - 1;
    List<State> starts = new ArrayList<>();
    starts.add(new State(NotePath.USER, all, 0, List.of()));
    BooleanQuery.Builder named = new BooleanQuery.Builder();
    for (Word word : words) {
      for (String form : word.forms()) {
        named.add(search.terms().query(new Term(NoteDocuments.CALLED, form)), Occur.SHOULD);
      }
    }
    for (NotePath note : search.notes(named.build(), NAMED_COUNT_MAX)) {
      // Its passages carry the names, so their own words count as found already.
      long open = all;
      Set<String> names = forms(WordAnalyzer.prepared(note.stem()).replace('-', ' '));
      double score = 0;
      for (int i = 0; i < words.size(); i++) {
        if (words.get(i).forms().stream().anyMatch(names::contains)) {
          open &= ~(1L << i);
          score += weights[i] * NoteDocuments.WEIGHTS[3] * ONE_OCCURRENCE;
        }
      }
      if (open != all && !note.equals(NotePath.USER)) {
        starts.add(new State(note, open, score, List.of()));
      }
    }
    return starts;
  }

  private void look(State state, int hop, Map<Integer, Found> found, List<State> next)
      throws IOException {
    boolean any = false;
    if (state.open() != 0) {
      for (int document : matching(state)) {
        Said said = said(document);
        double[] gains = gains(said, state.open()); // (word)
        long used = 0;
        double gain = 0;
        for (int i = 0; i < gains.length; i++) {
          used |= gains[i] > 0 ? 1L << i : 0;
          gain += gains[i];
        }
        double score = state.score() + gain * Math.pow(DECAY, hop);
        if (used == 0) {
          continue;
        }
        any = true;
        long open = state.open() & ~used;
        double answered = 1 - (double) Long.bitCount(open) / words.size();
        double worth = score * (1 + WHOLE_QUESTION_GAIN * answered);
        add(found, document, worth, state.via(), (open & ~strange) == 0);
        if (hop < HOP_COUNT_MAX) {
          follow(state, said.passage(), open, score, next);
        }
      }
    }
    if (!any && !state.via().isEmpty()) {
      passOn(state, found);
    }
  }

  private void follow(State state, Passage passage, long open, double score, List<State> next)
      throws IOException {
    List<String> links = passage.links();
    for (String link : links.subList(0, Math.min(LINK_COUNT_MAX, links.size()))) {
      var target = search.resolve(link, state.note());
      if (target.isPresent() && !target.get().equals(state.note())) {
        List<NotePath> via = new ArrayList<>(state.via());
        via.add(state.note());
        next.add(new State(target.get(), open, score, via));
      }
    }
  }

  private void passOn(State state, Map<Integer, Found> found) throws IOException {
    Optional<NoteWords> note = note(state.note());
    int rank = 0;
    for (int document : note.map(words -> words.first(PASSED_ON_COUNT_MAX)).orElse(List.of())) {
      rank++;
      double worth = state.score() * PASSED_ON_SHARE * (1 - 0.05 * rank);
      add(found, document, worth, state.via(), false);
    }
  }

  private static void add(
      Map<Integer, Found> found, int document, double score, List<NotePath> via, boolean isWhole) {
    found.computeIfAbsent(document, doc -> new Found()).walked(score, via, isWhole);
  }

  private List<Integer> matching(State state) throws IOException {
    return note(state.note())
        .map(words -> words.matching(state.open(), PASSAGE_COUNT_MAX))
        .orElse(List.of());
  }

  private Optional<NoteWords> note(NotePath path) throws IOException {
    Optional<NoteWords> note = notes.get(path);
    if (note == null) {
      note = search.note(path, asked);
      notes.put(path, note);
    }
    return note;
  }

  private Said said(int document) throws IOException {
    Said said = read.get(document);
    if (said == null) {
      Passage passage = search.passage(document);
      said =
          new Said(
              passage,
              forms(NoteDocuments.plain(passage.said())),
              passage.headings().isEmpty() ? Set.of() : forms(passage.headings().getLast()),
              search.analyzer().words(NoteDocuments.plain(passage.key())));
      read.put(document, said);
    }
    return said;
  }

  /** What each open word is worth in a passage; 0 where it does not stand. */
  private double[] gains(Said said, long open) {
    double[] gains = new double[words.size()]; // (word)
    List<Word> key = said.key();
    double keyShare =
        key.isEmpty()
            ? 0
            : (double) key.stream().filter(word -> isAsked(word, open)).count() / key.size();
    Set<String> keyForms = new HashSet<>();
    key.forEach(word -> keyForms.addAll(word.forms()));
    double keyWeight = NoteDocuments.WEIGHTS[0] * (0.5 + 0.5 * keyShare);
    for (int i = 0; i < gains.length; i++) {
      if ((open & (1L << i)) != 0) {
        double best = 0;
        for (String form : words.get(i).forms()) {
          best = Math.max(best, keyForms.contains(form) ? keyWeight : 0);
          best = Math.max(best, said.value().contains(form) ? NoteDocuments.WEIGHTS[1] : 0);
          best = Math.max(best, said.heading().contains(form) ? NoteDocuments.WEIGHTS[2] : 0);
        }
        gains[i] = best * weights[i] * ONE_OCCURRENCE;
      }
    }
    return gains;
  }

  private boolean isAsked(Word word, long open) {
    for (int i = 0; i < words.size(); i++) {
      if ((open & (1L << i)) != 0
          && words.get(i).forms().stream().anyMatch(word.forms()::contains)) {
        return true;
      }
    }
    return false;
  }

  private Set<String> forms(String text) {
    Set<String> forms = new HashSet<>();
    search.analyzer().words(text).forEach(word -> forms.addAll(word.forms()));
    return forms;
  }
}
