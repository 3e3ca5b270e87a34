package memagent.agent;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.VaultChange;
import memagent.vault.VaultTransaction;

/**
 * Keeps what is told of somebody out of somebody else's note: a small model that finds no note of
 * the one takes the nearest, and says that it is noted. Keeps somebody's note too where another one
 * is to be deleted. The person is asked instead.
 *
 * <p>Only where nothing else can be meant. Of a new line: the message says a full name's "'s", the
 * changed note's title is another full name, the message has no word of that title, and the note,
 * new text included, has no word of the name. Of 66 right changes of such notes in the lessons and
 * training worlds none is refused. Of a deletion: the message has the whole name of a note that
 * stays, and no word of the deleted one's; of 385 right deletions there none is refused.
 */
final class OtherPerson {
  private static final String WORD = "\\p{Lu}[\\p{L}\\p{M}-]+";
  private static final Pattern OWNER =
      Pattern.compile("\\b(" + WORD + "(?: " + WORD + ")+)['’]s(?!\\p{L})");
  private static final Pattern NAME = Pattern.compile(WORD + "(?: " + WORD + ")+");

  private OtherPerson() {}

  /** What to ask the person in place of these changes; empty if they may be kept. */
  static Optional<String> question(String message, List<VaultChange> changes) {
    List<String> owners =
        OWNER.matcher(message).results().map(found -> found.group(1)).distinct().toList();
    if (owners.size() != 1) {
      return Optional.empty();
    }
    String owner = owners.getFirst();
    for (VaultChange change : changes) {
      if (change instanceof VaultChange.Updated(NotePath path, String before, String after)) {
        String title = Note.parse(path, before).title();
        if (NAME.matcher(title).matches()
            && !share(title, message)
            && !share(owner, title + "\n" + before + "\n" + after)) {
          return Optional.of(
              "I have no note of %s to write this in. Shall I make one?".formatted(owner));
        }
      }
    }
    return Optional.empty();
  }

  /**
   * What to ask the person in place of a deletion; empty if it may be kept. Names only whom the
   * person named, since no filter looks at it.
   */
  static Optional<String> deletion(String message, VaultTransaction transaction) {
    for (VaultChange change : transaction.changes()) {
      if (change instanceof VaultChange.Deleted(NotePath path, String before)
          && !share(Note.parse(path, before).title() + " " + name(path), message)) {
        List<Words.Token> tokens = Words.tokens(message);
        List<String> words = tokens.stream().map(Words.Token::text).toList();
        Optional<String> other =
            transaction.notes().stream()
                .map(note -> Words.of(name(note)))
                .filter(name -> name.size() > 1 && Collections.indexOfSubList(words, name) >= 0)
                .findFirst()
                .map(name -> {
                  int at = Collections.indexOfSubList(words, name);
                  int end = tokens.get(at + name.size() - 1).end();
                  return message.substring(tokens.get(at).start(), end);
                });
        if (other.isPresent()) {
          return Optional.of(
              "You speak of %s, and this would delete somebody else's note. Which one shall go?"
                  .formatted(other.get()));
        }
      }
    }
    return Optional.empty();
  }

  /** A note's name as words are written, without folder and ending. */
  private static String name(NotePath path) {
    return NoteLines.stem(path.value()).replace('_', ' ');
  }

  private static boolean share(String name, String text) {
    return !Collections.disjoint(Words.of(name), Words.of(text));
  }
}
