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
}
