package memagent.vault;

/**
 * Check digits of numbers that people are known by. Every method takes digits only, and answers
 * false for other lengths than its number has.
 */
final class CheckDigits {
  private static final int[][] VERHOEFF_PRODUCT = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
    {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
    {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
    {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
    {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
    {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
    {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
    {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}
  };

  /**
   * How a digit is changed at the next place, Verhoeff 1969; applied as often as the place says.
   */
  private static final int[] VERHOEFF_STEP = {1, 5, 7, 6, 2, 8, 3, 0, 9, 4};

  private CheckDigits() {}

  /** Luhn's formula, ISO/IEC 7812-1 annex B: every second digit from the right counts double. */
  static boolean luhn(String digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = at(digits, digits.length() - 1 - i) * (1 + i % 2);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
  }

  static boolean verhoeff(String digits) {
    int check = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = at(digits, digits.length() - 1 - i);
      for (int step = 0; step < i % 8; step++) {
        digit = VERHOEFF_STEP[digit];
      }
      check = VERHOEFF_PRODUCT[check][digit];
    }
    return check == 0;
  }

  /** The sum of the first digits, each times its weight. */
  static int weighted(String digits, int... weights) {
    int sum = 0;
    for (int i = 0; i < weights.length; i++) {
      sum += at(digits, i) * weights[i];
    }
    return sum;
  }

  /** ISO/IEC 7064, MOD 11,10. */
  static boolean mod11And10(String digits) {
    int product = 10;
    for (int i = 0; i < digits.length() - 1; i++) {
      int sum = (at(digits, i) + product) % 10;
      product = (sum == 0 ? 10 : sum) * 2 % 11;
    }
    return (11 - product) % 10 == at(digits, digits.length() - 1);
  }

  /** The rest of a number of any length. */
  static int rest(String digits, int divisor) {
    int rest = 0;
    for (int i = 0; i < digits.length(); i++) {
      rest = (rest * 10 + at(digits, i)) % divisor;
    }
    return rest;
  }

  /** EAN-13: weights 1 and 3 in turns. */
  static boolean ean13(String digits) {
    return weighted(digits, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1) % 10 == 0;
  }

  /** The digit at an index. */
  static int at(String digits, int index) {
    return digits.charAt(index) - '0';
  }

  /** Whether a year, month and day can be one; the year has two digits or four. */
  static boolean isDate(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1) {
      return false;
    }
    int length =
        switch (month) {
          case 2 -> year % 4 == 0 ? 29 : 28;
          case 4, 6, 9, 11 -> 30;
          default -> 31;
        };
    return day <= length && (year < 100 || (year >= 1880 && year < 2100));
  }

  /** The number that some of the digits are. */
  static int number(String digits, int from, int to) {
    return Integer.parseInt(digits.substring(from, to));
  }
}
