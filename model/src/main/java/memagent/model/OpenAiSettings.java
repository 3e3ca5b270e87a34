package memagent.model;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * Where an OpenAI-compatible endpoint is and how patient to be with it.
 *
 * @param baseUrl http or https, such as {@code http://localhost:8080/v1}; without a path {@code
 *     /v1} is meant
 * @param model the name by which the endpoint knows the model; may be empty for servers of one
 *     model
 * @param apiKey sent as a bearer token; appears in no message and no log
 * @param info what is known about the model; {@link ModelInfo#keepsGrammar()} says that the
 *     endpoint takes GBNF text in the field {@code grammar}, as llama.cpp's server does
 */
public record OpenAiSettings(
    URI baseUrl, String model, Optional<String> apiKey, ModelInfo info, Limits limits) {

  /**
   * How patient to be.
   *
   * @param connectTimeMax until a connection stands
   * @param silenceTimeMax between two bytes of an answer; a server that computes a long prompt is
   *     silent until it has done so
   * @param answerTimeMax for one whole answer
   * @param retryCountMax how often a call is made again after the first time, as long as nothing of
   *     the answer has arrived
   * @param retryWaitMin before the first retry; doubled for each further one
   * @param retryWaitMax longest wait, also where the server asks for more
   * @param messageCharsMax of a server's own error message that are passed on
   */
  public record Limits(
      Duration connectTimeMax,
      Duration silenceTimeMax,
      Duration answerTimeMax,
      int retryCountMax,
      Duration retryWaitMin,
      Duration retryWaitMax,
      int messageCharsMax) {

    /** 10 s, 5 min, 30 min; 2 retries after 0.5 s and more, at most 20 s; 300 characters. */
    public static final Limits DEFAULT =
        new Limits(
            Duration.ofSeconds(10),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            2,
            Duration.ofMillis(500),
            Duration.ofSeconds(20),
            300);
  }

  public OpenAiSettings {
    String scheme = baseUrl.getScheme() == null ? "" : baseUrl.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https")) || baseUrl.getHost() == null) {
      throw new ModelException(
          "The model endpoint "
              + withoutSecrets(baseUrl)
              + " is no http or https address; write it like http://localhost:8080/v1.");
    }
    if (baseUrl.getRawPath().isEmpty() || baseUrl.getRawPath().equals("/")) {
      baseUrl = baseUrl.resolve("/v1");
    }
    apiKey = apiKey.map(String::strip).filter(key -> !key.isEmpty());
    if (apiKey.isPresent() && !apiKey.get().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw new ModelException(
          "The API key for "
              + withoutSecrets(baseUrl)
              + " holds a space, a line end or a character outside ASCII; copy it again.");
    }
  }

  /** An endpoint with the default limits of which nothing is known but its model's name. */
  public static OpenAiSettings of(URI baseUrl, String model, Optional<String> apiKey) {
    return new OpenAiSettings(
        baseUrl, model, apiKey, new ModelInfo(model, 0, 0, false, false), Limits.DEFAULT);
  }

  /** The address for messages: without user, password, query and fragment. */
  String address() {
    return withoutSecrets(baseUrl);
  }

  private static String withoutSecrets(URI url) {
    String host = url.getHost() == null ? "" : url.getHost();
    String port = url.getPort() < 0 ? "" : ":" + url.getPort();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return url.getScheme() == null ? path : url.getScheme() + "://" + host + port + path;
  }

  @Override
  public String toString() {
    return "OpenAiSettings["
        + address()
        + ", "
        + model
        + (apiKey.isPresent() ? ", with a key]" : "]");
  }
}
