package memagent.agent;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Takes out of a reply what would send something to a place outside when it is shown or clicked:
 * pictures, and addresses that stand nowhere as they are. An address that was put together may
 * carry what was read.
 */
final class StrangeLinks {
  static final String PICTURE = "[picture left out]";
  static final String ADDRESS = "[address left out]";

  private static final Pattern PICTURES =
      Pattern.compile(
          "(?is)!\\[[^\\]]*\\]\\s*(?:\\([^)]*\\)|\\[[^\\]]*\\])|!\\[\\[[^\\]]*:[^\\]]*\\]\\]"
              + "|<(?:img|picture|video|audio|iframe|object|embed|source|svg|link|script|style)\\b[^>]*>?");
  private static final Pattern ADDRESSES =
      Pattern.compile(
          "(?i)\\b[a-z][a-z0-9+.-]{1,20}:(?://|(?<=(?:data|mailto|javascript|file|tel|sms):))[^\\s<>\"'`)\\]]+"
              + "|(?<![\\w/])//[\\w-]+\\.[^\\s<>\"'`)\\]]+"
              + "|(?<![\\w@./-])(?:[\\p{L}\\p{N}_-]+\\.)+[a-z]{2,}(?::\\d+)?(?:[/?#][^\\s<>\"'`)\\]]*)?");
  private static final Pattern OWN_FILE = Pattern.compile("(?i)[^\\s]*\\.md(?:#\\S*)?");

  private StrangeLinks() {}

  /**
   * The reply without them.
   *
   * @param said what was asked and read: an address that stands there may stay
   */
  static String leftOut(String reply, String said) {
    String text = PICTURES.matcher(reply).replaceAll(PICTURE);
    return ADDRESSES
        .matcher(text)
        .replaceAll(found -> java.util.regex.Matcher.quoteReplacement(kept(found, said)));
  }

  private static String kept(MatchResult found, String said) {
    String address = found.group().replaceAll("[.,;:!?]+$", "");
    boolean known = OWN_FILE.matcher(address).matches() || said.contains(address);
    return known ? found.group() : ADDRESS + found.group().substring(address.length());
  }
}
