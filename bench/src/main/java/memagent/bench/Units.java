package memagent.bench;

import java.util.List;

/** The ways in which common units are written. */
final class Units {
  private static final List<List<String>> SAME =
      List.of(
          List.of("kg", "kilo", "kilos", "kilogram", "kilograms", "kilogramme", "kilogrammes"),
          List.of("g", "gram", "grams", "gramme", "grammes"),
          List.of("mg", "milligram", "milligrams"),
          List.of("km", "kilometre", "kilometres", "kilometer", "kilometers"),
          List.of("m", "metre", "metres", "meter", "meters"),
          List.of("cm", "centimetre", "centimetres", "centimeter", "centimeters"),
          List.of("mm", "millimetre", "millimetres", "millimeter", "millimeters"),
          List.of("l", "litre", "litres", "liter", "liters"),
          List.of("ml", "millilitre", "millilitres", "milliliter", "milliliters"),
          List.of("h", "hr", "hrs", "hour", "hours"),
          List.of("min", "mins", "minute", "minutes"),
          List.of("s", "sec", "secs", "second", "seconds"),
          List.of("day", "days"),
          List.of("week", "weeks"),
          List.of("month", "months"),
          List.of("year", "years", "yr", "yrs"),
          List.of("percent", "pct"),
          List.of("€", "eur", "euro", "euros"),
          List.of("$", "usd", "dollar", "dollars"),
          List.of("£", "gbp", "pound", "pounds", "quid"),
          List.of("¥", "jpy", "yen"),
          List.of("₹", "inr", "rupee", "rupees"));

  private Units() {}

  /** The unit's own spelling and the others of the same unit, as words. */
  static List<Words> spellings(Words unit) {
    String wanted = unit.text().strip();
    for (List<String> same : SAME) {
      if (same.contains(wanted)) {
        return same.stream().map(Words::of).toList();
      }
    }
    return List.of(unit);
  }
}
