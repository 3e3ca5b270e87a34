package memagent.vault;

import static memagent.vault.CheckDigits.at;
import static memagent.vault.CheckDigits.luhn;
import static memagent.vault.CheckDigits.weighted;
import static memagent.vault.SecretKind.HEALTH_NUMBER;

import java.util.List;
import memagent.vault.SecretNumbers.Rule;

/** Numbers by which health insurers and services know a person. */
final class HealthNumbers {
  private static final String MBI =
      "[1-9][AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\\d]\\d-?[AC-HJKMNP-RT-Y][AC-HJKMNP-RT-Y\\d]\\d-?[AC-HJKMNP-RT-Y]{2}\\d\\d";

  static final List<Rule> RULES =
      List.of(
          // CMS, "Understanding the Medicare Beneficiary Identifier": which places are letters.
          Rule.alone(HEALTH_NUMBER, "US Medicare number", MBI, value -> value.length() == 11),
          // NHS Data Dictionary: weights 10 to 2, the rest of 11.
          Rule.beside(
              HEALTH_NUMBER,
              "NHS number",
              "nhs|national health|chi number",
              "\\d{3}[ -]?\\d{3}[ -]?\\d{4}",
              value -> {
                int check = 11 - weighted(value, 10, 9, 8, 7, 6, 5, 4, 3, 2) % 11;
                return check % 11 == at(value, 9) && check != 10;
              }),
          // § 290 SGB V: the letter as two digits, weights 1 and 2 in turns.
          Rule.beside(
              HEALTH_NUMBER,
              "German insurance number",
              "kranken|versicherten|versicherungsn|kvnr|kv-nr|gesundheitskarte|egk|health|insurance|aok|tk\\b|barmer|dak",
              "[A-Z] ?\\d{3} ?\\d{3} ?\\d{3}",
              HealthNumbers::isGerman),
          Rule.beside(
              HEALTH_NUMBER,
              "European health card",
              "ehic|health insurance card|europ|evic|ceam|team|krankenversicherungskarte|carte europ",
              "80\\d{3} ?(?:\\d{5} ?){3}",
              value -> value.length() == 20),
          Rule.beside(
              HEALTH_NUMBER,
              "Ontario health card",
              "ohip|ontario health|health card",
              "\\d{4}[ -]?\\d{3}[ -]?\\d{3}",
              value -> luhn(value)),
          Rule.beside(
              HEALTH_NUMBER,
              "British Columbia health number",
              "phn|personal health|bc services",
              "9\\d{3}[ -]?\\d{3}[ -]?\\d{3}",
              value -> {
                int check = 11 - weighted(value, 0, 2, 4, 8, 5, 10, 9, 7, 3) % 11;
                return check == at(value, 9);
              }),
          Rule.beside(
              HEALTH_NUMBER,
              "Quebec health number",
              "ramq|assurance maladie|health insurance",
              "[A-Z]{4}[ -]?\\d{4}[ -]?\\d{4}",
              value ->
                  CheckDigits.isDate(
                      CheckDigits.number(value, 4, 6),
                      month(value),
                      CheckDigits.number(value, 8, 10))),
          Rule.beside(
              HEALTH_NUMBER,
              "Australian Medicare number",
              "medicare",
              "[2-6]\\d{3}[ -]?\\d{5}[ -]?\\d",
              value -> weighted(value, 1, 3, 7, 9, 1, 3, 7, 9) % 10 == at(value, 8)),
          // What has no form of its own counts beside the words for exactly this number.
          Rule.beside(
              HEALTH_NUMBER,
              "number of a health insurance",
              "(?:health|medical)[ -]insurance(?: card)?(?: policy| member| id)?(?: number| no\\b| id\\b|:)|medicaid(?: number| id)?"
                  + "|medical record(?: number| no\\b)|mrn\\b|patient(?: id| number| no\\b)|versichertennummer|krankenversicherungsnummer"
                  + "|numéro d.assuré|n.mero de afiliaci.n|полис омс|номер полиса|被保険者番号",
              "(?=[A-Z\\d-]*\\d{5})[A-Z]{0,4}-?\\d[A-Z\\d]{3,12}(?:-[A-Z\\d]{1,6}){0,3}",
              value -> value.length() >= 6 && !value.matches("(?:19|20)\\d{6}")));

  private HealthNumbers() {}

  /** Of women 50 is added to the month. */
  private static int month(String value) {
    return CheckDigits.number(value, 6, 8) % 50;
  }

  private static boolean isGerman(String value) {
    int letter = value.charAt(0) - 'A' + 1;
    String digits = "%02d%s".formatted(letter, value.substring(1, 9));
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int product = at(digits, i) * (1 + i % 2);
      sum += product > 9 ? product - 9 : product;
    }
    return sum % 10 == at(value, 9);
  }
}
