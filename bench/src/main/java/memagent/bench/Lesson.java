package memagent.bench;

import java.util.List;
import java.util.Locale;

/**
 * A memory that somebody wrote for training, with messages about it and what is right to do.
 *
 * @param language BCP-47 tag of most of its messages
 * @param names of people in it that could as well be others
 */
record Lesson(Memory memory, String language, List<String> names, List<Message> messages) {
  Lesson {
    names = List.copyOf(names);
    messages = List.copyOf(messages);
  }

  /**
   * What the person says, and the right answer.
   *
   * @param kind a category, or one with what is special about it after a slash
   * @param evidence lines that the answer rests on
   * @param thought what follows from them; empty for nothing
   */
  record Message(
      String kind,
      String question,
      List<String> filters,
      List<Line> evidence,
      String thought,
      List<Change> changes,
      String reply) {
    Message {
      filters = List.copyOf(filters);
      evidence = List.copyOf(evidence);
      changes = List.copyOf(changes);
    }

    Category category() {
      int end = kind.indexOf('/');
      return Category.valueOf((end < 0 ? kind : kind.substring(0, end)).toUpperCase(Locale.ROOT));
    }
  }

  /** A line of a note. */
  record Line(String path, String text) {}

  /** What becomes of a note. */
  sealed interface Change {
    String path();

    /** One text, which stands once in the note, in place of another. */
    record Replaced(String path, String before, String after) implements Change {}

    /** A line below one that is there. */
    record Added(String path, String anchor, String line) implements Change {}

    /** A line that is taken out. */
    record Removed(String path, String line) implements Change {}

    /** A new note. */
    record Created(String path, String text) implements Change {}

    /** A note that is deleted. */
    record Deleted(String path) implements Change {}
  }
}
