package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets in who shows an access token that the issuer signed for this server. */
final class OAuthGate {
  /*
   * RFC 9068 (JWT access tokens) and RFC 8725 (what to check): signed by a key of the issuer's set,
   * by an asymmetric algorithm, for this audience, not expired. The issuer is asked for its metadata
   * when the first token comes, so that the server starts without it; a failure is not tried again
   * for a while, since anybody can send a token. The keys are cached, and looked up anew, not more
   * often than twice a minute, when a token names one that is not known.
   */
  private static final Set<JWSAlgorithm> ALGORITHMS = algorithms();
  private static final int ISSUER_MILLIS_MAX = 5_000;
  private static final int ISSUER_BYTES_MAX = 200_000;
  private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);
  private static final int NAME_BYTES = 8;

  private final OAuth settings;
  private final InstantSource clock;
  private @Nullable DefaultJWTProcessor<SecurityContext> processor;
  private long notBeforeNanos = System.nanoTime();

  OAuthGate(OAuth settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
  }

  private static Set<JWSAlgorithm> algorithms() {
    Set<JWSAlgorithm> algorithms = new HashSet<>();
    algorithms.addAll(JWSAlgorithm.Family.RSA);
    algorithms.addAll(JWSAlgorithm.Family.EC);
    algorithms.addAll(JWSAlgorithm.Family.ED);
    return algorithms;
  }

  /** The issuer cannot be asked just now, so nobody can be let in or turned away. */
  static final class UnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreachableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The client that a token lets in; empty for a token that does not hold.
   *
   * @throws UnreachableException if the issuer's keys cannot be had
   */
  Optional<Client> client(String token) throws UnreachableException {
    if (token.chars().filter(c -> c == '.').count() != 2) {
      return Optional.empty();
    }
    try {
      JWTClaimsSet claims = processor().process(token, null);
      String subject = claims.getSubject();
      if (!settings.subjects().isEmpty() && !settings.subjects().contains(subject)) {
        return Optional.empty();
      }
      String name = name(settings.issuer(), subject);
      return Optional.of(
          new Client(name, settings.filters().apply(name), settings.outside().test(name)));
    } catch (KeySourceException e) {
      throw unreachable(e);
    } catch (ParseException | BadJOSEException | JOSEException e) {
      return Optional.empty();
    }
  }

  /** What the client of a subject is called. */
  static String name(URI issuer, String subject) {
    byte[] digest = Seal.digest(issuer + "\n" + subject);
    return "oauth-" + HexFormat.of().formatHex(digest, 0, NAME_BYTES);
  }

  /** The names under which the server may be asked for besides this machine's own. */
  String host() {
    return settings.audience().getHost();
  }

  /** Whether a path is the one of the metadata. */
  boolean isMetadata(String path) {
    return path.equals(OAuth.WELL_KNOWN)
        || path.equals(OAuth.WELL_KNOWN + HttpFront.PATH)
        || path.equals(settings.metadataAddress().getRawPath());
  }

  /** RFC 9728, section 2. */
  ObjectNode metadata() {
    return Json.object(
        "resource",
        settings.audience().toString(),
        "authorization_servers",
        List.of(settings.issuer().toString()),
        "bearer_methods_supported",
        List.of("header"),
        "resource_name",
        "Memory");
  }

  /** RFC 9728, section 5.1; RFC 6750, section 3. */
  String challenge(boolean isWrong) {
    return "Bearer realm=\"mem-agent\", resource_metadata=\""
        + settings.metadataAddress()
        + "\""
        + (isWrong ? ", error=\"invalid_token\"" : "");
  }

  private synchronized DefaultJWTProcessor<SecurityContext> processor()
      throws UnreachableException {
    if (processor != null) {
      return processor;
    }
    if (System.nanoTime() < notBeforeNanos) {
      throw unreachable(new IOException("it was not to be reached a moment ago"));
    }
    DefaultResourceRetriever retriever =
        new DefaultResourceRetriever(ISSUER_MILLIS_MAX, ISSUER_MILLIS_MAX, ISSUER_BYTES_MAX);
    try {
      URI keys = keys(retriever);
      processor = processor(JWKSourceBuilder.create(keys.toURL(), retriever).build());
      return processor;
    } catch (IOException | IllegalArgumentException e) {
      notBeforeNanos = System.nanoTime() + PAUSE_AFTER_FAILURE.toNanos();
      throw unreachable(e);
    }
  }

  private UnreachableException unreachable(Exception cause) {
    return new UnreachableException(
        "The issuer %s cannot be asked for its keys: %s."
            .formatted(settings.issuer(), cause.getMessage()),
        cause);
  }

  private DefaultJWTProcessor<SecurityContext> processor(JWKSource<SecurityContext> keys) {
    DefaultJWTProcessor<SecurityContext> made = new DefaultJWTProcessor<>();
    made.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            new JOSEObjectType("at+jwt"), JOSEObjectType.JWT, null));
    made.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, keys));
    made.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            settings.audience().toString(),
            new JWTClaimsSet.Builder().issuer(settings.issuer().toString()).build(),
            Set.of("sub", "exp")) {
          @Override
          protected Date currentTime() {
            return Date.from(clock.instant());
          }
        });
    return made;
  }

  /** Where the issuer's keys are: by OpenID Connect Discovery, or else by RFC 8414. */
  private URI keys(DefaultResourceRetriever retriever) throws IOException {
    String issuer = settings.issuer().toString();
    String trimmed = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    String path = settings.issuer().getRawPath().equals("/") ? "" : settings.issuer().getRawPath();
    String origin = settings.issuer().getScheme() + "://" + settings.issuer().getRawAuthority();
    IOException failure = new IOException("it has no metadata");
    for (String address :
        List.of(
            trimmed + "/.well-known/openid-configuration",
            origin + "/.well-known/oauth-authorization-server" + path)) {
      try {
        JsonNode metadata = metadata(retriever, address);
        if (metadata.path("issuer").asText().equals(issuer) && metadata.has("jwks_uri")) {
          return URI.create(metadata.path("jwks_uri").asText());
        }
        failure = new IOException("its metadata names another issuer, or no keys");
      } catch (IOException e) {
        failure = e;
      }
    }
    throw failure;
  }

  private static JsonNode metadata(DefaultResourceRetriever retriever, String address)
      throws IOException {
    try {
      String text = retriever.retrieveResource(URI.create(address).toURL()).getContent();
      return Json.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (MalformedURLException e) {
      throw new IOException("its address is none", e);
    }
  }
}
