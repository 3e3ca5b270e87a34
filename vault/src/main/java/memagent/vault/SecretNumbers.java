package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.vault.SecretScanner.Line;
import org.iban4j.CountryCode;
import org.iban4j.IbanUtil;

/**
 * Numbers of cards, accounts and persons: a shape, a check, and for the weaker ones a word near.
 */
final class SecretNumbers {
  /*
   * A check digit lets one number in ten pass, so a shape that other numbers have as well counts
   * only beside a word that names it: on the line, in the heading of its table or in the heading
   * above. And no number counts that stands behind a word for something else, such as "order".
   */
  private static final int DIGITS_MIN = 5;

  private static final int BEHIND_CHARS_MAX = 28;

  /** What stands before it speaks of something else; "no." and "tel." end none. */
  private static final Pattern CLAUSE_END = Pattern.compile("[;!?]|(?<=\\p{L}{4})\\. ");

  /** How far from a number a word may be that names it. */
  private static final int NEAR_CHARS_MAX = 160;

  /** What ends a number; the month until which a card is good may follow. */
  private static final String END = "(?![\\p{L}\\p{N}_/=-]|[.,]\\d| (?!\\d\\d?[/-]\\d\\d)\\d)";

  private static final Pattern CARD =
      Pattern.compile(
          "(?:\\d{14,16}|\\d{19}|\\d{4}([ -])\\d{4}\\1\\d{4}\\1\\d{4}(?:\\1\\d{3})?|\\d{4}([ -])\\d{6}\\2\\d{4,5})"
              + END);

  private static final Pattern CARD_CODE =
      Pattern.compile(
          "(?i)\\b(?:cvv2?|cvc2?)\\b[*_]{0,2}[ \\t]*(?:[:=]|is)?[*_]{0,2}[ \\t]*(\\d{3,4})(?!\\d)");

  private static final Pattern CARD_WORDS =
      Pattern.compile(
          "(?iu)\\bcard|visa|master ?card|amex|american express|maestro|diners|discover|unionpay|jcb|karte|carte|tarjeta|cartão|carta di|карт|カード|卡");

  /** What else a long number may be. */
  private static final Pattern OTHER =
      Pattern.compile(
          "(?iu)order|invoice|tracking|parcel|shipment|consignment|isbn|issn|ean\\b|gtin|upc|imei|iccid|serial|article|part\\b|sku|\\bref|ticket|booking"
              + "|confirm|reservation|model|commit|\\bsha|uuid|barcode|meter|phone|mobile|\\btel|\\bfax|call|licen[cs]e key|transaction|timestamp|case|claim|batch|\\blot\\b|vin\\b"
              + "|bestell|rechnung|sendung|seriennummer|artikel|kunden|vorgang|buchung|zähler|telefon|handy|auftrag"
              + "|commande|facture|colis|suivi|série|téléphone|pedido|factura|envío|teléfono|serie|заказ|счет|счёт|трек|телефон|накладн|注文|電話|追跡|伝票");

  private static final Pattern IBAN =
      Pattern.compile("(?<![\\p{L}\\p{N}])([A-Z]{2}|[a-z]{2})\\d{2}");

  private static final int IBAN_CHARS_MAX = 34;

  /** The first digits of the issuers and how long their numbers are. */
  private record Issuer(int from, int to, int prefixDigits, Set<Integer> lengths) {}

  private static final List<Issuer> ISSUERS =
      List.of(
          new Issuer(4, 4, 1, Set.of(16, 19)), // Visa
          new Issuer(51, 55, 2, Set.of(16)), // Mastercard
          new Issuer(2221, 2720, 4, Set.of(16)),
          new Issuer(34, 34, 2, Set.of(15)), // American Express
          new Issuer(37, 37, 2, Set.of(15)),
          new Issuer(6011, 6011, 4, Set.of(16, 19)), // Discover
          new Issuer(644, 659, 3, Set.of(16, 19)),
          new Issuer(300, 305, 3, Set.of(14)), // Diners Club
          new Issuer(36, 36, 2, Set.of(14)),
          new Issuer(38, 39, 2, Set.of(14)),
          new Issuer(3528, 3589, 4, Set.of(16)), // JCB
          new Issuer(62, 62, 2, Set.of(16, 19)), // UnionPay
          new Issuer(2200, 2204, 4, Set.of(16)), // Mir
          new Issuer(5018, 5018, 4, Set.of(16, 19)), // Maestro
          new Issuer(5020, 5020, 4, Set.of(16, 19)),
          new Issuer(5038, 5038, 4, Set.of(16, 19)),
          new Issuer(5893, 5893, 4, Set.of(16, 19)),
          new Issuer(6304, 6304, 4, Set.of(16, 19)),
          new Issuer(6759, 6763, 4, Set.of(16, 19)),
          new Issuer(508500, 508999, 6, Set.of(16)), // RuPay
          new Issuer(606985, 608514, 6, Set.of(16)));

  /**
   * A number that a person is known by.
   *
   * @param shape the number with its separators
   * @param check of the number without them, its letters in upper case
   * @param words one of which must be near; empty where shape and check are enough
   */
  record Rule(
      SecretKind kind,
      String form,
      Pattern shape,
      Predicate<String> check,
      Optional<Pattern> words) {

    /** A number that only a word near it makes one. */
    static Rule beside(
        SecretKind kind, String form, String words, String shape, Predicate<String> check) {
      Pattern near =
          Pattern.compile(
              "(?:^|(?<![\\p{L}\\p{N}]))(?:" + words + ")",
              Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
      return new Rule(kind, form, pattern(shape), check, Optional.of(near));
    }

    /** A number that is known by itself. */
    static Rule alone(SecretKind kind, String form, String shape, Predicate<String> check) {
      return new Rule(kind, form, pattern(shape), check, Optional.empty());
    }

    private static Pattern pattern(String shape) {
      return Pattern.compile("(?:" + shape + ")" + END);
    }
  }

  private static final List<Rule> RULES = rules();

  private SecretNumbers() {}

  private static List<Rule> rules() {
    List<Rule> rules = new ArrayList<>(NationalIds.RULES);
    rules.addAll(HealthNumbers.RULES);
    return List.copyOf(rules);
  }

  static void find(Line line, List<SecretFinding> found) {
    String text = line.text();
    if (text.chars().filter(SecretNumbers::isDigit).limit(DIGITS_MIN).count() == DIGITS_MIN) {
      for (int at = 0; at < text.length(); at++) {
        if (begins(text, at)) {
          cardAt(line, at, found);
          ruledAt(line, at, found);
        }
      }
      ibans(text, line.offset(), found);
    }
    if (line.hasAny("cvv", "cvc")) {
      for (Matcher code = CARD_CODE.matcher(text); code.find(); ) {
        found.add(line.finding(SecretKind.CARD, "card code", code.start(1), code.end(1)));
      }
    }
  }

  /** Whether a number may begin here: not in the middle of another, of a word or of a path. */
  private static boolean begins(String line, int at) {
    char first = line.charAt(at);
    if (!isDigit(first) && (first < 'A' || first > 'Z')) {
      return false;
    }
    if (at == 0) {
      return true;
    }
    char before = line.charAt(at - 1);
    char earlier = at == 1 ? ' ' : line.charAt(at - 2);
    if (Character.isLetterOrDigit(before)) {
      return earlier == '\\'
          && "nrt".indexOf(before) >= 0
          && (at < 3 || line.charAt(at - 3) != '\\');
    }
    return switch (before) {
      case '+', '/', '_', '#' -> false;
      case '-' -> earlier == ' ';
      case ' ', '.', ',', '=' -> !isDigit(earlier);
      default -> true;
    };
  }

  private static boolean isDigit(int sign) {
    return sign >= '0' && sign <= '9';
  }

  private static void cardAt(Line line, int at, List<SecretFinding> found) {
    Matcher card = at(CARD, line.text(), at);
    if (!card.lookingAt() || !isCard(digits(card.group()))) {
      return;
    }
    String before = before(line.text(), at);
    boolean named = CARD_WORDS.matcher(before).find();
    boolean grouped = !card.group().equals(digits(card.group()));
    boolean isOther = OTHER.matcher(before).find() && !named;
    boolean isLong = digits(card.group()).length() > 16;
    if (!isOther && (grouped || named || !isLong || CARD_WORDS.matcher(line.above()).find())) {
      found.add(line.finding(SecretKind.CARD, "card", at, card.end()));
    }
  }

  private static Matcher at(Pattern pattern, String text, int at) {
    return pattern.matcher(text).useTransparentBounds(true).region(at, text.length());
  }

  private static void ruledAt(Line line, int at, List<SecretFinding> found) {
    for (Rule rule : RULES) {
      Matcher number = at(rule.shape(), line.text(), at);
      if (number.lookingAt()) {
        String value = number.group().replaceAll("[^\\p{L}\\p{N}]", "").toUpperCase(Locale.ROOT);
        if (rule.check().test(value) && isNamed(rule, line, at)) {
          found.add(line.finding(rule.kind(), rule.form(), at, number.end()));
        }
      }
    }
  }

  /** Whether a word near says what the number is, and none nearer that it is something else. */
  private static boolean isNamed(Rule rule, Line line, int at) {
    String before = before(line.text(), at);
    if (rule.words().isEmpty()) {
      return !OTHER.matcher(before).find();
    }
    int start = Math.max(0, at - NEAR_CHARS_MAX);
    String near = line.text().substring(start, Math.min(line.text().length(), at + NEAR_CHARS_MAX));
    int from = -1;
    boolean follows = false;
    for (Matcher word = rule.words().get().matcher(near); word.find(); ) {
      from = word.end() <= at - start ? word.end() : from;
      follows |= word.start() >= at - start;
    }
    if (from >= 0) {
      return !OTHER.matcher(near.substring(from, at - start)).find();
    }
    return (follows || rule.words().get().matcher(line.above()).find())
        && !OTHER.matcher(before).find();
  }

  private static String before(String line, int at) {
    String behind = line.substring(Math.max(0, at - BEHIND_CHARS_MAX), at);
    Matcher clause = CLAUSE_END.matcher(behind);
    int from = 0;
    while (clause.find()) {
      from = clause.end();
    }
    return behind.substring(from);
  }

  /** An IBAN, in one piece or in groups; the country says how long it is. */
  private static void ibans(String line, int offset, List<SecretFinding> found) {
    for (Matcher start = IBAN.matcher(line); start.find(); ) {
      CountryCode country = CountryCode.getByCode(start.group(1).toUpperCase(Locale.ROOT));
      if (country == null || !IbanUtil.isSupportedCountry(country)) {
        continue;
      }
      int length = IbanUtil.getIbanLength(country);
      StringBuilder signs = new StringBuilder(IBAN_CHARS_MAX);
      int at = start.start();
      while (at < line.length() && signs.length() < length) {
        char sign = line.charAt(at);
        if (Character.isLetterOrDigit(sign) && sign < 128) {
          signs.append(sign);
        } else if ((sign != ' ' && sign != '-')
            || !Character.isLetterOrDigit(line.charAt(at - 1))) {
          break;
        }
        at++;
      }
      boolean ends = at == line.length() || !Character.isLetterOrDigit(line.charAt(at));
      if (signs.length() == length
          && ends
          && IbanUtil.isValid(signs.toString().toUpperCase(Locale.ROOT))) {
        found.add(new SecretFinding(SecretKind.IBAN, "IBAN", offset + start.start(), offset + at));
      }
    }
  }

  /** Whether the digits are a card's: an issuer's first digits, its length, and Luhn's check. */
  static boolean isCard(String digits) {
    return ISSUERS.stream().anyMatch(issuer -> isOf(issuer, digits)) && CheckDigits.luhn(digits);
  }

  private static boolean isOf(Issuer issuer, String digits) {
    int prefix = CheckDigits.number(digits, 0, issuer.prefixDigits());
    return issuer.lengths().contains(digits.length())
        && prefix >= issuer.from()
        && prefix <= issuer.to();
  }

  static String digits(String text) {
    return text.replaceAll("\\D", "");
  }
}
