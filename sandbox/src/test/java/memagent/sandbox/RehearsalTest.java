package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  private static final String LOOK =
      """
      import builtins, sys
      seen = sorted(n for n in ("content", "counts", "double", "before", "note", "found")
                    if n in globals() or hasattr(builtins, n))
      strangers = sorted(m for m in sys.modules if "rehears" in m.lower())
      text = read_file("user.md")
      """;

  @Test
  void leavesNothingInAContextThatWasMadeBeforeOrAfterIt() throws Exception {
    var calls = new AtomicInteger();
    BlockContext.Bridge bridge =
        call -> {
          calls.incrementAndGet();
          return new Message.Answer("the real note");
        };
    try (var engine = BlockContext.engine();
        var before = new BlockContext(engine, SandboxLimits.DEFAULT, bridge);
        var rehearsal = new Rehearsal(engine, SandboxLimits.DEFAULT)) {
      rehearsal.first();
      rehearsal.again();
      rehearsal.again();
      assertThat(calls).as("a rehearsal calls no function of the memory").hasValue(0);
      try (var after = new BlockContext(engine, SandboxLimits.DEFAULT, bridge)) {
        for (var context : List.of(before, after)) {
          var outcome = context.run(new Message.Run(LOOK, Map.of()));
          assertThat(outcome.error()).isEmpty();
          assertThat(outcome.variables())
              .containsEntry("seen", List.of())
              .containsEntry("strangers", List.of())
              .containsEntry("text", "the real note");
        }
      }
    }
  }
}
