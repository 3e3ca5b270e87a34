package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.ModelException;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LlamaSlotsTest {
  private static final ChatMessage SYSTEM =
      new ChatMessage.System("You answer in one short sentence. ".repeat(8));
  private static LlamaChatModel model;
  private static LlamaSlots slots;

  @BeforeAll
  static void load() {
    model = LlamaChatModel.load(Parts.embedded());
    slots = model.slots(3, 512);
  }

  @AfterAll
  static void close() {
    slots.close();
    model.close();
  }

  private static ChatRequest request(String question, int tokensMax, Optional<String> grammar) {
    return new ChatRequest(
        List.of(SYSTEM, new ChatMessage.User(question)),
        SamplingParameters.GREEDY,
        List.of(),
        tokensMax,
        grammar);
  }

  @Test
  void generatesMoreThanThereAreSlotsInOrder() {
    List<String> capitals = List.of("France", "Italy", "Spain", "Germany", "Japan");
    List<ChatRequest> requests =
        capitals.stream()
            .map(land -> request("What is the capital of " + land + "?", 16, Optional.empty()))
            .toList();
    List<Completion> completions = slots.completeAll(requests, new Cancellation());
    assertThat(completions).hasSize(5);
    assertThat(completions.get(0).text()).contains("Paris");
    assertThat(completions.get(1).text()).contains("Rome");
    assertThat(completions.get(4).text()).contains("Tokyo");
    int system = model.tokens(SYSTEM.text()).length;
    assertThat(completions.stream().filter(each -> each.cachedTokens() > system).count())
        .as("all but the first share the system prompt")
        .isGreaterThanOrEqualTo(4);
    for (Completion completion : completions) {
      int[] tokens = completion.tokens().stream().mapToInt(Integer::intValue).toArray();
      assertThat(model.text(tokens)).startsWith(completion.text());
    }
  }

  @Test
  void servesSeveralThreads() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i : IntStream.range(0, 4).toArray()) {
        answers.add(
            threads.submit(() -> {
              StringBuilder heard = new StringBuilder();
              ChatResponse response =
                  slots.chat(
                      request("Say the number " + i, 8, Optional.empty()),
                      heard::append,
                      new Cancellation());
              assertThat(heard).hasToString(response.text());
              return response.text();
            }));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isNotBlank();
      }
    }
  }

  @Test
  void keepsToAGrammarInEachSlot() {
    List<Completion> completions =
        slots.completeAll(
            List.of(
                request("Yes or no?", 8, Optional.of("root ::= \"yes\" | \"no\"")),
                request("A number?", 8, Optional.of("root ::= [0-9]{2}")),
                request("Free?", 4, Optional.empty())),
            new Cancellation());
    assertThat(completions.get(0).text()).isIn("yes", "no");
    assertThat(completions.get(1).text()).matches("[0-9]{2}");
  }

  @Test
  void refusesABrokenGrammarAndGoesOn() {
    assertThatThrownBy(() ->
            slots.chat(
                request("Hi", 4, Optional.of("root ::= nothing")),
                TextListener.NONE,
                new Cancellation()))
        .isInstanceOf(ModelException.class);
    assertThat(
            slots
                .chat(request("Hi", 4, Optional.empty()), TextListener.NONE, new Cancellation())
                .text())
        .isNotBlank();
  }

  @Test
  void cancelsOneAndLetsTheOthersGoOn() {
    Cancellation cancellation = new Cancellation();
    ChatResponse response =
        slots.chat(
            request("Tell a long story.", 200, Optional.empty()),
            piece -> cancellation.cancel(),
            cancellation);
    assertThat(response.finishReason()).isEqualTo(FinishReason.CANCELLED);
  }

  @Test
  void refusesAConversationThatDoesNotFitItsSlot() {
    assertThatThrownBy(() ->
            slots.chat(
                request("word ".repeat(600), 4, Optional.empty()),
                TextListener.NONE,
                new Cancellation()))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("512");
  }
}
