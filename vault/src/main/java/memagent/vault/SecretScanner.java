package memagent.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds secrets in a text: by the forms that issuers give their keys, by check digits, and by the
 * words beside a value. It would rather miss one than take an order number for a card: what has
 * neither a form of its own nor a check digit is found only beside a word that names it.
 */
public final class SecretScanner {

  private SecretScanner() {}

  /** All secrets, in the order of the text; they do not overlap. */
  public static List<SecretFinding> scan(String text) {
    List<SecretFinding> found = new ArrayList<>();
    SecretTokens.find(text, found);
    String heading = "";
    String tableHead = "";
    int start = 0;
    while (start < text.length()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      String line = text.substring(start, end);
      String bare = line.strip();
      heading = bare.startsWith("#") ? bare : heading;
      tableHead = !bare.startsWith("|") ? "" : tableHead.isEmpty() ? bare : tableHead;
      Line place = new Line(line, line.toLowerCase(Locale.ROOT), start, heading, tableHead);
      SecretTokens.find(place, found);
      SecretPasswords.find(place, found);
      SecretNumbers.find(place, found);
      start = end + 1;
    }
    return apart(found);
  }

  /**
   * A line of the text.
   *
   * @param lower the same in lower case, to look for words
   * @param offset where it begins in the text
   * @param heading the heading above it
   * @param tableHead the head of the table that it is in; in the head itself that line
   */
  record Line(String text, String lower, int offset, String heading, String tableHead) {

    String above() {
      return heading + "\n" + tableHead;
    }

    boolean hasAny(String... words) {
      for (String word : words) {
        if (lower.contains(word)) {
          return true;
        }
      }
      return false;
    }

    SecretFinding finding(SecretKind kind, String form, int start, int end) {
      return new SecretFinding(kind, form, offset + start, offset + end);
    }
  }

  /** Of those that overlap the one whose kind comes first, then the longest. */
  private static List<SecretFinding> apart(List<SecretFinding> found) {
    found.sort(
        Comparator.comparing(SecretFinding::kind)
            .thenComparingInt(finding -> finding.start() - finding.end())
            .thenComparingInt(SecretFinding::start));
    List<SecretFinding> kept = new ArrayList<>();
    for (SecretFinding finding : found) {
      if (kept.stream().noneMatch(finding::overlaps)) {
        kept.add(finding);
      }
    }
    kept.sort(Comparator.comparingInt(SecretFinding::start));
    return List.copyOf(kept);
  }
}
