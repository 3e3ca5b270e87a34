package memagent.vault;

import java.util.Locale;
import java.util.Optional;
import memagent.vault.SecretPolicy.Action;

/**
 * What sort of secret a text may hold. The usual action follows from what somebody else can do with
 * the value alone: get in (refused), pay or act in the person's name (masked), or little (kept).
 */
public enum SecretKind {
  /** A private key or the words that restore a wallet. */
  PRIVATE_KEY("a private key", "private key", Action.REFUSE, 0),
  /** A key or token by which a program is let in. */
  API_KEY("an API key or token", "API key", Action.REFUSE, 0),
  /** A password that stands beside a word that says so; not that of a home's Wi-Fi. */
  PASSWORD("a password", "password", Action.REFUSE, 0),
  /** The number of a payment card, or the code on its back. */
  CARD("a payment card number", "card number", Action.MASK, 4),
  /** The number of a bank account. */
  IBAN("an IBAN", "IBAN", Action.KEEP, 4),
  /** A number by which a state knows a person. */
  NATIONAL_ID("a national id number", "national id", Action.MASK, 2),
  /** A number by which an insurance or a health service knows a person. */
  HEALTH_NUMBER("a health insurance number", "health number", Action.KEEP, 2);

  private final String phrase;
  private final String shortName;
  private final Action usual;
  private final int shownChars;

  SecretKind(String phrase, String shortName, Action usual, int shownChars) {
    this.phrase = phrase;
    this.shortName = shortName;
    this.usual = usual;
    this.shownChars = shownChars;
  }

  /** Its name in the settings, such as {@code private-key}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** With its article, for sentences. */
  public String phrase() {
    return phrase;
  }

  /** What is done with it where nobody says otherwise. */
  public Action usual() {
    return usual;
  }

  /** The kind of that name, as {@link #word} gives it. */
  public static Optional<SecretKind> of(String word) {
    for (SecretKind kind : values()) {
      if (kind.word().equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }

  /**
   * What stands in place of a value: which kind it was and, of numbers, how it ends, by which a
   * person tells a card from another.
   */
  String mask(String value) {
    String signs = value.replaceAll("[^\\p{L}\\p{N}]", "");
    if (shownChars == 0 || signs.length() < 3 * shownChars) {
      return "[" + shortName + " masked]";
    }
    return "[%s masked, ends in %s]"
        .formatted(shortName, signs.substring(signs.length() - shownChars));
  }
}
