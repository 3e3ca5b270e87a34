package memagent.bench;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.Optional;

/** Reads forms from task files. */
final class FormReader {
  private FormReader() {}

  static Form read(Fields.Item item) {
    try {
      if (item.node().isTextual()) {
        return new Form.Phrase(item.node().textValue());
      }
      Fields fields = item.fields();
      Form form = object(fields);
      fields.finish();
      return form;
    } catch (IllegalArgumentException | DateTimeException e) {
      throw item.owner().fault(item.field(), e.getMessage() + ".");
    }
  }

  private static Form object(Fields fields) {
    if (fields.has("any")) {
      return new Form.AnyOf(fields.forms("any"));
    }
    if (fields.has("date")) {
      String date = fields.text("date");
      return date.length() == 7
          ? new Form.Month(YearMonth.parse(date))
          : new Form.Day(LocalDate.parse(date));
    }
    if (fields.has("number")) {
      Optional<Form> unit =
          fields.has("unit") ? Optional.of(fields.item("unit").form()) : Optional.empty();
      return new Form.Amount(number(fields), unit);
    }
    if (fields.has("name")) {
      return new Form.PersonName(fields.text("name"));
    }
    if (fields.has("time")) {
      return new Form.TimeOfDay(LocalTime.parse(fields.text("time")));
    }
    throw new IllegalArgumentException(
        "a form is a text or an object with any, date, number, name or time");
  }

  private static BigDecimal number(Fields fields) {
    var node = fields.item("number").node();
    String text = node.isNumber() ? node.asText() : fields.text("number");
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "the number \"" + text + "\" cannot be read; write digits with a point, such as 1250.5",
          e);
    }
  }
}
