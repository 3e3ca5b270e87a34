package memagent.model;

import com.openai.core.JsonField;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.SseException;
import java.io.InterruptedIOException;
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

  /** A call that found nobody, lost the connection, or ran out of time. */
  ModelException unreachable(Throwable e, boolean begun, int tryCount) {
    String silence = seconds(settings.limits().silenceTimeMax());
    String why =
        switch (cause(e)) {
          case UnknownHostException _ -> " has a name that no address is known for; check the name";
          case ConnectException _ -> " cannot be reached (connection refused); start the server";
          case NoRouteToHostException _ -> " cannot be reached (no route); check the network";
          case SSLException ssl -> " cannot be spoken to securely (" + cut(ssl.toString()) + ")";
          case SocketTimeoutException time when isConnecting(time) ->
              " did not take the connection within " + seconds(settings.limits().connectTimeMax());
          case SocketTimeoutException _ ->
              begun
                  ? " fell silent in the middle of its answer for " + silence + "; ask again"
                  : " sent nothing for " + silence + "; it is overloaded or has no model loaded";
          case InterruptedIOException _ ->
              " took more than "
                  + seconds(settings.limits().answerTimeMax())
                  + " for one answer; ask for less, or use a faster model";
          case Throwable other ->
              begun
                  ? " broke off in the middle of its answer; ask again"
                  : " broke off before it answered (" + other.getClass().getSimpleName() + ")";
        };
    return new ModelException(endpoint() + why + tries(tryCount) + ".");
  }

  /**
   * Whether a call may be made again: a server that was waited for once is not waited for twice.
   */
  static boolean isQuick(Throwable e) {
    return !(cause(e) instanceof InterruptedIOException time) || isConnecting(time);
  }

  private static boolean isConnecting(InterruptedIOException e) {
    return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("connect");
  }

  /** The first cause that says what happened; OkHttp puts what the socket said beneath it. */
  private static Throwable cause(Throwable e) {
    Throwable last = e;
    for (Throwable t = e; t != null; t = t.getCause()) {
      if (t instanceof InterruptedIOException
          || t instanceof UnknownHostException
          || t instanceof ConnectException
          || t instanceof NoRouteToHostException
          || t instanceof SSLException) {
        return t;
      }
      last = t;
    }
    return last;
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

  private static String tries(int tryCount) {
    return tryCount > 1 ? ", " + tryCount + " times in a row" : "";
  }

  private static String seconds(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** The server's own words, without the key. */
  private String said(OpenAIServiceException e) {
    return message(e).map(text -> ": " + cut(text)).orElse("");
  }

  /** The field {@code message} that OpenAI's servers send inside {@code error}, others bare. */
  private static Optional<String> message(OpenAIServiceException e) {
    JsonField<?> body = e.body();
    Optional<String> bare = text(body).findFirst();
    if (bare.isPresent()) {
      return bare;
    }
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
