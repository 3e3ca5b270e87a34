package memagent.bench;

import java.util.stream.Collectors;

/** A form in words, for faults and reports. */
final class FormText {
  private FormText() {}

  static String of(Form form) {
    return switch (form) {
      case Form.Phrase p -> "\"" + p.text() + "\"";
      case Form.AnyOf any ->
          any.forms().stream().map(FormText::of).collect(Collectors.joining(" or "));
      case Form.Day d -> "the date " + d.date();
      case Form.Month m -> "the month " + m.month();
      case Form.Amount a ->
          "the number "
              + a.value().toPlainString()
              + a.unit().map(u -> " with its unit " + of(u)).orElse("");
      case Form.PersonName n -> "the name " + n.name();
      case Form.TimeOfDay t -> "the time " + t.time();
    };
  }
}
