package memagent.agent;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;

/**
 * Lines that a thought quotes and that their note does not say. A small model begins the right line
 * and goes on with another one's digits or name.
 */
final class Misquote {
  /**
   * A note's path before a line of it, as a thought and the likely lines have it. Behind a folder
   * the name may have spaces.
   */
  static final Pattern QUOTE =
      Pattern.compile(
          "((?:[\\p{L}\\p{N}_.-]+/)+[\\p{L}\\p{N}_. -]+?\\.md|[\\p{L}\\p{N}_.-]+\\.md): ");

  private static final Pattern KEY =
      Pattern.compile("^(?:[^:|]*\\p{L}[^:|]*: |\\|[^|]*\\p{L}[^|]*\\| )");

  /** Where a line may be left early: it is quoted in part. */
  private static final Pattern PART_END = Pattern.compile("[.,;/)]\\s*$");

  private static final int INSTEAD_COUNT_MAX = 12;
  private static final int KNOWN_CHARS = 16; // a line that begins like this is not made up

  private Misquote() {}

  /** A quote up to where it leaves its line, and the note's lines that begin alike. */
  private record Left(String value, List<String> instead) {}

  /**
   * The first of them.
   *
   * @param earlier the messages of this question; the first one shows the notes
   */
  static Optional<Astray> of(
      String thought, String question, Shown shown, List<ChatMessage> earlier) {
    List<Integer> starts = new ArrayList<>();
    Matcher quote = QUOTE.matcher(thought);
    while (quote.find()) {
      starts.add(quote.start());
      starts.add(quote.end());
    }
    starts.add(thought.length());
    for (int i = 0; i + 1 < starts.size(); i += 2) {
      int from = starts.get(i + 1);
      String path = thought.substring(starts.get(i), from - 2);
      String quoted = thought.substring(from, starts.get(i + 2)).strip();
      Shown.Note note = shown.notes().get(path);
      if (note == null) {
        continue;
      }
      Optional<Left> left = left(quoted, note.raw(), earlier);
      if (left.isPresent()) {
        String told = Hints.quotedAgain(left.get().value());
        return Optional.of(new Astray(thought.substring(0, from), left.get().instead(), told));
      }
      Optional<Left> invented = invented(quoted, question, note, earlier);
      if (invented.isPresent()) {
        List<String> instead = new ArrayList<>();
        invented.get().instead().forEach(line -> instead.add(path + ": " + line));
        instead.add(WrongLine.NOTHING);
        String told = Hints.quotedAgain(invented.get().value());
        return Optional.of(new Astray(thought.substring(0, starts.get(i)), instead, told));
      }
    }
    return Optional.empty();
  }

  /** A fact whose key is quoted and whose value goes astray. */
  private static Optional<Left> left(String quoted, List<String> lines, List<ChatMessage> earlier) {
    Matcher key = KEY.matcher(quoted);
    if (lines.stream().anyMatch(quoted::startsWith) || !key.find()) {
      return Optional.empty();
    }
    Set<String> alike = new LinkedHashSet<>();
    int most = 0;
    for (String line : lines) {
      if (line.startsWith(key.group()) && line.indexOf('<') < 0) {
        alike.add(line);
        most = Math.max(most, common(line, quoted));
      }
    }
    if (alike.isEmpty() || alike.size() > INSTEAD_COUNT_MAX || most == quoted.length()) {
      return Optional.empty();
    }
    int word = wordStart(quoted, most);
    String value = quoted.substring(0, wordEnd(quoted, most));
    boolean isPart = word > key.end() && PART_END.matcher(quoted.substring(0, word)).find();
    boolean isRead = earlier.stream().skip(1).anyMatch(message -> message.text().contains(value));
    return isPart || isRead ? Optional.empty() : Optional.of(new Left(value, List.copyOf(alike)));
  }

  /** A line or sentence with words that its note has not, nor anything else that was read. */
  private static Optional<Left> invented(
      String quoted, String question, Shown.Note note, List<ChatMessage> earlier) {
    String first = Shown.SENTENCE_END.split(quoted, 2)[0];
    boolean isFact = KEY.matcher(first).find() || Shown.SAYS.matcher(first).matches();
    String begin = first.substring(0, Math.min(KNOWN_CHARS, first.length()));
    if (!isFact
        || note.quoted(quoted).isPresent()
        || note.raw().stream().anyMatch(line -> quoted.startsWith(line) || line.contains(begin))) {
      return Optional.empty();
    }
    Set<String> known = note.words();
    earlier.stream().skip(1).forEach(message -> known.addAll(MemoryLine.words(message.text())));
    List<String> facts = note.bearing(question);
    return known.containsAll(MemoryLine.words(first))
            || facts.isEmpty()
            || facts.size() > INSTEAD_COUNT_MAX
        ? Optional.empty()
        : Optional.of(new Left(first, facts));
  }

  private static int common(String a, String b) {
    int i = 0;
    while (i < Math.min(a.length(), b.length()) && a.charAt(i) == b.charAt(i)) {
      i++;
    }
    return i;
  }

  private static int wordStart(String text, int at) {
    int start = at;
    while (start > 0 && !Character.isWhitespace(text.charAt(start - 1))) {
      start--;
    }
    return start;
  }

  private static int wordEnd(String text, int at) {
    int end = at;
    while (end < text.length() && !Character.isWhitespace(text.charAt(end))) {
      end++;
    }
    return end;
  }
}
