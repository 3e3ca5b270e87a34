package memagent.bench;

import java.util.List;

/**
 * A value of a fact.
 *
 * @param text as notes hold it
 * @param forms each must be found for the value to count as said
 */
record Value(String text, List<Form> forms) {
  Value {
    forms = List.copyOf(forms);
  }

  static Value phrase(String text) {
    return new Value(text, List.of(new Form.Phrase(text)));
  }

  /** The forms as one; a value of two parts is told by its first. */
  Form form() {
    return forms.getFirst();
  }

  /** Whether nothing of the value is left in a note once it is taken out at one place. */
  boolean standsOnceIn(String note) {
    int at = note.lastIndexOf(text);
    String rest = at < 0 ? note : note.substring(0, at) + note.substring(at + text.length());
    return !new FormMatcher(rest, NameBook.EMPTY).holds(form());
  }
}
