package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Lets a client carry a request's state without being able to change it, or to use it elsewhere.
 */
final class Seal {
  /*
   * 2026-07-28, basic/patterns/mrtr, server requirements 4 and 5: the state is an attacker's input,
   * so it carries an HMAC, whom it was given to, for which request, and until when. The key lives as
   * long as the process: the job that a state names does not live longer either.
   */
  private static final String ALGORITHM = "HmacSHA256";
  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final SecretKeySpec key;
  private final InstantSource clock;
  private final Duration timeMax;

  /** A seal with a key made of unguessable text. */
  Seal(String secret, InstantSource clock, Duration timeMax) {
    this.key = new SecretKeySpec(digest(secret), ALGORITHM);
    this.clock = clock;
    this.timeMax = timeMax;
  }

  /** The state as the client may have it. */
  String close(String state, Client client, String request) {
    byte[] payload =
        Json.write(
                Json.object(
                    "state",
                    state,
                    "client",
                    client.name(),
                    "request",
                    request,
                    "until",
                    clock.millis() + timeMax.toMillis()))
            .getBytes(StandardCharsets.UTF_8);
    return ENCODER.encodeToString(payload) + "." + ENCODER.encodeToString(sum(payload));
  }

  /**
   * The state that was closed.
   *
   * @throws ProtocolException if it was changed, is too old, or belongs elsewhere
   */
  String open(String sealed, Client client, String request) {
    int dot = sealed.indexOf('.');
    try {
      byte[] payload = Base64.getUrlDecoder().decode(sealed.substring(0, Math.max(0, dot)));
      byte[] sum = Base64.getUrlDecoder().decode(sealed.substring(dot + 1));
      JsonNode node = MessageDigest.isEqual(sum, sum(payload)) ? Json.read(payload) : Json.object();
      if (node.path("client").asText().equals(client.name())
          && node.path("request").asText().equals(request)
          && node.path("until").asLong() >= clock.millis()) {
        return node.path("state").asText();
      }
    } catch (IllegalArgumentException | IOException e) {
      throw refused();
    }
    throw refused();
  }

  private static ProtocolException refused() {
    return new ProtocolException(
        ProtocolException.INVALID_PARAMS,
        "The requestState is not the one that was given for this request, or too old: begin the request anew.");
  }

  /** A short name for a request's method and parameters. */
  static String name(String method, ObjectNode params) {
    ObjectNode salient = params.deepCopy();
    salient.remove(java.util.List.of("_meta", "inputResponses", "requestState"));
    return HexFormat.of().formatHex(digest(method + salient), 0, 16);
  }

  private byte[] sum(byte[] payload) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(payload);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has " + ALGORITHM + ".", e);
    }
  }

  static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK has SHA-256.", e);
    }
  }
}
