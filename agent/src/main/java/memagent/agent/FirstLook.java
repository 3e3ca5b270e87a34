package memagent.agent;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
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
  private static final NotePath OWN = NotePath.of("user.md");

  /** Links that lead nowhere are told of up to this number. */
  private static final int DEAD_COUNT_MAX = 12;

  private FirstLook() {}

  /**
   * What was found.
   *
   * @param outside paths of the notes from outside that were looked through
   */
  record Look(Excerpt excerpt, Set<String> outside) {
    /** Where nothing is looked for. */
    static final Look NOTHING = new Look(Excerpt.NOTHING, Set.of());

    Look {
      outside = Set.copyOf(outside);
    }
  }

  /** The lines of a memory that bear on a question; the question before it counts a little. */
  static Look at(Vault vault, Question question, Session session, TurnLimits limits) {
    List<NotePath> all = vault.notes();
    Map<String, String> notes = new LinkedHashMap<>();
    try (VaultTransaction transaction = vault.begin()) {
      for (NotePath path : likely(all, transaction, question, limits.recallNoteCountMax())) {
        transaction.readable(path).ifPresent(text -> notes.put(path.value(), text));
      }
      Set<String> outside = new LinkedHashSet<>();
      notes.forEach((path, text) -> {
        if (Outside.isMarked(NotePath.of(path), text)) {
          outside.add(path);
        }
      });
      Excerpt excerpt = Recall.of(question.text(), before(session), notes, limits.recallCharsMax());
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
      return new Look(
          new Excerpt(excerpt.parts(), excerpt.likely(), excerpt.unknown(), dead), outside);
    }
  }

  /* Of a large memory: the own note, notes with a word of the question in their name, and what these
   * link to, in that order. */
  private static Iterable<NotePath> likely(
      List<NotePath> all, VaultTransaction transaction, Question question, int countMax) {
    if (all.size() <= countMax) {
      return all;
    }
    Set<String> asked = Set.copyOf(MemoryLine.words(question.text()));
    Set<NotePath> chosen = new LinkedHashSet<>();
    chosen.add(OWN);
    Map<String, Boolean> folders = new HashMap<>();
    for (NotePath path : all) {
      if (chosen.size() >= countMax / 2) {
        break;
      }
      int name = path.value().lastIndexOf('/') + 1;
      if (folders.computeIfAbsent(path.value().substring(0, name), part -> isNamed(part, asked))
          || isNamed(path.value().substring(name), asked)) {
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

  private static boolean isNamed(String part, Set<String> asked) {
    return MemoryLine.words(part.replace('_', ' ')).stream().anyMatch(asked::contains);
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
