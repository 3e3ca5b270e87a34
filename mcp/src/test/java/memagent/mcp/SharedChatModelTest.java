package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import memagent.mcp.SharedChatModel.Standing;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.FinishReason;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.SamplingParameters;
import memagent.model.ScriptedChatModel;
import memagent.model.TextListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that share one model; here each is an object, since a lock knows no difference. */
final class SharedChatModelTest {
  private static final ModelInfo INFO = new ModelInfo("echo", 4_096, 135_000_000, true, true);
  @TempDir private Path home;
  private final AtomicInteger loaded = new AtomicInteger();

  private static ChatRequest saying(String words) {
    return new ChatRequest(
        List.of(new ChatMessage.System("Be brief."), new ChatMessage.User(words)),
        SamplingParameters.QWEN3_THINKING,
        List.of("<stop>"),
        100,
        Optional.of("root ::= [a-z]+"));
  }

  private Supplier<ChatModel> loader(ScriptedChatModel.Answer answer) {
    return () -> {
      loaded.incrementAndGet();
      return new ScriptedChatModel(INFO, Collections.nCopies(1_000, answer));
    };
  }

  private SharedChatModel start(String name, ScriptedChatModel.Answer answer) {
    return SharedChatModel.start(home.resolve("run"), "k1", name, loader(answer));
  }

  private static String said(ChatModel model, String words) {
    return model.chat(saying(words), TextListener.NONE, new Cancellation()).text();
  }

  private static String echo(ChatRequest request) {
    return request.messages().getLast().text() + " heard";
  }

  @Test
  void theSecondOneAsksTheFirstAndLoadsNothing() throws Exception {
    try (SharedChatModel first = start("a", SharedChatModelTest::echo);
        SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      assertThat(loaded).hasValue(1);
      assertThat(first.standing()).isEqualTo(Standing.HOST);
      assertThat(second.standing()).isEqualTo(Standing.GUEST);
      StringBuilder heard = new StringBuilder();
      assertThat(second.chat(saying("möhre 東京"), heard::append, new Cancellation()).text())
          .isEqualTo("möhre 東京 heard");
      assertThat(heard).hasToString("möhre 東京 heard");
      assertThat(second.info()).isEqualTo(INFO);
      assertThat(said(first, "own")).isEqualTo("own heard");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("run"))))
          .isEqualTo("rwx------");
    }
    assertThat(home.resolve("run/model1-k1.sock")).doesNotExist();
  }

  @Test
  void aRequestArrivesAsItWasSent() {
    List<ChatRequest> got = Collections.synchronizedList(new ArrayList<>());
    try (SharedChatModel first =
            start(
                "a",
                request -> {
                  got.add(request);
                  return "ok";
                });
        SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      said(second, "x");
      said(first, "x");
      assertThat(got).containsExactly(saying("x"), saying("x"));
    }
  }

  @Test
  void whenTheFirstEndsAnotherTakesOverAndNothingIsLost() {
    SharedChatModel first = start("a", SharedChatModelTest::echo);
    try (SharedChatModel second = start("b", SharedChatModelTest::echo);
        SharedChatModel third = start("c", SharedChatModelTest::echo)) {
      assertThat(said(third, "one")).isEqualTo("one heard");
      first.close();
      assertThat(said(second, "two")).isEqualTo("two heard");
      assertThat(said(third, "three")).isEqualTo("three heard");
      assertThat(second.standing()).isEqualTo(Standing.HOST);
      assertThat(third.standing()).isEqualTo(Standing.GUEST);
      assertThat(loaded).hasValue(2);
    }
  }

  @Test
  void aQuestionThatTheFirstOnesEndCutsOffIsAnsweredAllTheSame() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    SharedChatModel first =
        start(
            "a",
            request -> {
              begun.countDown();
              awaitQuietly(go);
              return "too late";
            });
    try (SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> said(second, "one"));
      begun.await();
      first.close();
      assertThat(answer.get()).isEqualTo("one heard");
      go.countDown();
    }
  }

  @Test
  void whatAProcessThatDiedLeftBehindIsCleared() throws Exception {
    Files.createDirectories(home.resolve("run"));
    Path stale = home.resolve("run/model1-k1.sock");
    try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      dead.bind(UnixDomainSocketAddress.of(stale));
    }
    assertThat(stale).exists();
    Files.writeString(home.resolve("run/model1-k1.lock"), "");
    try (SharedChatModel first = start("a", SharedChatModelTest::echo);
        SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      assertThat(said(second, "one")).isEqualTo("one heard");
      assertThat(first.standing()).isEqualTo(Standing.HOST);
    }
  }

  @Test
  void whereNoSocketCanBeMadeEachIsForItself() {
    Path deep = home.resolve("a-folder-name-of-thirty-letters".repeat(4));
    try (SharedChatModel first =
            SharedChatModel.start(deep, "k1", "a", loader(SharedChatModelTest::echo));
        SharedChatModel second =
            SharedChatModel.start(deep, "k1", "b", loader(SharedChatModelTest::echo))) {
      assertThat(first.standing()).isEqualTo(Standing.ALONE);
      assertThat(second.standing()).isEqualTo(Standing.ALONE);
      assertThat(said(second, "one")).isEqualTo("one heard");
      assertThat(loaded).hasValue(2);
    }
  }

  @Test
  void aModelThatCannotBeLoadedIsSaidAndTriedAgain() {
    AtomicInteger tries = new AtomicInteger();
    Supplier<ChatModel> failing =
        () -> {
          if (tries.incrementAndGet() == 1) {
            throw new ModelException("The weights are missing.");
          }
          return new ScriptedChatModel(INFO, List.of(SharedChatModelTest::echo));
        };
    Path folder = home.resolve("run");
    assertThatThrownBy(() -> SharedChatModel.start(folder, "k1", "a", failing))
        .hasMessage("The weights are missing.");
    try (SharedChatModel later = SharedChatModel.start(folder, "k1", "a", failing)) {
      assertThat(said(later, "one")).isEqualTo("one heard");
    }
  }

  @Test
  void whatTheModelRefusesTheGuestHears() {
    try (SharedChatModel first =
            start(
                "a",
                request -> {
                  throw new ModelException("The prompt is too long.");
                });
        SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      assertThatThrownBy(() -> said(second, "x"))
          .isInstanceOf(ModelException.class)
          .hasMessage("The prompt is too long.");
      assertThat(first.standing()).isEqualTo(Standing.HOST);
    }
  }

  @Test
  void aGuestThatGivesUpStopsTheModel() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch stopped = new CountDownLatch(1);
    ChatModel slow =
        new ChatModel() {
          @Override
          public ModelInfo info() {
            return INFO;
          }

          @Override
          public memagent.model.ChatResponse chat(
              ChatRequest request, TextListener listener, Cancellation cancellation) {
            cancellation.onCancel(stopped::countDown);
            begun.countDown();
            awaitQuietly(stopped);
            return new memagent.model.ChatResponse(
                "", memagent.model.TokenUsage.ZERO, FinishReason.CANCELLED);
          }

          @Override
          public void close() {}
        };
    try (SharedChatModel first = SharedChatModel.start(home.resolve("run"), "k1", "a", () -> slow);
        SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      Cancellation cancellation = new Cancellation();
      CompletableFuture<FinishReason> reason =
          CompletableFuture.supplyAsync(
              () -> second.chat(saying("x"), TextListener.NONE, cancellation).finishReason());
      begun.await();
      cancellation.cancel();
      assertThat(reason.get()).isEqualTo(FinishReason.CANCELLED);
      stopped.await();
      assertThat(first.standing()).isEqualTo(Standing.HOST);
    }
  }

  @Test
  void nonsenseOnTheSocketHarmsNobody() throws Exception {
    try (SharedChatModel first = start("a", SharedChatModelTest::echo);
        SharedChatModel second = start("b", SharedChatModelTest::echo)) {
      for (String line :
          List.of("\n", "{\n", "[]\n", "{\"chat\":7}\n", "{\"chat\":{\"messages\":[]}}\n", "x")) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
          channel.connect(UnixDomainSocketAddress.of(home.resolve("run/model1-k1.sock")));
          channel.write(ByteBuffer.wrap(line.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        }
      }
      assertThat(said(second, "one")).isEqualTo("one heard");
      assertThat(first.standing()).isEqualTo(Standing.HOST);
    }
  }

  @Test
  void manyGuestsGetEachItsOwnAnswer() {
    try (SharedChatModel first = start("a", SharedChatModelTest::echo)) {
      List<CompletableFuture<String>> answers = new ArrayList<>();
      List<SharedChatModel> guests = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        SharedChatModel guest = start("g" + i, SharedChatModelTest::echo);
        guests.add(guest);
        for (int j = 0; j < 8; j++) {
          String words = "words" + i + "x" + j;
          answers.add(CompletableFuture.supplyAsync(() -> words + "=" + said(guest, words)));
        }
      }
      assertThat(answers)
          .allSatisfy(answer -> {
            List<String> sides = List.of(answer.join().split("=", 2));
            assertThat(sides.getLast()).isEqualTo(sides.getFirst() + " heard");
          });
      assertThat(first.standing()).isEqualTo(Standing.HOST);
      guests.forEach(SharedChatModel::close);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
