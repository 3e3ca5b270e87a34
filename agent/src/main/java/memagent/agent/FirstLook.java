package memagent.agent;

import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import memagent.model.ChatMessage;
import memagent.model.FinishReason;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Outside;
import memagent.vault.Vault;
import memagent.vault.VaultTransaction;

/**
 * Reads what {@link Recall} looks through: all notes of a small memory, the likely ones of a large.
 */
final class FirstLook {
  /** Links that lead nowhere are told of up to this number. */
  private static final int DEAD_COUNT_MAX = 12;

  /** Passages that the search index is asked for. */
  private static final int FOUND_COUNT_MAX = 32;

  private FirstLook() {}

  /**
   * What was found.
   *
   * @param outside paths of the notes from outside that were looked through
   * @param tie what to ask back where the question fits several notes alike; empty for nothing
   * @param parts the likely lines of parts of the question
   */
  record Look(Excerpt excerpt, Set<String> outside, Optional<String> tie, List<String> parts) {
    /** Where nothing is looked for. */
    static final Look NOTHING = new Look(Excerpt.NOTHING, Set.of(), Optional.empty(), List.of());

    Look {
      outside = Set.copyOf(outside);
      parts = List.copyOf(parts);
    }

    /**
     * The parts' lines that the excerpt shows, since a reply is checked against what was shown, and
     * of which a filter withholds nothing but their note's name.
     */
    List<String> open(PrivacyFilter filter, LocalDate today) {
      List<String> shown =
          parts.stream()
              .filter(line -> !Excerpt.isOf(line, outside))
              .filter(line -> !line.contains("[["))
              .filter(line -> line.indexOf('<') < 0)
              .filter(line -> excerpt.shows(OpenPart.path(line), OpenPart.value(line)))
              .distinct()
              .toList();
      if (shown.isEmpty()) {
        return shown;
      }
      return filter.masks(shown, excerpt.notes(), today).stream()
          .filter(line -> !OpenPart.quoted(line).contains(PrivacyFilter.MASK))
          .toList();
    }
  }

  /**
   * The lines of a memory that bear on a question; the question before it counts a little.
   *
   * @param parts of the question that are looked for by themselves too
   */
  static Look at(
      Vault vault, Question question, List<String> parts, Session session, TurnLimits limits) {
    Map<String, String> notes = new LinkedHashMap<>();
    try (VaultTransaction transaction = vault.begin()) {
      List<NotePath> all = transaction.notes();
      int countMax = limits.recallNoteCountMax();
      for (NotePath path :
          all.size() <= countMax ? all : likely(vault, transaction, question, countMax)) {
        transaction.readable(path).ifPresent(text -> notes.put(path.value(), text));
      }
      Set<String> outside = new LinkedHashSet<>();
      notes.forEach((path, text) -> {
        if (Outside.isMarked(NotePath.of(path), text)) {
          outside.add(path);
        }
      });
      String before = before(session);
      Excerpt excerpt = Recall.of(question.text(), before, notes, limits.recallCharsMax());
      // Of a large memory, a link may lead to a note that was not looked through.
      Predicate<String> isDead =
          target -> notes.size() == all.size() || transaction.resolve(target).isEmpty();
      // What only notes from outside name is text from outside too.
      Predicate<String> isInside =
          target ->
              outside.isEmpty()
                  || notes.entrySet().stream()
                      .anyMatch(note ->
                          !outside.contains(note.getKey()) && note.getValue().contains(target));
      List<String> dead =
          excerpt.dead().stream().filter(isInside.and(isDead)).limit(DEAD_COUNT_MAX).toList();
      // In a large memory a note that was not looked through might tell them apart.
      Optional<String> tie =
          notes.size() == all.size() && outside.isEmpty()
              ? Ties.question(question.text(), notes)
              : Optional.empty();
      return new Look(
          new Excerpt(excerpt.parts(), excerpt.likely(), excerpt.unknown(), dead),
          outside,
          tie.filter(asked -> !before.contains(asked)),
          parts.stream().flatMap(part -> likely(part, question.text(), notes, limits)).toList());
    }
  }

  /** The likely lines of a part of a question, the best first. */
  private static Stream<String> likely(
      String part, String question, Map<String, String> notes, TurnLimits limits) {
    return Recall.of(part, question, notes, limits.recallCharsMax()).likely().reversed().stream();
  }

  /* Of a large memory: the own note, what the search index finds if it is there already, notes with a
   * word of the question in their name, and what these link to, in that order. */
  private static Set<NotePath> likely(
      Vault vault, VaultTransaction transaction, Question question, int countMax) {
    Set<NotePath> chosen = new LinkedHashSet<>();
    chosen.add(NotePath.USER);
    found(vault, question).limit(countMax / 2).forEach(chosen::add);
    NamedBy named = new NamedBy(question.text());
    for (NotePath path : transaction.notes()) {
      if (chosen.size() >= countMax / 2) {
        break;
      }
      if (named.isNamed(path)) {
        chosen.add(path);
      }
    }
    Deque<NotePath> open = new ArrayDeque<>(chosen);
    while (!open.isEmpty() && chosen.size() < countMax) {
      NotePath path = open.removeFirst();
      for (NotePath next : linked(transaction, path)) {
        if (chosen.size() < countMax && chosen.add(next)) {
          open.addLast(next);
        }
      }
    }
    return chosen;
  }

  /** The notes that a search finds, and those on the way to them; none before there is an index. */
  private static Stream<NotePath> found(Vault vault, Question question) {
    return vault.index().isAtHand()
        ? vault.index().search(question.text(), FOUND_COUNT_MAX).stream()
            .flatMap(hit -> Stream.concat(Stream.of(hit.passage().path()), hit.via().stream()))
        : Stream.empty();
  }

  /** Tells which paths have a word of a question; a folder is looked at once. */
  private static final class NamedBy {
    private final Set<String> asked;
    private final List<String> beginnings;
    private final Map<String, Boolean> folders = new HashMap<>();

    NamedBy(String question) {
      asked = Set.copyOf(MemoryLine.words(question));
      // A stem of three letters and more is the beginning of its word, but for its last letter.
      beginnings =
          asked.stream()
              .filter(Words::isAscii)
              .map(word -> word.length() < 3 ? word : word.substring(0, word.length() - 1))
              .toList();
    }

    boolean isNamed(NotePath path) {
      int name = path.value().lastIndexOf('/') + 1;
      return folders.computeIfAbsent(path.value().substring(0, name), this::hasWord)
          || hasWord(path.value().substring(name));
    }

    private boolean hasWord(String part) {
      return mayHaveWord(part)
          && MemoryLine.words(part.replace('_', ' ')).stream().anyMatch(asked::contains);
    }

    /** Of a hundred thousand names nearly all have none, and need not be cut into words. */
    private boolean mayHaveWord(String part) {
      if (!Words.isAscii(part)) {
        return true;
      }
      String lower = part.toLowerCase(Locale.ROOT);
      return beginnings.stream().anyMatch(lower::contains);
    }
  }

  private static List<NotePath> linked(VaultTransaction transaction, NotePath path) {
    List<NotePath> linked = new ArrayList<>();
    Optional<String> text = transaction.readable(path);
    if (text.isPresent()) {
      Note.parse(path, text.get())
          .links()
          .forEach(link -> transaction.resolve(link.target()).ifPresent(linked::add));
    }
    return linked;
  }

  /** What the question before this one and its reply said. */
  private static String before(Session session) {
    List<ChatMessage> last = History.newest(session.messages(), 1);
    if (last.isEmpty()) {
      return "";
    }
    String asked = Question.of(Excerpt.without(last.getFirst().text())).text();
    return TurnParser.parse(last.getLast().text(), FinishReason.STOP)
            instanceof AssistantTurn.Reply reply
        ? asked + "\n" + reply.reply()
        : asked;
  }
}
