package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds replies that paste notes instead of answering. */
final class PasteRule {
  private static final int WORDS_MIN = 3;
  private static final int LINES_FREE = 3;
  private static final int SMALL_MEMORY_LINES_MIN = 4;
  private static final double SMALL_MEMORY_SHARE_MAX = 0.6;

  private PasteRule() {}

  /*
   * A line of three words and more that stands word for word in the reply counts as restated, unless
   * it holds a wanted form. More than three such lines, and one for each wanted form, are a paste; so
   * is more than 60 % of a small memory.
   */
  static Optional<String> fault(String reply, Memory memory, List<Form> wanted, NameBook names) {
    Words said = Words.of(reply);
    int total = 0;
    List<String> restated = new ArrayList<>();
    for (String note : memory.notes().values()) {
      for (NoteLine line : NoteLine.all(note)) {
        if (counts(line)) {
          total++;
          if (said.contains(line.words()) && !holdsAny(line.raw(), wanted, names)) {
            restated.add(line.raw().strip());
          }
        }
      }
    }
    int count = restated.size();
    boolean many = count > LINES_FREE + wanted.size();
    boolean most = count >= SMALL_MEMORY_LINES_MIN && count > total * SMALL_MEMORY_SHARE_MAX;
    return many || most
        ? Optional.of("The reply pastes " + count + " lines of notes that nobody asked for.")
        : Optional.empty();
  }

  /** Whether the whole memory as a reply is a paste, found without reading all of it. */
  static boolean isOverfull(Memory memory, List<Form> wanted, NameBook names) {
    int left = LINES_FREE + wanted.size();
    for (String note : memory.notes().values()) {
      for (NoteLine line : NoteLine.all(note)) {
        if (counts(line) && !holdsAny(line.raw(), wanted, names) && --left < 0) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean counts(NoteLine line) {
    return !line.isHeading() && line.words().list().size() >= WORDS_MIN;
  }

  private static boolean holdsAny(String line, List<Form> wanted, NameBook names) {
    FormMatcher matcher = new FormMatcher(line, names);
    return wanted.stream().anyMatch(matcher::holds);
  }
}
