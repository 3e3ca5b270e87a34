package memagent.vault;

import java.util.List;

/**
 * A list item of the form {@code - name: value}; the name may be bold.
 *
 * @param key the name, without markup; never blank
 * @param value the value with its markup, line ends as spaces; may be empty
 * @param line counted from 1
 * @param headings the headings above it, outermost first
 * @param span the item's text, from the name on
 * @param valueSpan where the value stands, so that it alone can be replaced
 */
public record Fact(
    String key, String value, int line, List<String> headings, TextSpan span, TextSpan valueSpan) {
  public Fact {
    headings = List.copyOf(headings);
  }
}
