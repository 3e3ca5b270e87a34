package memagent.model;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.core.LogLevel;
import com.openai.core.Timeout;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * A model behind any endpoint that speaks OpenAI's chat completions, such as vLLM, llama.cpp's
 * server, LM Studio, Ollama, LiteLLM or OpenRouter.
 *
 * <p>Retries are made here and not by the client, so that a cancelled call is not made again. A
 * call is cancelled through OkHttp's {@code Call.cancel}, which other threads may use at any
 * moment; the interceptor below learns which call that is, since the client runs it on the caller's
 * thread.
 */
public final class OpenAiChatModel implements ChatModel {
  /** More than four are refused by OpenAI; all of them are looked for here as well. */
  private static final int SENT_STOPS_MAX = 4;

  private static final Set<Integer> PASSING_STATUSES = Set.of(408, 409, 425, 429);

  private final OpenAiSettings settings;
  private final EndpointErrors errors;
  private final OpenAIClient client;
  private static final ThreadLocal<@Nullable Attempt> ATTEMPT = new ThreadLocal<>();
  private volatile boolean closed;

  /** Opens no connection yet. */
  public OpenAiChatModel(OpenAiSettings settings) {
    this.settings = settings;
    this.errors = new EndpointErrors(settings);
    OpenAiSettings.Limits limits = settings.limits();
    this.client =
        OpenAIOkHttpClient.builder()
            .baseUrl(settings.baseUrl().toString())
            .apiKey(settings.apiKey().orElse("none"))
            .timeout(
                Timeout.builder()
                    .connect(limits.connectTimeMax())
                    .read(limits.silenceTimeMax())
                    .write(limits.silenceTimeMax())
                    .request(limits.answerTimeMax())
                    .build())
            .maxRetries(0)
            .followRedirects(false)
            .logLevel(LogLevel.OFF)
            .disableTelemetry(true)
            .addInterceptor(this::watch)
            .build();
  }

  @Override
  public ModelInfo info() {
    return settings.info();
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    for (int tryCount = 1; ; tryCount++) {
      if (closed) {
        throw new ModelException("The model " + info().name() + " was closed.");
      }
      Attempt attempt = new Attempt(request, listener, cancellation);
      ATTEMPT.set(attempt);
      try {
        return attempt.run();
      } catch (OpenAIServiceException e) {
        if (!mayRetry(attempt, tryCount) || !isPassing(e.statusCode())) {
          throw errors.refused(e, tryCount);
        }
        pause(retryWait(e, tryCount), cancellation);
      } catch (OpenAIIoException e) {
        if (!mayRetry(attempt, tryCount) || !EndpointErrors.isQuick(e)) {
          throw errors.unreachable(e, attempt.begun(), tryCount);
        }
        pause(retryWait(null, tryCount), cancellation);
      } catch (OpenAIInvalidDataException e) {
        throw errors.senseless(attempt.contentType);
      } catch (OpenAIException e) {
        throw errors.unreachable(e, attempt.begun(), tryCount);
      } finally {
        ATTEMPT.remove();
      }
    }
  }

  private boolean mayRetry(Attempt attempt, int tryCount) {
    return !attempt.begun() && !closed && tryCount <= settings.limits().retryCountMax();
  }

  private static boolean isPassing(int status) {
    return status >= 500 || PASSING_STATUSES.contains(status);
  }

  private Duration retryWait(@Nullable OpenAIServiceException e, int tryCount) {
    OpenAiSettings.Limits limits = settings.limits();
    Duration wait = limits.retryWaitMin().multipliedBy(1L << Math.min(tryCount - 1, 20));
    if (e != null) {
      Duration asked =
          e.headers().values("retry-after").stream()
              .filter(value -> value.matches("[0-9]{1,6}"))
              .map(value -> Duration.ofSeconds(Long.parseLong(value)))
              .findFirst()
              .orElse(Duration.ZERO);
      wait = asked.compareTo(wait) > 0 ? asked : wait;
    }
    return wait.compareTo(limits.retryWaitMax()) > 0 ? limits.retryWaitMax() : wait;
  }

  private static void pause(Duration wait, Cancellation cancellation) {
    CountDownLatch cancelled = new CountDownLatch(1);
    try (var _ = cancellation.onCancel(cancelled::countDown)) {
      boolean _ = cancelled.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ModelException("The question was interrupted while waiting for the model.", e);
    }
  }

  /** Tells the attempt on this thread which call it makes, and what kind of answer came. */
  private Response watch(Interceptor.Chain chain) throws java.io.IOException {
    Attempt attempt = ATTEMPT.get();
    if (attempt == null) {
      return chain.proceed(chain.request());
    }
    attempt.cancel = chain.call()::cancel;
    if (attempt.cancellation.isCancelled()) {
      attempt.cancel.run();
    }
    Response response = chain.proceed(chain.request());
    String contentType = response.header("content-type");
    attempt.contentType = contentType == null ? "" : contentType;
    return response;
  }

  // OpenAI's own newest models replace max_tokens and seed; all other servers know only these.
  @SuppressWarnings("deprecation")
  private ChatCompletionCreateParams parameters(ChatRequest request) {
    ChatCompletionCreateParams.Builder builder =
        ChatCompletionCreateParams.builder()
            .model(settings.model())
            .maxTokens(request.completionTokensMax())
            .temperature(request.sampling().temperature())
            .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build());
    for (ChatMessage message : request.messages()) {
      switch (message) {
        case ChatMessage.System(String text) -> builder.addSystemMessage(text);
        case ChatMessage.User(String text) -> builder.addUserMessage(text);
        case ChatMessage.Assistant(String text) -> builder.addAssistantMessage(text);
      }
    }
    if (!request.stops().isEmpty()) {
      builder.stopOfStrings(request.stops().stream().limit(SENT_STOPS_MAX).toList());
    }
    // Fields that OpenAI itself does not know are sent only where they say something.
    SamplingParameters sampling = request.sampling();
    if (sampling.topP() < 1) {
      builder.topP(sampling.topP());
    }
    if (sampling.topK() > 0) {
      builder.putAdditionalBodyProperty("top_k", JsonValue.from(sampling.topK()));
    }
    if (sampling.minP() > 0) {
      builder.putAdditionalBodyProperty("min_p", JsonValue.from(sampling.minP()));
    }
    if (sampling.temperature() > 0) {
      builder.seed(sampling.seed());
    }
    if (info().keepsGrammar() && request.grammar().isPresent()) {
      builder.putAdditionalBodyProperty("grammar", JsonValue.from(request.grammar().get()));
    }
    return builder.build();
  }

  @Override
  public void close() {
    closed = true;
    client.close();
  }

  /** One call and what has arrived of its answer. */
  private final class Attempt {
    private final ChatRequest request;
    private final TextListener listener;
    private final Cancellation cancellation;
    private final StopScanner scanner;
    private final ThoughtFolder folder = new ThoughtFolder();
    private final StringBuilder said = new StringBuilder();
    private TokenUsage usage = TokenUsage.ZERO;
    private int chunkCount; // with text; stands for the completion's tokens where usage is not told
    private @Nullable FinishReason reason;
    private String contentType = "";
    private volatile Runnable cancel = () -> {};

    Attempt(ChatRequest request, TextListener listener, Cancellation cancellation) {
      this.request = request;
      this.listener = listener;
      this.cancellation = cancellation;
      this.scanner = new StopScanner(request.stops());
    }

    boolean begun() {
      return chunkCount > 0;
    }

    ChatResponse run() {
      if (cancellation.isCancelled()) {
        return response(FinishReason.CANCELLED);
      }
      try (var _ = cancellation.onCancel(() -> cancel.run());
          StreamResponse<ChatCompletionChunk> stream =
              client.chat().completions().createStreaming(parameters(request))) {
        if (contentType.contains("html")) {
          throw errors.senseless(contentType);
        }
        Iterator<ChatCompletionChunk> chunks = stream.stream().iterator();
        while (!scanner.stopped() && !cancellation.isCancelled() && chunks.hasNext()) {
          take(chunks.next());
        }
      } catch (OpenAIException | IllegalStateException e) {
        // A call that was cancelled ends in whatever exception its reader meets first.
        if (!cancellation.isCancelled()) {
          throw e;
        }
      }
      return response(ending());
    }

    private FinishReason ending() {
      if (cancellation.isCancelled()) {
        return FinishReason.CANCELLED;
      }
      if (scanner.stopped()) {
        return FinishReason.STOP;
      }
      if (reason == null) {
        throw begun() ? errors.truncated() : errors.senseless(contentType);
      }
      return reason;
    }

    private void take(ChatCompletionChunk chunk) {
      chunk._usage().asKnown().ifPresent(this::count);
      for (ChatCompletionChunk.Choice choice : chunk._choices().asKnown().orElse(List.of())) {
        choice._delta().asKnown().ifPresent(this::take);
        choice
            ._finishReason()
            .asKnown()
            .ifPresent(finish ->
                reason =
                    finish.equals(ChatCompletionChunk.Choice.FinishReason.LENGTH)
                        ? FinishReason.LENGTH
                        : FinishReason.STOP);
      }
    }

    @SuppressWarnings("deprecation") // the only way to fields that OpenAI does not define
    private void take(ChatCompletionChunk.Choice.Delta delta) {
      var extra = delta._additionalProperties();
      JsonField<?> thought = extra.getOrDefault("reasoning_content", extra.get("reasoning"));
      String text =
          (thought == null ? "" : folder.thought(thought.asString().orElse("")))
              + folder.answer(delta._content().asKnown().orElse(""));
      if (!text.isEmpty()) {
        chunkCount++;
        say(scanner.accept(text));
      }
    }

    private void count(com.openai.models.completions.CompletionUsage told) {
      long cached =
          told._promptTokensDetails()
              .asKnown()
              .flatMap(details -> details._cachedTokens().asKnown())
              .orElse(0L);
      usage =
          new TokenUsage(
              Math.toIntExact(told._promptTokens().asKnown().orElse(0L)),
              Math.toIntExact(cached),
              Math.toIntExact(told._completionTokens().asKnown().orElse(0L)));
    }

    private void say(String text) {
      if (!text.isEmpty()) {
        said.append(text);
        listener.onText(text);
      }
    }

    private ChatResponse response(FinishReason ending) {
      if (ending == FinishReason.STOP && !scanner.stopped()) {
        say(scanner.accept(folder.end()));
      }
      say(scanner.finish());
      TokenUsage counted = usage.equals(TokenUsage.ZERO) ? new TokenUsage(0, 0, chunkCount) : usage;
      return new ChatResponse(said.toString(), counted, ending);
    }
  }
}
