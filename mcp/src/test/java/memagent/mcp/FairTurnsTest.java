package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import memagent.model.Cancellation;
import org.junit.jupiter.api.Test;

/** Who may use the model next. */
final class FairTurnsTest {
  private final FairTurns turns = new FairTurns(1, 4);
  private final BlockingQueue<String> taken = new LinkedBlockingQueue<>();

  /** Waits for a turn on a thread of its own; returns when it waits. */
  private Thread waits(String client, String question, Cancellation cancellation) {
    int before = turns.waiting();
    Thread thread =
        Thread.ofVirtual()
            .start(() -> taken.add(turns.take(client, cancellation) ? question : "none"));
    while (turns.waiting() == before) {
      Thread.onSpinWait();
    }
    return thread;
  }

  @Test
  void aClientWithManyQuestionsDoesNotKeepTheOthersWaiting() throws Exception {
    assertThat(turns.take("a", new Cancellation())).isTrue();
    waits("a", "a1", new Cancellation());
    waits("a", "a2", new Cancellation());
    waits("a", "a3", new Cancellation());
    waits("b", "b1", new Cancellation());
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      turns.give();
      order.add(taken.take());
    }
    assertThat(order).containsExactly("a1", "b1", "a2", "a3");
  }

  @Test
  void whoGivesUpLeavesTheRowAndTooManyAreRefused() throws Exception {
    assertThat(turns.take("a", new Cancellation())).isTrue();
    Cancellation cancellation = new Cancellation();
    Thread gone = waits("a", "a1", cancellation);
    for (int i = 0; i < 3; i++) {
      waits("b", "b" + i, new Cancellation());
    }
    assertThatThrownBy(() -> turns.take("c", new Cancellation()))
        .isInstanceOf(McpException.class)
        .hasMessageContaining("waitingQuestionCountMax");
    cancellation.cancel();
    gone.join();
    assertThat(taken.take()).isEqualTo("none");
    turns.give();
    assertThat(taken.take()).isEqualTo("b0");
  }
}
