package memagent.vault;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Life-like notes, each with one secret or with something that only looks like one. Every value is
 * made of a seed or is a specimen that an issuer publishes; keys are put together at run time, so
 * that no scanner takes this file for a leak.
 */
final class SecretCorpus {
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String DIGITS = "0123456789";
  private static final String MIXED = UPPER + LOWER + DIGITS;
  private static final String HEX = "0123456789abcdef";

  /**
   * A note that holds a secret.
   *
   * @param form what sort of value, for the list of those that were missed
   */
  record Secret(SecretKind kind, String form, String note, String value) {}

  /** A note without one. */
  record LookAlike(String sort, String note) {}

  private final RandomGenerator random;

  SecretCorpus(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  /** One secret of every form. */
  List<Secret> secrets() {
    List<Secret> secrets = new ArrayList<>();
    tokens(secrets);
    passwords(secrets);
    for (String prefix : List.of("4", "51", "2221", "6011", "3528", "62", "2200")) {
      String card = luhn(prefix, 16);
      add(
          secrets,
          SecretKind.CARD,
          "card " + prefix,
          pick(card, fours(card, " "), fours(card, "-")),
          CARD_LINES);
    }
    String amex = luhn(pick("34", "37"), 15);
    String groups = amex.substring(0, 4) + " " + amex.substring(4, 10) + " " + amex.substring(10);
    add(secrets, SecretKind.CARD, "card 34", pick(amex, groups), CARD_LINES);
    add(
        secrets,
        SecretKind.CARD,
        "card code",
        digits(3),
        List.of("- CVV: {}\n", "- CVC {} on the back\n"));
    for (String country :
        List.of("DE", "FR", "GB", "NL", "ES", "IT", "CH", "AT", "BE", "PL", "SE", "NO")) {
      String iban = org.iban4j.Iban.random(org.iban4j.CountryCode.getByCode(country)).toString();
      add(secrets, SecretKind.IBAN, "IBAN " + country, pick(iban, fours(iban, " ")), IBAN_LINES);
    }
    for (String[] id : SecretSpecimens.made(random)) {
      add(
          secrets,
          SecretKind.NATIONAL_ID,
          id[0],
          id[2],
          List.of(
              "- " + id[1] + ": {}\n",
              "# Papers\n\nThe " + id[1] + " is {}, on the letter of March.\n",
              "| what | number |\n|---|---|\n| " + id[1] + " | {} |\n"));
    }
    for (String[] id : SecretSpecimens.madeOfHealth(random)) {
      add(
          secrets,
          SecretKind.HEALTH_NUMBER,
          id[0],
          id[2],
          List.of(
              "- " + id[1] + ": {}\n",
              "At the doctor's they want the " + id[1] + " {} each time.\n",
              "## " + id[1] + "\n\n{}\n"));
    }
    return secrets;
  }

  private static final List<String> CARD_LINES =
      List.of(
          "- card: {}\n",
          "The hotel has my Visa {}, good until 09/31.\n",
          "- Kreditkarte: {} 11/30\n",
          "| card | number |\n|---|---|\n| blue | {} |\n",
          "Paid with {} at the counter.\n");

  private static final List<String> IBAN_LINES =
      List.of(
          "- IBAN: {}\n",
          "Rent goes to {} on the first.\n",
          "- Konto: {}, bei der Sparkasse\n",
          "| who | account |\n|---|---|\n| plumber | {} |\n");

  private void tokens(List<Secret> secrets) {
    List<String> lines =
        List.of(
            "- key for the weather page: {}\n",
            "# Server\n\n    export TOKEN={}\n",
            "He sent me {} yesterday, I should change it.\n",
            "token = \"{}\"\n",
            "| what | value |\n|---|---|\n| deploy | {} |\n",
            "- Zugang: `{}` (Büro)\n");
    String[][] forms = {
      {"AWS access key", "AK" + "IA" + of("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)},
      {"Google API key", "AI" + "za" + of(MIXED, 35)},
      {"GitHub token", "gh" + pick("p", "o", "s") + "_" + of(MIXED, 36)},
      {"GitHub token", "github" + "_pat_" + of(MIXED, 22) + "_" + of(MIXED, 59)},
      {"GitLab token", "gl" + "pat-" + of(MIXED, 20)},
      {"Slack token", "xo" + "xb-" + digits(12) + "-" + digits(12) + "-" + of(MIXED, 24)},
      {"Stripe key", pick("sk", "rk") + "_li" + "ve_" + of(MIXED, 24)},
      {"OpenAI key", "sk" + "-" + of(MIXED, 20) + "1" + of(MIXED, 27)},
      {"OpenAI key", "sk" + "-proj-" + of(MIXED + "-_", 80) + "a"},
      {"Anthropic key", "sk" + "-ant-api03-" + of(MIXED + "-_", 92) + "A"},
      {"Hugging Face token", "hf" + "_" + of(MIXED, 34)},
      {"npm token", "np" + "m_" + of(MIXED, 36)},
      {"SendGrid key", "S" + "G." + of(MIXED, 22) + "." + of(MIXED, 43)},
      {"Telegram bot token", digits(10) + ":A" + "A" + of(MIXED, 33)},
      {"DigitalOcean token", "dop" + "_v1_" + of(HEX, 64)},
      {"Groq key", "gs" + "k_" + of(MIXED, 52)},
      {"JWT", jwt()},
    };
    for (String[] form : forms) {
      add(secrets, SecretKind.API_KEY, form[0], form[1], lines);
    }
    add(
        secrets,
        SecretKind.API_KEY,
        "named key",
        of(HEX, 32) + "7a1",
        List.of(
            "- API key: {}\n",
            "The api token for the heating is {}.\n",
            "client_secret={}\n",
            "- API-Schlüssel: {}\n"));
    add(
        secrets,
        SecretKind.API_KEY,
        "named key",
        UUID.nameUUIDFromBytes(new byte[] {(byte) random.nextInt(), (byte) random.nextInt()})
            .toString(),
        List.of("- API key: {}\n", "access token: {}\n"));
    String body =
        fours(Base64.getEncoder().encodeToString(bytes(96)), "").replaceAll("(.{64})", "$1\n");
    String key =
        "-----BEGIN "
            + pick("", "RSA ", "EC ", "OPENSSH ")
            + "PRIVATE "
            + "KEY-----\n"
            + body
            + "\n-----END X PRIVATE "
            + "KEY-----";
    key =
        key.replace(
            "END X", "END" + key.substring("-----BEGIN".length(), key.indexOf("PRIVATE") - 1));
    add(
        secrets,
        SecretKind.PRIVATE_KEY,
        "PEM key",
        key,
        List.of("# Keys\n\n{}\n", "The old server:\n\n```\n{}\n```\nThrow away.\n"));
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 12; i++) {
      words.append(i == 0 ? "" : " ").append(of(LOWER, 4 + random.nextInt(4)));
    }
    add(
        secrets,
        SecretKind.PRIVATE_KEY,
        "words of a wallet",
        words.toString(),
        List.of("- seed phrase: {}\n", "Recovery phrase of the wallet: {}\n"));
  }

  private void passwords(List<Secret> secrets) {
    List<String> made =
        List.of(
            word() + digits(2 + random.nextInt(3)),
            capital(word()) + "_" + digits(1),
            of(MIXED, 7) + "x" + random.nextInt(10) + "K",
            word() + "!" + word(),
            capital(word()) + "-" + capital(word()) + "-" + digits(2));
    List<String> lines =
        List.of(
            "- password: {}\n",
            "- **Mail password**: {}\n",
            "- password for the bank: {}\n",
            "- Passwort: {}\n",
            "- mot de passe : {}\n",
            "- contraseña: {}\n",
            "- пароль: {}\n",
            "- パスワード：{}\n",
            "Her new password is {}, she says.\n",
            "login anna, password: {}\n",
            "DB_PASSWORD={}\n",
            "password = \"{}\"\n",
            "- password (old): {}\n",
            "Das Passwort lautet {}.\n",
            "postgres://anna:{}@db.internal:5432/books\n");
    for (String password : made) {
      add(secrets, SecretKind.PASSWORD, "password", password, lines);
    }
    add(
        secrets,
        SecretKind.PASSWORD,
        "password",
        word() + word(),
        List.of("- password: {}\n", "- Passwort: {}\n"));
    add(
        secrets,
        SecretKind.PASSWORD,
        "PIN of a card",
        digits(4),
        List.of("- bank card PIN: {}\n", "The PIN of the card is elsewhere; debit card PIN {}\n"));
  }

  /** One of every sort. */
  List<LookAlike> lookAlikes() {
    List<LookAlike> all = new ArrayList<>();
    String isbn = ean("978" + digits(9));
    look(
        all,
        "order number",
        "- order: " + pick(digits(16), luhn("4", 16), digits(10), fours(digits(16), "-")) + "\n",
        "Order no. " + luhn("51", 16) + " came on Monday.\n",
        "- Bestellung: " + pick("404-", "305-") + digits(7) + "-" + digits(7) + "\n",
        "- order: " + digits(3) + "-" + digits(2) + "-" + digits(4) + "\n");
    look(
        all,
        "invoice",
        "- invoice: " + digits(4) + "-" + digits(6) + "\n",
        "Rechnung RE" + digits(10) + " ist bezahlt.\n",
        "- facture: FA-" + digits(12) + "\n");
    look(
        all,
        "phone number",
        "- phone: +49 " + digits(3) + " " + digits(8) + "\n",
        "Call (" + digits(3) + ") 555-" + digits(4) + " after six.\n",
        "- mobile: 0" + digits(10) + "\n",
        "- tel: +33 6 " + pairs(8) + "\n",
        "- телефон: +7 " + digits(3) + " " + digits(3) + "-" + digits(2) + "-" + digits(2) + "\n",
        "Her number is " + digits(3) + " " + digits(3) + " " + digits(4) + ".\n");
    look(
        all,
        "ISBN",
        "- ISBN: " + isbn + "\n",
        "| title | ISBN |\n|---|---|\n| The Sea | " + isbn + " |\n",
        "ISBN 3-" + digits(3) + "-" + digits(5) + "-X, second edition.\n");
    look(
        all,
        "date or time",
        "- born: 19" + digits(2) + "-04-1" + random.nextInt(10) + "\n",
        "Met on 2031-07-0"
            + (1 + random.nextInt(9))
            + "T14:"
            + (10 + random.nextInt(50))
            + ":00Z.\n",
        "- since: 1" + digits(12) + "\n",
        "From 12.03.2019 until 14.05.2024, 09:00-17:30.\n",
        "20240513 142233 backup done\n");
    look(
        all,
        "UUID",
        "- id: " + uuid() + "\n",
        "Ticket " + uuid() + " is open.\n",
        "token id " + uuid() + " was withdrawn\n");
    look(
        all,
        "git hash",
        "commit " + of(HEX, 40) + "\n",
        "- fixed in: " + of(HEX, 12) + "\n",
        "sha256:" + of(HEX, 64) + "\n",
        "- checksum: " + of(HEX, 32) + "\n");
    look(
        all,
        "measurement",
        "- at: 52.520008, 13.404954\n",
        "- pi: 3.14159265358979" + digits(2) + "\n",
        "The hall has 1,234,567.89 cubic feet and 12 345 678 seats.\n",
        "- distance: 384400000 m, weight 1" + digits(6) + " g\n",
        "- meter: " + digits(9) + " kWh on 1 May\n");
    look(
        all,
        "article or serial",
        "- EAN: " + ean("400" + digits(9)) + "\n",
        "- serial: " + of(UPPER + DIGITS, 12) + "\n",
        "- IMEI: " + luhn("35", 15) + "\n",
        "Part " + of(UPPER, 2) + digits(7) + "-" + digits(3) + " fits.\n",
        "- VIN: WVWZZZ1JZXW" + digits(6) + "\n",
        "- model: " + of(UPPER, 3) + "-" + digits(8) + "\n");
    look(
        all,
        "tracking number",
        "- tracking: 1Z" + of(UPPER + DIGITS, 16) + "\n",
        "DHL " + digits(12) + ", arrives Friday.\n",
        "- parcel: " + digits(20) + "\n",
        "- Sendung: JJD" + digits(18) + "\n");
    look(
        all,
        "booking",
        "- booking: " + of(UPPER, 6) + "\n",
        "Seat 14C, ticket 220-" + digits(10) + "\n",
        "- reservation: " + digits(10) + "." + digits(3) + "\n",
        "- Kundennummer: " + digits(9) + "\n",
        "- member: " + digits(8) + "\n");
    look(
        all,
        "wrong check digit",
        "- noted: " + wrongCard() + "\n",
        "- account: DE00" + digits(18) + "\n",
        "He wrote " + fours(wrongCard(), " ") + " on the wall.\n",
        "- IBAN: XX00 1111 2222 3333\n");
    look(
        all,
        "about passwords",
        "- password: changed in May\n",
        "The password is required at the door.\n",
        "- password: see the safe\n",
        "- password: [[entities/logins.md]]\n",
        "I forgot my password again, third time.\n",
        "- password hint: the first cat\n",
        "Passwort wird am 1. gewechselt.\n",
        "password changes on the 1st\n",
        "- password manager: KeePassXC 2.7.4\n",
        "The password must have 12 characters.\n",
        "- password: in Bitwarden\n",
        "- Passwort: unbekannt\n",
        "- password: ********\n",
        "- mot de passe : oublié\n",
        "- password rules: Upper1Lower2\n");
    look(
        all,
        "Wi-Fi password",
        "- wifi password: " + word() + "-" + word() + "-" + digits(1) + "\n",
        "- WLAN-Passwort: " + word() + digits(3) + "\n",
        "Guests: Wi-Fi Birch, password " + capital(word()) + "-" + digits(2) + "\n");
    look(
        all,
        "PIN or code that is no card's",
        "- pin code: " + digits(6) + " Mumbai\n",
        "- gate code: " + digits(4) + "\n",
        "Twelve pins " + digits(4) + " mm apart.\n",
        "- PIN of the alarm: with Anna\n",
        "- garage code 4417, blue button\n");
    look(
        all,
        "form without a value",
        "AK" + "IAIOSFODNN7EXAMPLE is what the manual shows.\n",
        "- key: sk" + "-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n",
        "- API key: your-api-key-goes-here-1234\n",
        "- API key: with Tom\n",
        "export TOKEN=<your token>\n",
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getEncoder().encodeToString(bytes(60))
            + "\n-----END PUBLIC KEY-----\n",
        "The API key I may not pass on.\n");
    look(
        all,
        "address or file",
        "https://example.org/item/" + digits(16) + "?ref=" + of(MIXED, 10) + "\n",
        "photos/IMG_" + digits(8) + "_" + digits(6) + ".jpg\n",
        "- video: https://youtu.be/" + of(MIXED, 11) + "\n",
        "192.168." + random.nextInt(250) + ".12:8443 and 2001:db8::8a2e:370:7334\n",
        "- mac: 00:1b:44:11:3a:b7\n",
        "![[scan_" + digits(14) + ".png]]\n",
        "https://anna@example.org:8443/in/box\n");
    look(
        all,
        "list of numbers",
        "4 8 15 16 23 42 108 4815 1623\n",
        "| a | b |\n|---|---|\n| 4000 | 1234 |\n| 5678 | 9010 |\n",
        "Scores: 1204 1311 1190 1407, best 1499.\n",
        "- lottery: 3 11 24 31 40 44\n",
        "- plates: " + of(UPPER, 2) + " " + digits(2) + " " + of(UPPER, 3) + "\n",
        "Bus 4111, 1111 m, 1111 steps, 1111 kcal\n");
    look(
        all,
        "health without a number",
        "- health insurance: AOK Plus since 2019\n",
        "- blood pressure: 128/84, pulse 61, 2031-03-14\n",
        "NHS appointment on 0" + digits(10) + " extension 4\n",
        "- Krankenkasse: Barmer, Tel. 0" + digits(9) + "\n",
        "- health insurance costs: 1,234.56 a year\n");
    return all;
  }

  private void look(List<LookAlike> all, String sort, String... notes) {
    for (String note : notes) {
      all.add(new LookAlike(sort, note));
    }
  }

  private void add(
      List<Secret> secrets, SecretKind kind, String form, String value, List<String> lines) {
    String line = lines.get(random.nextInt(lines.size()));
    String before =
        pick("", "# Anna\n- age: 41\n- city: [[entities/lyon.md]]\n", "Noted on Monday.\n\n");
    String after = pick("", "- dog: Milo\n", "\nNothing else.\n");
    secrets.add(new Secret(kind, form, before + line.replace("{}", value) + after, value));
  }

  private String jwt() {
    Base64.Encoder base = Base64.getUrlEncoder().withoutPadding();
    String head =
        base.encodeToString(
            "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
                .getBytes(java.nio.charset.StandardCharsets.UTF_8));
    String body =
        base.encodeToString(
            ("{\"sub\":\"" + digits(10) + "\"}").getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return head + "." + body + "." + of(MIXED + "-_", 42) + "a";
  }

  private String wrongCard() {
    String card = luhn("4", 16);
    return card.substring(0, 15) + (card.charAt(15) - '0' + 1 + random.nextInt(8)) % 10;
  }

  private String uuid() {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private String of(String signs, int count) {
    return SecretSpecimens.of(random, signs, count);
  }

  private String digits(int count) {
    return of("123456789", 1) + of(DIGITS, count - 1);
  }

  private String word() {
    return pick(
        "otter", "lantern", "walnut", "harbour", "copper", "meadow", "sparrow", "velvet", "juniper",
        "marble");
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String fours(String text, String between) {
    return text.replaceAll("(.{4})(?=.)", "$1" + between);
  }

  private String pairs(int digits) {
    return digits(digits).replaceAll("(..)(?=.)", "$1 ");
  }

  private static String ean(String twelve) {
    int sum = 0;
    for (int i = 0; i < 12; i++) {
      sum += (twelve.charAt(i) - '0') * (i % 2 == 0 ? 1 : 3);
    }
    return twelve + (10 - sum % 10) % 10;
  }

  private String luhn(String prefix, int length) {
    return SecretSpecimens.luhn(random, prefix, length);
  }
}
