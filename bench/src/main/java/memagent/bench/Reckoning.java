package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sum as Python writes it: numbers with {@code + - * /}, without brackets, perhaps rounded to two
 * places.
 *
 * @param expression such as {@code 14 * 3 + 12} or {@code round(7.4 - 6.8, 2)}
 */
record Reckoning(String expression) {
  private static final String NUMBER = "\\d+(?:\\.\\d+)?";
  private static final Pattern ONE_NUMBER = Pattern.compile(NUMBER);
  private static final Pattern EXPRESSION = Pattern.compile(NUMBER + "(?: [-+*/] " + NUMBER + ")+");
  private static final Pattern ROUNDED = Pattern.compile("round\\((.*), 2\\)");
  private static final String SAID_NUMBER = "\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d+(?:\\.\\d+)?";
  private static final Pattern SAID =
      Pattern.compile(
          "((?:"
              + SAID_NUMBER
              + ")(?:\\s*[-+x×*/–−]\\s*(?:"
              + SAID_NUMBER
              + "))+)\\s*=\\s*("
              + SAID_NUMBER
              + ")(?![\\d,.:]*\\d|\\s*[-+x×*/–−])");
  private static final double LARGEST = 1e6; // above, Java writes floats otherwise than Python
  private static final double SAME = 0.005;
  private static final double SMALL = 10; // sums of smaller whole numbers need no help

  /** Whether this is a sum that {@link #value()} can reckon. */
  static boolean is(String expression) {
    return EXPRESSION.matcher(inside(expression)).matches();
  }

  /**
   * The sums of a thought such as {@code "14 x 3 = 42"}, where all that it reckons is right and one
   * is worth reckoning; empty otherwise.
   */
  static List<Reckoning> of(String thought) {
    List<Reckoning> sums = new ArrayList<>();
    boolean worth = false;
    Matcher said = SAID.matcher(thought);
    while (said.find()) {
      String expression =
          said.group(1)
              .replace(",", "")
              .replaceAll("\\s*[x×*]\\s*", " * ")
              .replaceAll("\\s*[-–−]\\s*", " - ")
              .replaceAll("\\s*([+/])\\s*", " $1 ");
      Optional<Reckoning> sum =
          rightly(expression, Double.parseDouble(said.group(2).replace(",", "")));
      if (sum.isEmpty()) {
        return List.of();
      }
      worth |=
          ONE_NUMBER
              .matcher(expression)
              .results()
              .anyMatch(number ->
                  number.group().contains(".") || Double.parseDouble(number.group()) >= SMALL);
      sums.add(sum.get());
    }
    return worth ? List.copyOf(sums) : List.of();
  }

  private static Optional<Reckoning> rightly(String expression, double said) {
    boolean whole = !expression.contains(".") && !expression.contains("/");
    Reckoning sum = new Reckoning(whole ? expression : "round(" + expression + ", 2)");
    boolean right =
        is(sum.expression())
            && Math.abs(((Number) sum.value()).doubleValue() - said) < SAME
            && Math.abs(said) < LARGEST;
    return right ? Optional.of(sum) : Optional.empty();
  }

  /** What Python makes of it: a Long for whole numbers without a division, else a Double. */
  Object value() {
    String inside = inside(expression);
    double sum = 0;
    for (String term : inside.replace(" - ", " + -").split(" \\+ ", -1)) {
      sum += product(term);
    }
    if (!inside.contains(".") && !inside.contains("/")) {
      return Math.round(sum);
    }
    return inside.equals(expression) ? sum : Math.round(sum * 100) / 100.0;
  }

  private static double product(String term) {
    double product = 1;
    boolean divides = false;
    for (String part : term.split(" ", -1)) {
      switch (part) {
        case "*" -> divides = false;
        case "/" -> divides = true;
        default -> {
          double number = Double.parseDouble(part);
          product = divides ? product / number : product * number;
        }
      }
    }
    return product;
  }

  private static String inside(String expression) {
    Matcher rounded = ROUNDED.matcher(expression);
    return rounded.matches() ? rounded.group(1) : expression;
  }
}
