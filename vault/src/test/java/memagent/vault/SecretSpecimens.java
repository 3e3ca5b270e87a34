package memagent.vault;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Numbers of persons who do not exist: specimens that the issuers or their descriptions show, which
 * say whether our formulas are right, and others of the same shapes, drawn until the check fits.
 */
final class SecretSpecimens {
  /**
   * Form, what people call it, a specimen, and its shape: d digit, U letter, others as they are.
   */
  static final String[][] NATIONAL = {
    {"US social security number", "SSN", "219-09-9999", "ddd-dd-dddd"},
    {"UK national insurance number", "NI number", "AB123456C", "AB dd dd dd C"},
    {"German tax id", "Steuer-ID", "86095742719", "ddddddddddd"},
    {"German pension number", "Rentenversicherungsnummer", "65170839J003", "dd1708ddUddd"},
    {"French social security number", "numéro de sécu", "255081416802538", "1 84 12 dd ddd ddd dd"},
    {"Spanish DNI", "DNI", "12345678Z", "ddddddddU"},
    {"Italian codice fiscale", "codice fiscale", "RSSMRA85T10A562S", "UUUUUUddHddDdddU"},
    {"Dutch BSN", "BSN", "111222333", "ddddddddd"},
    {"Belgian national number", "rijksregisternummer", "85.07.30-033.28", "dd.07.14-ddd.dd"},
    {"Swedish personal number", "personnummer", "811228-9874", "dd0314-dddd"},
    {"Finnish identity code", "henkilötunnus", "131052-308T", "1402dd-dddT"},
    {"Norwegian national number", "fødselsnummer", "01010750160", "1403ddddddd"},
    {"Danish CPR number", "CPR", "070761-4285", "0707dd-dddd"},
    {"Polish PESEL", "PESEL", "44051401359", "ddddddddddd"},
    {"Portuguese NIF", "NIF", "123456789", "2dddddddd"},
    {"Irish PPS number", "PPS number", "1234567T", "dddddddU"},
    {"Swiss AHV number", "AHV-Nummer", "756.9217.0769.85", "756.dddd.dddd.dd"},
    {"Austrian insurance number", "SVNR", "1237 010180", "dddd 010180"},
    {"Brazilian CPF", "CPF", "529.982.247-25", "ddd.ddd.ddd-dd"},
    {"Mexican CURP", "CURP", "HEGG560427MVZRRL04", "HEGG560427MVZRRLdd"},
    {"Canadian SIN", "SIN", "046 454 286", "ddd ddd ddd"},
    {"Australian tax file number", "TFN", "123 456 782", "ddd ddd ddd"},
    {"Indian Aadhaar number", "Aadhaar", "2341 2341 2346", "4ddd dddd dddd"},
    {"Chinese resident number", "身份证", "11010519491231002X", "11010519491231dddd"},
    {"Japanese individual number", "マイナンバー", "123456789018", "dddddddddddd"},
    {"Korean resident number", "주민등록번호", "800101-1234560", "800101-1dddddd"},
    {"Singaporean NRIC", "NRIC", "S1234567D", "SdddddddU"},
    {"Turkish identity number", "TC kimlik no", "10000000146", "1dddddddddd"},
    {"Russian SNILS", "СНИЛС", "112-233-445 95", "ddd-ddd-ddd dd"},
    {"Russian INN", "ИНН", "500100732259", "dddddddddddd"},
    {"South African identity number", "SA ID number", "8001015009087", "800101dddd08d"},
    {"Israeli identity number", "teudat zehut", "123456782", "ddddddddd"},
  };

  /** The same of insurances and health services. */
  static final String[][] HEALTH = {
    {"US Medicare number", "Medicare number", "1EG4-TE5-MK73", "1EGd-TE5-MKdd"},
    {"NHS number", "NHS number", "943 476 5919", "ddd ddd dddd"},
    {"German insurance number", "Krankenversichertennummer", "A123456780", "Uddddddddd"},
    {"European health card", "EHIC", "80276881100000000001", "8027688ddddddddddddd"},
    {"British Columbia health number", "PHN", "9698658215", "9ddddddddd"},
    {"Australian Medicare number", "Medicare card", "2123 45670 1", "2ddd ddddd d"},
    {"number of a health insurance", "health insurance number", "W123456789", "Wddddddddd"},
    {"number of a health insurance", "Versichertennummer", "T98765432", "Tdddddddd"},
  };

  private static final int DRAWS_MAX = 200_000;

  private SecretSpecimens() {}

  /** Of each national number a form, a name and a value. */
  static List<String[]> made(RandomGenerator random) {
    return made(random, NATIONAL, NationalIds.RULES);
  }

  /** The same of health numbers. */
  static List<String[]> madeOfHealth(RandomGenerator random) {
    return made(random, HEALTH, HealthNumbers.RULES);
  }

  private static List<String[]> made(
      RandomGenerator random, String[][] numbers, List<SecretNumbers.Rule> rules) {
    List<String[]> made = new ArrayList<>();
    for (String[] number : numbers) {
      made.add(new String[] {number[0], number[1], draw(random, number, rules)});
    }
    return made;
  }

  private static String draw(
      RandomGenerator random, String[] number, List<SecretNumbers.Rule> rules) {
    List<SecretNumbers.Rule> own =
        rules.stream().filter(rule -> rule.form().equals(number[0])).toList();
    for (int i = 0; i < DRAWS_MAX; i++) {
      String value = fill(random, number[3]);
      String signs = value.replaceAll("[^\\p{L}\\p{N}]", "");
      if (own.stream()
          .anyMatch(rule -> rule.shape().matcher(value).matches() && rule.check().test(signs))) {
        return value;
      }
    }
    throw new AssertionError("No number of the shape " + number[3] + " fits " + number[0] + ".");
  }

  private static String fill(RandomGenerator random, String shape) {
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < shape.length(); i++) {
      char sign = shape.charAt(i);
      value.append(
          switch (sign) {
            case 'd' -> of(random, "0123456789", 1);
            case 'U' -> of(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", 1);
            default -> String.valueOf(sign);
          });
    }
    return value.toString();
  }

  static String of(RandomGenerator random, String signs, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(signs.charAt(random.nextInt(signs.length())));
    }
    return text.toString();
  }

  /** A number with this beginning whose last digit is Luhn's. */
  static String luhn(RandomGenerator random, String prefix, int length) {
    String body = prefix + of(random, "0123456789", length - prefix.length() - 1);
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int digit = (body.charAt(body.length() - 1 - i) - '0') * (i % 2 == 0 ? 2 : 1);
      sum += digit / 10 + digit % 10;
    }
    return body + (10 - sum % 10) % 10;
  }
}
