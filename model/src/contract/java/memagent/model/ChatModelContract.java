package memagent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link ChatModel} does. A subclass says how to open one. */
public abstract class ChatModelContract {
  private static final List<ChatMessage> CONVERSATION =
      List.of(
          new ChatMessage.System("You are a helpful assistant."),
          new ChatMessage.User("What is a lighthouse? \u2603 Answer in three sentences."));

  private ChatModel model;

  /**
   * A model that says at least ten tokens when asked to, the same at each call when it samples
   * greedily; it can be asked at least twenty times.
   */
  protected abstract ChatModel open();

  /** The question that the contract asks. */
  protected List<ChatMessage> conversation() {
    return CONVERSATION;
  }

  @BeforeEach
  void openModel() {
    model = open();
  }

  @AfterEach
  void closeModel() {
    model.close();
  }

  private ChatRequest request(int tokensMax, String... stops) {
    return new ChatRequest(
        conversation(), SamplingParameters.GREEDY, List.of(stops), tokensMax, Optional.empty());
  }

  private ChatResponse ask(ChatRequest request) {
    return model.chat(request, TextListener.NONE, new Cancellation());
  }

  @Test
  void hasAName() {
    assertThat(model.info().name()).isNotBlank();
  }

  @Test
  void streamsInPiecesThatMakeTheText() {
    List<String> pieces = new ArrayList<>();
    ChatResponse response = model.chat(request(24), pieces::add, new Cancellation());
    assertThat(pieces).hasSizeGreaterThan(1).doesNotContain("");
    assertThat(String.join("", pieces)).isEqualTo(response.text()).isNotBlank();
  }

  @Test
  void saysTheSameTwiceWhenItSamplesGreedily() {
    assertThat(ask(request(16)).text()).isEqualTo(ask(request(16)).text());
  }

  @Test
  void endsAtTheTokenLimitAndSaysSo() {
    ChatResponse response = ask(request(3));
    assertThat(response.finishReason()).isEqualTo(FinishReason.LENGTH);
    assertThat(response.usage().completionTokens()).isBetween(1, 3);
    assertThat(ask(request(12)).text()).startsWith(response.text());
  }

  @Test
  void countsTheTokensOfThePromptAndOfTheAnswer() {
    TokenUsage usage = ask(request(12)).usage();
    assertThat(usage.promptTokens()).isPositive();
    assertThat(usage.completionTokens()).isBetween(2, 12);
    assertThat(usage.cachedTokens()).isBetween(0, usage.promptTokens());
  }

  @Test
  void endsBeforeTheFirstStopString() {
    String whole = ask(request(24)).text();
    String stop = whole.substring(whole.length() / 2, whole.length() / 2 + 4);
    List<String> pieces = new ArrayList<>();
    ChatResponse response =
        model.chat(request(24, "\u2603\u2603\u2603", stop), pieces::add, new Cancellation());
    assertThat(response.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
    assertThat(response.finishReason()).isEqualTo(FinishReason.STOP);
    assertThat(String.join("", pieces)).isEqualTo(response.text());
  }

  /** At the token limit llama.cpp's server drops such a beginning; elsewhere nothing is lost. */
  @Test
  void saysTheBeginningOfAStopStringThatIsNeverComplete() {
    String whole = ask(request(16)).text();
    String almost = whole.substring(whole.length() / 4, whole.length() / 2) + "\u2603";
    assertThat(ask(request(16, almost)).text()).isEqualTo(whole);
  }

  @Test
  void saysNothingWhenItWasCancelledBefore() {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    List<String> pieces = new ArrayList<>();
    ChatResponse response = model.chat(request(24), pieces::add, cancellation);
    assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(response.text()).isEmpty();
    assertThat(pieces).isEmpty();
  }

  @Test
  void keepsTheTextSoFarWhenItIsCancelled() {
    String whole = ask(request(24)).text();
    Cancellation cancellation = new Cancellation();
    StringBuilder heard = new StringBuilder();
    TextListener listener =
        piece -> {
          heard.append(piece);
          cancellation.cancel();
        };
    ChatResponse response = model.chat(request(24), listener, cancellation);
    assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
    assertThat(response.text()).isEqualTo(heard.toString()).isNotEmpty();
    assertThat(whole).startsWith(response.text()).isNotEqualTo(response.text());
    assertThat(ask(request(24)).text()).as("the next answer").isEqualTo(whole);
  }

  @Test
  void passesTheListenersExceptionOnAndAnswersAgain() {
    TextListener broken =
        piece -> {
          throw new IllegalStateException("no room");
        };
    assertThatThrownBy(() -> model.chat(request(24), broken, new Cancellation()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no room");
    assertThat(ask(request(8)).text()).isNotBlank();
  }

  @Test
  void answersSeveralThreads() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> heard =
          IntStream.range(0, 4).mapToObj(i -> threads.submit(this::hear)).toList();
      for (Future<String> one : heard) {
        assertThat(one.get()).isNotBlank();
      }
    }
  }

  private String hear() {
    StringBuilder heard = new StringBuilder();
    ChatResponse response = model.chat(request(16), heard::append, new Cancellation());
    assertThat(heard).hasToString(response.text());
    return response.text();
  }

  @Test
  void refusesToAnswerOnceItIsClosed() {
    model.close();
    assertThatThrownBy(() -> ask(request(8)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("closed");
  }
}
