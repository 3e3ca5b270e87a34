package memagent.model;

import com.openai.core.JsonField;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in one sentence what went wrong with an endpoint.
 *
 * <p>No exception of the client is passed on as a cause: a server may repeat the key in its
 * message, and the client repeats the server's message.
 */
final class EndpointErrors {
  private final OpenAiSettings settings;

  EndpointErrors(OpenAiSettings settings) {
    this.settings = settings;
  }

  private String endpoint() {
    return "The model endpoint " + settings.address();
  }

  /** A call that the endpoint answered with an error. */
  ModelException refused(OpenAIServiceException e, int tryCount) {
    int status = e.statusCode();
    String said = said(e);
    if (e instanceof SseException) {
      return new ModelException(endpoint() + " reported an error in its answer" + said + ".");
    }
    return new ModelException(
        endpoint()
            + switch (status) {
              case 401, 403 ->
                  settings.apiKey().isPresent()
                      ? " refused the API key (HTTP " + status + "); check the key and its rights."
                      : " wants an API key (HTTP " + status + "); set one.";
              case 402 -> " wants to be paid first (HTTP 402)" + said + ".";
              case 404 ->
                  " does not know the model '%s' or is not an OpenAI-compatible address (HTTP 404)%s; check both."
                      .formatted(settings.model(), said);
              case 413 -> " finds the conversation too large (HTTP 413)" + said + ".";
              case 408, 504 ->
                  " ran out of time (HTTP " + status + ")" + tries(tryCount) + said + ".";
              case 429 ->
                  " takes no more requests for now (HTTP 429: rate or quota)"
                      + tries(tryCount)
                      + said
                      + "; wait, or use another model.";
              default ->
                  (status >= 500 ? " failed" : " refused the request")
                      + " (HTTP "
                      + status
                      + ")"
                      + tries(tryCount)
                      + said
                      + ".";
            });
  }

  /** A call that found nobody, or lost the connection. */
  ModelException unreachable(Throwable e, boolean begun, int tryCount) {
    Throwable root = root(e);
    if (begun) {
      return root instanceof SocketTimeoutException
          ? new ModelException(
              endpoint()
                  + " fell silent in the middle of its answer for "
                  + seconds(settings.limits().silenceTimeMax())
                  + "; ask again.")
          : new ModelException(endpoint() + " broke off in the middle of its answer; ask again.");
    }
    String why =
        switch (root) {
          case UnknownHostException _ -> " has a name that no address is known for; check the name";
          case ConnectException _ ->
              " cannot be reached (connection refused); is the server running?";
          case NoRouteToHostException _ -> " cannot be reached (no route); is the network up?";
          case SSLException ssl ->
              " cannot be spoken to securely (" + cut(String.valueOf(ssl.getMessage())) + ")";
          case java.io.InterruptedIOException _ ->
              root.getMessage() != null
                      && root.getMessage().toLowerCase(Locale.ROOT).contains("connect")
                  ? " did not take the connection within "
                      + seconds(settings.limits().connectTimeMax())
                  : " sent nothing for "
                      + seconds(settings.limits().silenceTimeMax())
                      + "; it is overloaded or has no model loaded";
          default -> " broke off before it answered (" + root.getClass().getSimpleName() + ")";
        };
    return new ModelException(endpoint() + why + tries(tryCount) + (why.endsWith("?") ? "" : "."));
  }

  /** An answer that is no stream of chat completion chunks. */
  ModelException senseless(String contentType) {
    return new ModelException(
        endpoint()
            + " answered with "
            + (contentType.isEmpty() ? "something" : cut(contentType))
            + " that is no chat completion; check the address, which usually ends with /v1.");
  }

  /** A stream that ended without saying why. */
  ModelException truncated() {
    return new ModelException(endpoint() + " ended in the middle of its answer; ask again.");
  }

  ModelException tooSlow() {
    return new ModelException(
        endpoint()
            + " took more than "
            + seconds(settings.limits().answerTimeMax())
            + " for one answer; ask for less, or use a faster model.");
  }

  private static String tries(int tryCount) {
    return tryCount > 1 ? ", " + tryCount + " times in a row" : "";
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  private static Throwable root(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root;
  }

  /** The server's own words, without the key. */
  private String said(OpenAIServiceException e) {
    return message(e).map(text -> ": " + cut(text)).orElse("");
  }

  /** The field {@code message} that OpenAI's servers send inside {@code error}, others bare. */
  private static Optional<String> message(OpenAIServiceException e) {
    JsonField<?> body = e.body();
    return body.asObject()
        .flatMap(fields ->
            Stream.of("message", "error", "detail")
                .map(fields::get)
                .flatMap(EndpointErrors::text)
                .findFirst());
  }

  private static Stream<String> text(@Nullable JsonField<?> field) {
    return field == null
        ? Stream.empty()
        : field.asString().filter(text -> !text.isBlank()).stream();
  }

  /** One line, cut to the limit, without the key and a full stop at its end. */
  private String cut(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    String clean = settings.apiKey().map(key -> line.replace(key, "(key)")).orElse(line);
    int max = settings.limits().messageCharsMax();
    String cut = clean.length() > max ? clean.substring(0, max) + "..." : clean;
    return cut.endsWith(".") && !cut.endsWith("...") ? cut.substring(0, cut.length() - 1) : cut;
  }
}
