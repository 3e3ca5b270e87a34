package memagent.vault;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.vault.SecretScanner.Line;

/**
 * Passwords beside a word that says so, in a fact, an assignment or a sentence; those in addresses
 * such as {@code https://user:password@host}; and the PIN of a payment card.
 *
 * <p>The password of a home's Wi-Fi or for guests is none: it is told to everybody who comes.
 */
final class SecretPasswords {
  /*
   * After a colon a single word is taken for a password unless it says what became of it ("changed",
   * "see the safe"). In a sentence, and beside words without a colon, the value must look like one:
   * letters with digits or signs in them, since "the password is required" is no password.
   */
  private static final String WORD =
      "(?:pass[ -]?words?|passwd|pwd?|pass[ -]?phrase|pass[ -]?code|passwor[dt]e?r?|kennwort|login[ -]?pass|mots? de passe"
          + "|contraseñas?|contrasena|clave de acceso|senhas?|palavra[- ]passe|wachtwoord|lösenord|adgangskode|passord|hasło|salasana"
          + "|heslo|jelszó|parola|parol|şifre|пароль|пароли|パスワード|密码|密碼|비밀번호"
          + "|(?:recovery|backup) codes?)";

  /** One of these is in every word above. */
  private static final String[] STEMS = {
    "pass",
    "pw",
    "kennwort",
    "contrase",
    "clave de",
    "senha",
    "wachtwoord",
    "lösenord",
    "adgangskode",
    "hasło",
    "salasana",
    "heslo",
    "jelszó",
    "parol",
    "şifre",
    "парол",
    "パスワード",
    "密码",
    "密碼",
    "비밀번호",
    "recovery code",
    "backup code"
  };

  private static final Pattern NAMED =
      Pattern.compile(
          "(?iu)(?:(?<![\\p{L}\\p{N}])|(?<=\\\\[nrt])|(?<=[\\p{L}][-_])|(?<=[\\p{IsHan}\\p{IsKatakana}\\p{IsHiragana}]))"
              + "(?<word>"
              + WORD
              + ")(?:[ \\t]*\\([^()\\n]{0,40}\\))?"
              + "(?:(?<of>[ \\t]+(?:for|of|to|on|at|für|zum|zur|vom|von|der|des|pour|de|du|del|para|da|do|от|для|к)[ \\t][^\\n:=|\"]{1,40}?)?"
              + "(?<mark>[*_`\"']{0,3}[ \\t]*(?:[:=：][*_]{0,2}|[ \\t][-–—](?=[ \\t])|[ \\t](?:is|was|now|ist|lautet|est|es|è|é|is now|=>|to|auf)(?=[ \\t])|は|是|→|[ \\t]*\\|)"
              + ")|(?=[ \\t]\\S))"
              + "[ \\t]*(?<quote>[`\"']?)(?<value>[^\\s\"`|\\\\<>]{4,80})");

  /** Before "to" and "auf": without it "the password to room12" would be one. */
  private static final Pattern CHANGES =
      Pattern.compile("(?iu)\\b(?:re)?set(?:s|ting)?\\b|\\bchang(?:ed?|es|ing)\\b|änder|setzt");

  /** Several plain words, as passphrases are made: correct horse battery staple. */
  private static final Pattern WORDS = Pattern.compile("\\p{Ll}{3,12}(?:[ -]\\p{Ll}{3,12}){3,9}");

  /** In {@link #WORDS} these speak of the passphrase. */
  private static final Pattern SENTENCE =
      Pattern.compile(
          "\\b(?:the|that|this|from|with|for|and|but|are|was|has|have|will|must|should|can|not|his|her|our|its|who"
              + "|when|where|which|see|ask|changed|same|reset|stored|kept|lost|written|under|behind|after|words?|letters?|der|die|das|den|dem|und|ist|mit|von|aus|nicht|wird|muss|wörter)\\b");

  /** "Login for the tax office: anna_b / Rb9$kkT2". */
  private static final Pattern LOGIN =
      Pattern.compile(
          "(?iu)(?:\\blog-?in\\b|\\bsign-?in\\b|\\bcredentials?\\b|\\baccount\\b|zugang(?:sdaten)?\\b|\\banmeldung\\b)[^\\n:|]{0,60}:"
              + "[ \\t]*[^\\s/|]{2,60}[ \\t]+/[ \\t]+(?<value>[^\\s\"`|\\\\<>/]{6,80})");

  private static final Pattern COLUMN = Pattern.compile("(?iu)[*_`]{0,3}" + WORD + "[*_`]{0,3}");

  private static final Pattern IN_ADDRESS =
      Pattern.compile(
          "(?i)\\b[a-z][a-z0-9+.-]{1,20}://[^\\s:/@]{1,64}:(?<value>[^\\s:/@]{4,80})@[\\w.-]");

  private static final Pattern CARD_PIN =
      Pattern.compile(
          "(?iu)(?:\\b(?:bank|debit|credit|giro|ec|atm|visa|mastercard|master|maestro|amex)[ -]?(?:card)?|\\bcard|karten?|carte|tarjeta)"
              + "(?:[^\\n.;:|]{0,40}?[ ,-])?pin(?:[ -]?code)?[*_]{0,2}[ \\t]*(?::|=|is|ist)?[*_]{0,2}[ \\t]*(?<value>\\d{4,6})(?![\\d-])");

  private static final Pattern SHARED =
      Pattern.compile(
          "(?iu)wi-?fi|wlan|wpa|hotspot|ssid|guest|gast-?(?:netz|zugang)|gäste|invité|invitado|гост|ゲスト|вай-?фай|無線|ワイファイ");

  private static final Pattern SIGN = Pattern.compile("[!@#$%^&*_+=~?]");

  private static final Pattern STRONG =
      Pattern.compile(
          "(?=.*\\p{L})(?:(?=.*\\d)|(?=.*[!@#$%^&*_+=~?])).{6,}|(?=.*\\p{Ll})(?=.*\\p{Lu})(?=.*[\\d!@#$%^&*_+=~?]).{4,}");

  /**
   * What a date, a time, an ordinal, a path or a version looks like; none of them is a password.
   */
  private static final Pattern PLAIN =
      Pattern.compile(
          "(?iu)\\d{1,4}[-./]\\d{1,2}(?:[-./]\\d{1,4})?|\\d{1,2}:\\d{2}.*|\\d+(?:st|nd|rd|th|er|ère|º|ª|%|x|h|min|d|days?|years?|chars?|-.*)"
              + "|v?\\d+(?:\\.\\d+)+|\\[.*|\\{.*|\\$.*|\\(.*|\\*+.*|[.…?!_-]+|.*\\]\\]|[\\w./-]+\\.(?:md|txt|kdbx|pdf|gpg|com|org|net|de|fr|html?)|https?:.*");

  /** What is said of a password in place of it. */
  private static final Set<String> STATES =
      Set.of(
          ("none unknown changed expired unset empty same default required forgotten forgot lost reset secret private hidden"
                  + " withheld masked redacted removed stored saved keepass keepassxc bitwarden 1password lastpass dashlane keychain safe vault notebook"
                  + " denied protected manager managers question questions hint hints policy policies wrong right correct weak strong good needed optional"
                  + " only never always not kept written there here nothing null nil true false todo pending disabled enabled rotated"
                  + " with without from this that they them your mine hers same-as as-above above below ask asked change changes"
                  + " kein keins keine keiner unbekannt geändert vergessen siehe gleich leer nicht bleibt falsch richtig"
                  + " aucun inconnu oublié changé voir même ninguna ninguno desconocida olvidada cambiada véase misma"
                  + " нет неизвестен забыт изменён изменен сменён nenhuma mesma geen onbekend vergeten なし 不明 変更 无 未知")
              .split(" "));

  private static final int CHARS_MIN = 4;

  /** How far from the word anything on the line still speaks of the password. */
  private static final int NEAR_CHARS_MAX = 120;

  private SecretPasswords() {}

  static void find(Line line, List<SecretFinding> found) {
    if (line.hasAny(STEMS)) {
      findNamed(line, found);
    }
    findInTable(line, found);
    if (line.hasAny("login", "log-in", "sign", "credential", "account", "zugang", "anmeldung")) {
      for (Matcher login = LOGIN.matcher(line.text()); login.find(); ) {
        int start = login.start("value");
        int end = end(line.text(), start, login.end("value"), "");
        String value = line.text().substring(start, end);
        if (!isNone(value) && isOddWord(value) && SIGN.matcher(value).find()) {
          found.add(finding(line, "password of a login", start, end));
        }
      }
    }
    if (line.hasAny("://")) {
      for (Matcher address = IN_ADDRESS.matcher(line.text()); address.find(); ) {
        String value = address.group("value");
        if (!isNone(value)) {
          found.add(
              finding(
                  line, "password in an address", address.start("value"), address.end("value")));
        }
      }
    }
    if (line.hasAny("pin")) {
      for (Matcher pin = CARD_PIN.matcher(line.text()); pin.find(); ) {
        found.add(finding(line, "PIN of a card", pin.start("value"), pin.end("value")));
      }
    }
  }

  /** The cells below a column's head that says "password". */
  private static void findInTable(Line line, List<SecretFinding> found) {
    String head = line.tableHead();
    if (head.isEmpty() || head.equals(line.text().strip()) || !line.lower().startsWith("|")) {
      return;
    }
    String[] heads = head.split("\\|", -1);
    String[] cells = line.text().split("\\|", -1);
    int start = 0;
    for (int i = 0; i < Math.min(heads.length, cells.length); i++) {
      String cell = cells[i].strip();
      boolean named =
          COLUMN.matcher(heads[i].strip()).matches() && !SHARED.matcher(line.text()).find();
      if (named && cell.indexOf(' ') < 0 && !isNone(cell)) {
        int at = start + cells[i].indexOf(cell);
        found.add(finding(line, "password in a table", at, at + cell.length()));
      }
      start += cells[i].length() + 1;
    }
  }

  private static void findNamed(Line line, List<SecretFinding> found) {
    String text = line.text();
    for (Matcher named = NAMED.matcher(text); named.find(); ) {
      String before = text.substring(clauseStart(text, named.start()), named.end("word"));
      String of = named.group("of") == null ? "" : named.group("of");
      String mark = named.group("mark") == null ? "" : named.group("mark");
      int start = named.start("value");
      if (mark.strip().matches("to|auf") && !CHANGES.matcher(before).find()) {
        continue;
      }
      String last = text.substring(start).stripTrailing();
      boolean phrase = named.group("word").matches("(?iu)pass[ -]?phrase");
      if (phrase && mark.strip().startsWith(":") && isWords(last)) {
        found.add(finding(line, "passphrase", start, start + last.length()));
        continue;
      }
      int end = end(text, start, named.end("value"), named.group("quote"));
      String value = text.substring(start, end);
      if (!SHARED.matcher(before + of).find() && isPassword(value, mark.strip(), rest(text, end))) {
        found.add(finding(line, "named password", start, end));
      }
    }
  }

  private static SecretFinding finding(Line line, String form, int start, int end) {
    return line.finding(SecretKind.PASSWORD, form, start, end);
  }

  private static boolean isPassword(String value, String mark, String rest) {
    if (isNone(value)) {
      return false;
    }
    boolean strong = STRONG.matcher(value).matches();
    if (mark.isEmpty()) {
      // "password GasFlame_3": only what nobody writes as a word.
      return isOddWord(value);
    }
    if (mark.startsWith(":")
        || mark.startsWith("=")
        || mark.startsWith("：")
        || mark.startsWith("|")) {
      boolean alone = rest.isBlank() || rest.stripLeading().matches("(?s)[(|,;\"'`*\\\\].*");
      boolean digits = value.matches("\\d{4,}");
      return strong || (alone && (digits || value.matches("[\\p{L}\\p{N}._!-]{5,}")));
    }
    return strong;
  }

  /** What is too short, says what became of a password, or looks like a date, a path and so on. */
  private static boolean isNone(String value) {
    return value.length() < CHARS_MIN || isState(value) || PLAIN.matcher(value).matches();
  }

  /** What nobody writes as a word: both cases, and digits or signs among them. */
  private static boolean isOddWord(String value) {
    return STRONG.matcher(value).matches()
        && value.chars().anyMatch(Character::isUpperCase)
        && value.chars().anyMatch(Character::isLowerCase)
        && !value.matches("\\p{Lu}\\p{Ll}+\\p{Punct}?");
  }

  private static boolean isWords(String rest) {
    return WORDS.matcher(rest).matches() && !SENTENCE.matcher(rest).find();
  }

  private static boolean isState(String value) {
    String lower = value.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}-]+$", "");
    return STATES.contains(lower)
        || lower.contains("example")
        || lower.contains("xxxx")
        || lower.contains("your");
  }

  /** A quoted value ends at its quote; others lose the signs that end a clause. */
  private static int end(String text, int start, int end, String quote) {
    if (!quote.isEmpty()) {
      int close = text.indexOf(quote, start);
      if (close > start && close <= end) {
        return close;
      }
    }
    int at = end;
    while (at > start + 1 && ",.;:)]}'*。、，".indexOf(text.charAt(at - 1)) >= 0) {
      at--;
    }
    return at;
  }

  /** Where the line begins, which in code may be after an escape. */
  private static int clauseStart(String text, int at) {
    int from = Math.max(0, at - NEAR_CHARS_MAX);
    int escape = text.substring(from, at).lastIndexOf("\\n");
    return escape < 0 ? from : from + escape + 2;
  }

  /** What follows on the line; signs alone are nothing. */
  private static String rest(String line, int from) {
    String rest = line.substring(from, Math.min(line.length(), from + NEAR_CHARS_MAX));
    return rest.replaceFirst("^[\"'`*.,;)]+", "").isBlank() ? "" : rest;
  }
}
