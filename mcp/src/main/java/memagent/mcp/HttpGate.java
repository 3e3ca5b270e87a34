package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelcontextprotocol.common.McpTransportContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** Decides who is let in and which era a message belongs to, before anything reads it. */
final class HttpGate extends HttpServlet {
  /*
   * In this order: the place, the names of the machine that the request was sent to (Host) and came
   * from (Origin) against DNS rebinding, the token, the rates, the size, the JSON, the era. A wrong
   * token is counted against all wrong tokens together: on the loopback address everybody has the
   * same one.
   */
  private static final long serialVersionUID = 1L;
  private static final String CONNECTION = "memagent.connection";
  private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int WRONG_TOKENS_PER_MINUTE_MAX = 30;
  private static final String BEARER = "bearer ";

  private final transient HttpServlet sessions;
  private final transient SdkEra sdk;
  private final transient ModernHttp modern;
  private final transient List<Token> tokens;
  private final transient Optional<OAuthGate> oauth;
  private final transient McpLimits limits;
  private final transient Rate rate;
  private final transient Rate wrongTokens = new Rate(WRONG_TOKENS_PER_MINUTE_MAX);
  private final transient Semaphore open;

  HttpGate(
      HttpServlet sessions,
      SdkEra sdk,
      ModernEra modern,
      List<Token> tokens,
      Optional<OAuthGate> oauth,
      McpLimits limits) {
    this.sessions = sessions;
    this.sdk = sdk;
    this.modern = new ModernHttp(modern);
    this.tokens = List.copyOf(tokens);
    this.oauth = oauth;
    this.limits = limits;
    this.rate = new Rate(limits.callsPerMinuteMax());
    this.open = new Semaphore(limits.connectionCountMax());
  }

  /** What was found out about a request, for the SDK's servlet. */
  static McpTransportContext context(HttpServletRequest request) {
    return request.getAttribute(CONNECTION) instanceof Connection connection
        ? connection.context()
        : McpTransportContext.EMPTY;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (!open.tryAcquire()) {
      refuse(response, 503, "Too many requests at once (connectionCountMax): try again.");
      return;
    }
    try {
      admit(request, response);
    } finally {
      open.release();
    }
  }

  private void admit(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    boolean isMetadata = oauth.map(o -> o.isMetadata(request.getRequestURI())).orElse(false);
    if (!request.getRequestURI().equals(HttpFront.PATH) && !isMetadata) {
      refuse(response, 404, "There is nothing here; the address ends with " + HttpFront.PATH + ".");
      return;
    }
    if (!isOwn(request)) {
      refuse(response, 403, "Only this machine's own pages and programs may ask here.");
      return;
    }
    if (isMetadata) {
      tellMetadata(request, response);
      return;
    }
    Optional<Client> client;
    try {
      client = client(request);
    } catch (OAuthGate.UnreachableException e) {
      refuse(response, 503, String.valueOf(e.getMessage()));
      return;
    } catch (McpException e) {
      refuse(response, 503, "A file of this server's owner about this client cannot be read.");
      return;
    }
    if (client.isEmpty()) {
      boolean mayTry = wrongTokens.take("");
      boolean isWrong = !header(request, "Authorization").isEmpty();
      response.setHeader(
          "WWW-Authenticate",
          oauth.map(o -> o.challenge(isWrong)).orElse("Bearer realm=\"mem-agent\""));
      refuse(response, mayTry ? 401 : 429, "A token is wanted: Authorization: Bearer TOKEN.");
      return;
    }
    if (!rate.take(client.get().name())) {
      response.setHeader("Retry-After", "1");
      refuse(
          response,
          429,
          "More than %d requests a minute (callsPerMinuteMax): wait."
              .formatted(limits.callsPerMinuteMax()));
      return;
    }
    switch (request.getMethod()) {
      case "POST" -> post(request, response, client.get());
      case "GET", "DELETE" -> {
        request.setAttribute(CONNECTION, new Connection(client.get(), ""));
        sessions.service(request, response);
      }
      default -> {
        response.setHeader("Allow", "POST, GET, DELETE");
        refuse(response, 405, "Send JSON-RPC messages by POST.");
      }
    }
  }

  private void post(HttpServletRequest request, HttpServletResponse response, Client client)
      throws ServletException, IOException {
    byte[] body = request.getInputStream().readNBytes(limits.frameBytesMax() + 1);
    if (body.length > limits.frameBytesMax()) {
      refuse(
          response,
          413,
          "A message has more than %,d bytes (frameBytesMax).".formatted(limits.frameBytesMax()));
      return;
    }
    JsonNode parsed;
    try {
      parsed = Json.read(body);
    } catch (IOException e) {
      fail(response, ProtocolException.PARSE_ERROR, "The body is not JSON.");
      return;
    }
    if (!(parsed instanceof ObjectNode message)
        || !"2.0".equals(message.path("jsonrpc").asText())) {
      fail(response, ProtocolException.INVALID_REQUEST, "The body is no JSON-RPC 2.0 message.");
      return;
    }
    JsonNode id = message.path("id");
    if (message.has("method") && message.has("id") && !(id.isTextual() || id.isIntegralNumber())) {
      fail(
          response,
          ProtocolException.INVALID_REQUEST,
          "A request's id must be text or a whole number.");
      return;
    }
    String version = header(request, "MCP-Protocol-Version");
    if (ModernEra.speaks(message) || (!version.isEmpty() && !SdkEra.speaks(version))) {
      modern.answer(request, response, message, client);
      return;
    }
    if (message.path("method").asText().equals("initialize")
        && sdk.sessionCount() >= limits.sessionCountMax()) {
      refuse(response, 503, "Too many conversations are open (sessionCountMax): close some.");
      return;
    }
    request.setAttribute(CONNECTION, new Connection(client, id.asText()));
    sessions.service(new ReadRequest(request, body), response);
  }

  private void tellMetadata(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (request.getMethod().equals("GET")) {
      write(response, 200, oauth.orElseThrow().metadata());
    } else {
      response.setHeader("Allow", "GET");
      refuse(response, 405, "This is only to be read.");
    }
  }

  private Optional<Client> client(HttpServletRequest request)
      throws OAuthGate.UnreachableException {
    String shown = header(request, "Authorization");
    if (!shown.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
      return oauth.isEmpty() ? open(tokens) : Optional.empty();
    }
    String token = shown.substring(BEARER.length()).strip();
    Optional<Client> known = Token.client(tokens, token);
    return known.isEmpty() && oauth.isPresent() ? oauth.get().client(token) : known;
  }

  /** A server without any token, as tests have it, lets everybody in. */
  private static Optional<Client> open(List<Token> tokens) {
    return tokens.isEmpty() ? Optional.of(new Client(Client.DEFAULT_NAME, "")) : Optional.empty();
  }

  private boolean isOwn(HttpServletRequest request) {
    String host = header(request, "Host");
    String origin = header(request, "Origin");
    return isOwnName(host.replaceFirst(":\\d{1,5}$", ""))
        && (origin.isEmpty() || isOwnOrigin(origin));
  }

  private boolean isOwnOrigin(String origin) {
    try {
      URI uri = new URI(origin);
      return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && isOwnName(String.valueOf(uri.getHost()));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /** Behind a tunnel the server has a public name as well: the audience of its tokens. */
  private boolean isOwnName(String name) {
    return OWN_NAMES.contains(name.toLowerCase(Locale.ROOT))
        || oauth.map(o -> o.host().equalsIgnoreCase(name)).orElse(false);
  }

  static String header(HttpServletRequest request, String name) {
    String value = request.getHeader(name);
    return value == null ? "" : value.strip();
  }

  private static void fail(HttpServletResponse response, int code, String sentence)
      throws IOException {
    ObjectNode message = Json.object("jsonrpc", "2.0");
    message.putNull("id");
    message.set("error", Json.object("code", code, "message", sentence));
    write(response, 400, message);
  }

  /*
   * What was not read of the request ends the connection; a client that is not told so may send its
   * next request into it, and hear nothing.
   */
  private static void refuse(HttpServletResponse response, int status, String sentence)
      throws IOException {
    response.setHeader("Connection", "close");
    write(response, status, Json.object("error", sentence));
  }

  static void write(HttpServletResponse response, int status, ObjectNode body) throws IOException {
    byte[] bytes = Json.write(body).getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("application/json");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
    response.getOutputStream().flush();
  }
}
