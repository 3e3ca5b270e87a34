package memagent.mcp;

import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Tokens that an OAuth or OpenID Connect issuer gives out for this server, besides its own ones.
 *
 * @param issuer its address, as its tokens and its metadata write it; https, or this machine's
 * @param audience this server's address as clients use it: what a token must be made for
 * @param subjects who is let in, by the tokens' {@code sub}; empty for all that the issuer lets in
 * @param filters the filters that hold for a client of this name; a subject's client is named
 *     {@code oauth-} and 16 hexadecimal digits
 * @param outside which of these clients count as outside
 */
public record OAuth(
    URI issuer,
    URI audience,
    Set<String> subjects,
    UnaryOperator<String> filters,
    Predicate<String> outside) {
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

  public OAuth {
    subjects = Set.copyOf(subjects);
    if (issuer.getHost() == null
        || !("https".equals(issuer.getScheme())
            || ("http".equals(issuer.getScheme()) && LOOPBACK.contains(issuer.getHost())))
        || issuer.getRawQuery() != null
        || issuer.getRawFragment() != null) {
      throw new McpException(
          "The issuer '%s' is not usable: name its https address, without query or fragment."
              .formatted(issuer));
    }
    if (audience.getHost() == null
        || !Set.of("https", "http").contains(String.valueOf(audience.getScheme()))
        || audience.getRawFragment() != null) {
      throw new McpException(
          "The audience '%s' is not usable: name this server's own address as clients use it, such as https://memory.example/mcp."
              .formatted(audience));
    }
  }

  /** The path below which RFC 9728 puts the metadata of a resource. */
  static final String WELL_KNOWN = "/.well-known/oauth-protected-resource";

  /** Where this server's metadata lies, as clients reach it (RFC 9728, section 3.1). */
  URI metadataAddress() {
    String path = audience.getRawPath().equals("/") ? "" : audience.getRawPath();
    return URI.create(
        audience.getScheme() + "://" + audience.getRawAuthority() + WELL_KNOWN + path);
  }
}
