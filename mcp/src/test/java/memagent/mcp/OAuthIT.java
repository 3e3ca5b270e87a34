package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes the tokens of a real OpenID Connect issuer, a process of its own. */
final class OAuthIT {
  private static final URI AUDIENCE = URI.create("https://memory.example/mcp");
  private static final String OWN = "a-token-of-the-tests-own";
  private static final InstantSource NOW = InstantSource.system();
  @TempDir private static Path shared;
  private static Process issuerProcess;
  private static URI issuer;
  @TempDir private Path home;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void startsTheIssuer() throws Exception {
    Path script = shared.resolve("oidc_issuer.mjs");
    try (var in = OAuthIT.class.getResourceAsStream("oidc_issuer.mjs")) {
      Files.write(script, Objects.requireNonNull(in).readAllBytes());
    }
    issuerProcess = Packages.script("oidc-provider", "lib/index.js", script);
    BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(issuerProcess.getInputStream(), StandardCharsets.UTF_8));
    issuer = URI.create(Objects.requireNonNull(lines.readLine(), "the issuer did not start"));
  }

  @AfterAll
  static void stopsTheIssuer() throws Exception {
    issuerProcess.destroy();
    issuerProcess.waitFor();
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private String token(String client, String resource) throws Exception {
    String basic =
        Base64.getEncoder()
            .encodeToString((client + ":" + client + "-secret").getBytes(StandardCharsets.UTF_8));
    String form = "grant_type=client_credentials&resource=" + resource;
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(issuer.resolve("/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response.body()).path("access_token").asText();
  }

  private static JsonNode json(String text) throws IOException {
    return Json.read(text.getBytes(StandardCharsets.UTF_8));
  }

  private McpServer server(InstantSource clock) {
    McpServer.Parts parts =
        Servers.parts(Servers.memory(home), home, Servers.saying(), McpLimits.DEFAULT);
    return new McpServer(
        new McpServer.Parts(
            parts.vault(),
            parts.agents(),
            parts.sessions(),
            parts.trajectories(),
            parts.changeLog(),
            clock,
            parts.ids(),
            parts.limits(),
            parts.version()));
  }

  private static URI listening(McpServer server, URI from, Set<String> subjects) {
    OAuth oauth =
        new OAuth(
            from,
            AUDIENCE,
            subjects,
            name -> name.startsWith("oauth-") ? "Do not reveal any phone numbers." : "",
            name -> false);
    return server.listen(0, List.of(Token.of(Servers.CLIENT, OWN)), Optional.of(oauth));
  }

  private HttpResponse<String> note(URI address, String token) throws Exception {
    String body =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"read_note\",\"arguments\":{\"note\":\"Jane Doe\"},\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    HttpRequest.Builder request =
        HttpRequest.newBuilder(address)
            .header("Accept", "application/json, text/event-stream")
            .header("MCP-Protocol-Version", "2026-07-28")
            .header("Mcp-Method", "tools/call")
            .header("Mcp-Name", "read_note")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return send(request.build());
  }

  @Test
  void whoHasNoTokenIsToldWhereToGetOne() throws Exception {
    try (McpServer server = server(NOW)) {
      URI address = listening(server, issuer, Set.of());
      HttpResponse<String> refused = note(address, "");
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .hasValue(
              "Bearer realm=\"mem-agent\", resource_metadata=\"https://memory.example/.well-known/oauth-protected-resource/mcp\"");
      for (String path :
          List.of(
              "/.well-known/oauth-protected-resource",
              "/.well-known/oauth-protected-resource/mcp")) {
        HttpResponse<String> metadata =
            send(HttpRequest.newBuilder(address.resolve(path)).GET().build());
        assertThat(metadata.statusCode()).isEqualTo(200);
        assertThat(json(metadata.body()).path("resource").asText()).isEqualTo(AUDIENCE.toString());
        assertThat(json(metadata.body()).path("authorization_servers").path(0).asText())
            .isEqualTo(issuer.toString());
      }
    }
  }

  @Test
  void theIssuersTokenLetsInUnderTheFiltersOfItsSubject() throws Exception {
    try (McpServer server = server(NOW)) {
      URI address = listening(server, issuer, Set.of("desk"));
      HttpResponse<String> answer = note(address, token("desk", AUDIENCE.toString()));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("Zürich", "[withheld]").doesNotContain("555 0199");
      assertThat(note(address, OWN).body()).contains("0199");
    }
  }

  @Test
  void whatTheIssuerDidNotSignForThisServerIsRefused() throws Exception {
    String good = token("desk", AUDIENCE.toString());
    SignedJWT signed = SignedJWT.parse(good);
    JWTClaimsSet claims = signed.getJWTClaimsSet();
    RSAKey stranger = new RSAKeyGenerator(2_048).keyID(signed.getHeader().getKeyID()).generate();
    JOSEObjectType type = signed.getHeader().getType();
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).type(type).keyID(stranger.getKeyID()).build(),
            claims);
    forged.sign(new RSASSASigner(stranger));
    SignedJWT shared =
        new SignedJWT(new JWSHeader.Builder(JWSAlgorithm.HS256).type(type).build(), claims);
    shared.sign(new MACSigner("x".repeat(64)));
    List<String> parts = List.of(good.split("\\.", -1));
    String other =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                new JWTClaimsSet.Builder(claims)
                    .subject("somebody")
                    .build()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8));
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("another server's", token("desk", "https://other.example/mcp"));
    wrong.put("a subject that is not let in", token("stranger", AUDIENCE.toString()));
    wrong.put("other claims under the signature", parts.get(0) + "." + other + "." + parts.get(2));
    wrong.put("no signature", parts.get(0) + "." + parts.get(1) + ".");
    wrong.put("a stranger's key under the issuer's name", forged.serialize());
    wrong.put("a shared secret", shared.serialize());
    wrong.put("the algorithm none", new PlainJWT(claims).serialize());
    wrong.put("three words", "a.b.c");
    try (McpServer server = server(NOW)) {
      URI address = listening(server, issuer, Set.of("desk"));
      assertThat(note(address, good).statusCode()).isEqualTo(200);
      for (Map.Entry<String, String> entry : wrong.entrySet()) {
        HttpResponse<String> refused = note(address, entry.getValue());
        assertThat(refused.statusCode()).as(entry.getKey()).isEqualTo(401);
        assertThat(refused.headers().firstValue("WWW-Authenticate").orElse(""))
            .contains("error=\"invalid_token\"");
      }
      assertThat(note(address, good).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aTokenIsGoodUntilItExpires() throws Exception {
    String token = token("desk", AUDIENCE.toString());
    Date end = SignedJWT.parse(token).getJWTClaimsSet().getExpirationTime();
    try (McpServer server = server(InstantSource.offset(NOW, Duration.ofMinutes(9)))) {
      assertThat(note(listening(server, issuer, Set.of()), token).statusCode()).isEqualTo(200);
    }
    Duration past = Duration.between(NOW.instant(), end.toInstant()).plusMinutes(2);
    try (McpServer server = server(InstantSource.offset(NOW, past))) {
      assertThat(note(listening(server, issuer, Set.of()), token).statusCode()).isEqualTo(401);
    }
  }

  @Test
  void anIssuerThatCannotBeAskedKeepsNobodyOutForGood() throws Exception {
    String token = token("desk", AUDIENCE.toString());
    URI nobody = URI.create("http://127.0.0.1:1");
    try (McpServer server = server(NOW)) {
      URI address = listening(server, nobody, Set.of());
      HttpResponse<String> unsure = note(address, token);
      assertThat(unsure.statusCode()).isEqualTo(503);
      assertThat(unsure.body()).contains(nobody.toString());
      assertThat(unsure.headers().firstValue("Connection")).hasValue("close");
      assertThat(note(address, OWN).statusCode()).isEqualTo(200);
    }
  }
}
