package memagent.mcp;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a client shows to be let in. Only its digest is kept, and no message ever holds it.
 *
 * @param client whom it lets in
 * @param digest of the secret, hexadecimal
 */
public record Token(Client client, String digest) {

  /** The token of a client. */
  public static Token of(Client client, String secret) {
    return new Token(client, hex(secret.strip()));
  }

  /** The client that a secret lets in; takes as long for a wrong one. */
  static Optional<Client> client(List<Token> tokens, String secret) {
    byte[] shown = hex(secret).getBytes(StandardCharsets.US_ASCII);
    Optional<Client> found = Optional.empty();
    for (Token token : tokens) {
      if (MessageDigest.isEqual(token.digest.getBytes(StandardCharsets.US_ASCII), shown)) {
        found = Optional.of(token.client);
      }
    }
    return found;
  }

  private static String hex(String secret) {
    return HexFormat.of().formatHex(Seal.digest(secret));
  }

  @Override
  public String toString() {
    return "Token[" + client.name() + "]";
  }
}
