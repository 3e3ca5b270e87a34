package memagent.vault;

import static memagent.vault.CheckDigits.at;
import static memagent.vault.CheckDigits.isDate;
import static memagent.vault.CheckDigits.luhn;
import static memagent.vault.CheckDigits.number;
import static memagent.vault.CheckDigits.rest;
import static memagent.vault.CheckDigits.weighted;
import static memagent.vault.SecretKind.NATIONAL_ID;

import java.util.List;
import memagent.vault.SecretNumbers.Rule;

/**
 * Numbers by which states know a person. Where the number is known by its shape, a date in it and
 * more than one check digit, it counts by itself; elsewhere only beside the name of the number.
 */
final class NationalIds {
  private static final String DNI_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
  private static final String HETU_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY";
  private static final String PPS_LETTERS = "WABCDEFGHIJKLMNOPQRSTUV";
  private static final String RESIDENT_CHECKS = "10X98765432";
  private static final String CURP_SIGNS = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";

  /** What the signs at odd places of a codice fiscale count, from 0 and A on (DM 23/12/1976). */
  private static final int[] FISCAL_ODD = {
    1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
  };

  private static Rule alone(String form, String shape, java.util.function.Predicate<String> check) {
    return Rule.alone(NATIONAL_ID, form, shape, check);
  }

  private static Rule beside(
      String form, String words, String shape, java.util.function.Predicate<String> check) {
    return Rule.beside(NATIONAL_ID, form, words, shape, check);
  }

  static final List<Rule> RULES =
      List.of(
          alone("US social security number", "\\d{3}-\\d{2}-\\d{4}", NationalIds::isSocialSecurity),
          beside(
              "US social security number",
              "ssn|social security",
              "\\d{3} ?\\d{2} ?\\d{4}",
              NationalIds::isSocialSecurity),
          alone(
              "UK national insurance number",
              "(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\\d{2} ?\\d{2} ?\\d{2} ?[A-D]",
              value -> true),
          beside(
              "German tax id",
              "steuer|tax|idnr|id-nr|identifikationsnummer|tin\\b",
              "[1-9]\\d ?\\d{3} ?\\d{3} ?\\d{3}",
              value -> CheckDigits.mod11And10(value)),
          alone("German pension number", "\\d{2} ?\\d{6} ?[A-Z] ?\\d{3}", NationalIds::isPension),
          alone(
              "French social security number",
              "[12] ?\\d{2} ?(?:0[1-9]|1[0-2]|[2-9]\\d) ?(?:\\d{2}|2[AB]) ?\\d{3} ?\\d{3} ?\\d{2}",
              NationalIds::isFrench),
          beside(
              "Spanish DNI",
              "dni\\b|nie\\b|nif\\b|documento|identidad|spanish id",
              "(?:\\d{8}|[XYZ]-?\\d{7})[ -]?[A-Z]",
              NationalIds::isDni),
          alone(
              "Italian codice fiscale",
              "[A-Z]{6}\\d{2}[ABCDEHLMPRST]\\d{2}[A-Z]\\d{3}[A-Z]",
              NationalIds::isFiscalCode),
          beside(
              "Dutch BSN",
              "bsn\\b|burgerservice|sofi",
              "\\d{9}|\\d{4}[. ]\\d{2}[. ]\\d{3}|\\d{3}[. ]\\d{3}[. ]\\d{3}",
              value -> weighted(value, 9, 8, 7, 6, 5, 4, 3, 2, -1) % 11 == 0),
          alone(
              "Belgian national number",
              "\\d{2}\\.\\d{2}\\.\\d{2}-\\d{3}[.-]\\d{2}",
              NationalIds::isBelgian),
          beside(
              "Belgian national number",
              "rijksregister|registre national|insz|niss",
              "\\d{11}",
              NationalIds::isBelgian),
          alone(
              "Swedish personal number",
              "(?:19|20)?\\d{6}[-+]\\d{4}",
              value -> {
                String ten = value.substring(value.length() - 10);
                return isDate(number(ten, 0, 2), number(ten, 2, 4), number(ten, 4, 6)) && luhn(ten);
              }),
          alone(
              "Finnish identity code", "\\d{6}[-+A]\\d{3}[0-9A-FHJ-NPR-Y]", NationalIds::isFinnish),
          alone("Norwegian national number", "\\d{6} ?\\d{5}", NationalIds::isNorwegian),
          beside(
              "Danish CPR number",
              "cpr\\b|personnummer",
              "\\d{6}-?\\d{4}",
              value -> isDate(number(value, 4, 6), number(value, 2, 4), number(value, 0, 2))),
          beside(
              "Polish PESEL",
              "pesel",
              "\\d{11}",
              value -> weighted(value, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1) % 10 == 0),
          beside(
              "Portuguese NIF",
              "nif\\b|contribuinte",
              "[1-3]\\d{2} ?\\d{3} ?\\d{3}",
              value -> {
                int check = 11 - weighted(value, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
                return (check > 9 ? 0 : check) == at(value, 8);
              }),
          beside("Irish PPS number", "pps", "\\d{7}[A-W][A-IW]?", NationalIds::isIrish),
          alone(
              "Swiss AHV number",
              "756\\.?\\d{4}\\.?\\d{4}\\.?\\d{2}",
              value -> CheckDigits.ean13(value)),
          beside(
              "Austrian insurance number",
              "sv-?nr|svnr|sv-nummer|sozialversicherung",
              "[1-9]\\d{3} ?\\d{6}",
              value -> weighted(value, 3, 7, 9, 0, 5, 8, 4, 2, 1, 6) % 11 == at(value, 3)),
          alone("Brazilian CPF", "\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}", NationalIds::isCpf),
          beside("Brazilian CPF", "cpf\\b", "\\d{11}", NationalIds::isCpf),
          alone("Mexican CURP", "[A-Z]{4}\\d{6}[HMX][A-Z]{5}[A-Z\\d]\\d", NationalIds::isCurp),
          beside(
              "Canadian SIN",
              "(?-i:SIN|NAS)\\b|social insurance",
              "\\d{3}[ -]?\\d{3}[ -]?\\d{3}",
              value -> luhn(value)),
          beside(
              "Australian tax file number",
              "tfn\\b|tax file",
              "\\d{3} ?\\d{3} ?\\d{3}",
              value -> weighted(value, 1, 4, 3, 7, 5, 8, 6, 9, 10) % 11 == 0),
          beside(
              "Indian Aadhaar number",
              "aadh?aa?r|uidai|आधार",
              "[2-9]\\d{3}[ -]?\\d{4}[ -]?\\d{4}",
              value -> CheckDigits.verhoeff(value)),
          alone("Chinese resident number", "[1-9]\\d{16}[\\dXx]", NationalIds::isChinese),
          beside(
              "Japanese individual number",
              "my number|マイナンバー|個人番号",
              "\\d{4}[ -]?\\d{4}[ -]?\\d{4}",
              NationalIds::isJapanese),
          alone("Korean resident number", "\\d{6}-[1-8]\\d{6}", NationalIds::isKorean),
          alone("Singaporean NRIC", "[STFG]\\d{7}[A-Z]", NationalIds::isSingaporean),
          beside(
              "Turkish identity number",
              "kimlik|tckn|t\\.?c\\.? no",
              "[1-9]\\d{10}",
              NationalIds::isTurkish),
          alone("Russian SNILS", "\\d{3}-\\d{3}-\\d{3}[ -]\\d{2}", NationalIds::isSnils),
          beside("Russian INN", "инн(?!\\p{L})|inn\\b", "\\d{12}", NationalIds::isInn),
          beside(
              "South African identity number",
              "id number|identity|sa id|south african",
              "\\d{6} ?\\d{4} ?[01]8\\d",
              value ->
                  isDate(number(value, 0, 2), number(value, 2, 4), number(value, 4, 6))
                      && luhn(value)),
          beside(
              "Israeli identity number",
              "teudat|ת\\.?ז|israeli id",
              "\\d{9}",
              value -> luhn(value)));

  private NationalIds() {}

  /** Which areas, groups and serials the administration never issues; 9 in front is an ITIN. */
  private static boolean isSocialSecurity(String digits) {
    int area = number(digits, 0, 3);
    int group = number(digits, 3, 5);
    boolean itin = area >= 900 && group >= 50 && group != 89 && group != 93;
    return area != 0
        && area != 666
        && (area < 900 || itin)
        && group != 0
        && number(digits, 5, 9) != 0;
  }

  /** Verordnung § 3 VKVV: the letter as two digits, weights 2 1 2 5 7 1 2 1 2 1 2 1, cross sums. */
  private static boolean isPension(String value) {
    int day = number(value, 2, 4) % 50;
    if (!isDate(number(value, 6, 8), number(value, 4, 6), day)) {
      return false;
    }
    String digits =
        value.substring(0, 8)
            + "%02d".formatted(value.charAt(8) - 'A' + 1)
            + value.substring(9, 11);
    int[] weights = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1};
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      int product = at(digits, i) * weights[i];
      sum += product / 10 + product % 10;
    }
    return sum % 10 == at(value, 11);
  }

  /** INSEE: the last two digits and the rest of 97 are 97 together; Corsica counts as 19 and 18. */
  private static boolean isFrench(String value) {
    String digits = value.replaceFirst("^(.{5})2A", "$119").replaceFirst("^(.{5})2B", "$118");
    return digits.length() == 15
        && digits.chars().allMatch(Character::isDigit)
        && 97 - rest(digits.substring(0, 13), 97) == number(digits, 13, 15);
  }

  private static boolean isDni(String value) {
    String digits = value.substring(0, 8).replace('X', '0').replace('Y', '1').replace('Z', '2');
    return DNI_LETTERS.charAt(Integer.parseInt(digits) % 23) == value.charAt(8);
  }

  private static boolean isFiscalCode(String value) {
    int sum = 0;
    for (int i = 0; i < 15; i++) {
      char sign = value.charAt(i);
      int order = Character.isDigit(sign) ? sign - '0' : sign - 'A';
      sum += i % 2 == 0 ? FISCAL_ODD[order] : order;
    }
    return value.charAt(15) == 'A' + sum % 26;
  }

  /** Who was born from 2000 on counts with a 2 in front. */
  private static boolean isBelgian(String digits) {
    if (number(digits, 2, 4) % 20 > 12 || number(digits, 4, 6) > 31) {
      return false;
    }
    int check = number(digits, 9, 11);
    String first = digits.substring(0, 9);
    return 97 - rest(first, 97) == check || 97 - rest("2" + first, 97) == check;
  }

  private static boolean isFinnish(String value) {
    // The sign of the century is a letter or was taken out with the other signs.
    String digits = value.substring(0, 6) + value.substring(value.length() - 4, value.length() - 1);
    return isDate(number(value, 4, 6), number(value, 2, 4), number(value, 0, 2))
        && HETU_SIGNS.charAt(rest(digits, 31)) == value.charAt(value.length() - 1);
  }

  private static boolean isNorwegian(String digits) {
    int day = number(digits, 0, 2);
    return isDate(number(digits, 4, 6), number(digits, 2, 4) % 40, day > 40 ? day - 40 : day)
        && weighted(digits, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1) % 11 == 0
        && weighted(digits, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1) % 11 == 0;
  }

  private static boolean isIrish(String value) {
    int sum = weighted(value, 8, 7, 6, 5, 4, 3, 2);
    if (value.length() == 9 && value.charAt(8) != 'W') {
      sum += (value.charAt(8) - 'A' + 1) * 9;
    }
    return PPS_LETTERS.charAt(sum % 23) == value.charAt(7);
  }

  private static boolean isCpf(String digits) {
    int first = weighted(digits, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
    int second = weighted(digits, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10;
    return first == at(digits, 9)
        && second == at(digits, 10)
        && digits.chars().distinct().count() > 1;
  }

  private static boolean isCurp(String value) {
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += CURP_SIGNS.indexOf(value.charAt(i)) * (18 - i);
    }
    return isDate(number(value, 4, 6), number(value, 6, 8), number(value, 8, 10))
        && (10 - sum % 10) % 10 == at(value, 17);
  }

  /** GB 11643: weights are the powers of 2, the rest of 11 names the last sign. */
  private static boolean isChinese(String value) {
    return isDate(number(value, 6, 10), number(value, 10, 12), number(value, 12, 14))
        && RESIDENT_CHECKS.charAt(
                weighted(value, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2) % 11)
            == value.charAt(17);
  }

  private static boolean isJapanese(String digits) {
    int rest = weighted(digits, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2) % 11;
    return (rest <= 1 ? 0 : 11 - rest) == at(digits, 11);
  }

  private static boolean isKorean(String digits) {
    return isDate(number(digits, 0, 2), number(digits, 2, 4), number(digits, 4, 6))
        && (11 - weighted(digits, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5) % 11) % 10 == at(digits, 12);
  }

  private static boolean isSingaporean(String value) {
    boolean foreign = value.charAt(0) == 'F' || value.charAt(0) == 'G';
    boolean later = value.charAt(0) == 'T' || value.charAt(0) == 'G';
    int sum = weighted(value.substring(1), 2, 7, 6, 5, 4, 3, 2) + (later ? 4 : 0);
    return (foreign ? "XWUTRQPNMLK" : "JZIHGFEDCBA").charAt(sum % 11) == value.charAt(8);
  }

  private static boolean isTurkish(String digits) {
    int odd = weighted(digits, 1, 0, 1, 0, 1, 0, 1, 0, 1);
    int even = weighted(digits, 0, 1, 0, 1, 0, 1, 0, 1);
    return Math.floorMod(odd * 7 - even, 10) == at(digits, 9)
        && (odd + even + at(digits, 9)) % 10 == at(digits, 10);
  }

  private static boolean isSnils(String digits) {
    int check = weighted(digits, 9, 8, 7, 6, 5, 4, 3, 2, 1) % 101 % 100;
    return check == number(digits, 9, 11);
  }

  private static boolean isInn(String digits) {
    return weighted(digits, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(digits, 10)
        && weighted(digits, 3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8) % 11 % 10 == at(digits, 11);
  }
}
