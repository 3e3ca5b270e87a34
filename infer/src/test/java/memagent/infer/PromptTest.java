package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptTest {
  /** A system message of 600 tokens, a question of 10, an answer of 100, and the next one begun. */
  private static final Prompt PROMPT =
      new Prompt(
          new int[713], new int[] {600, 610, 710, 713}, new boolean[] {false, false, true, true});

  @Test
  void cutsAtMessagesAndIntoEqualBatches() {
    assertThat(PROMPT.batchEnd(0, 512)).isEqualTo(512);
    assertThat(PROMPT.batchEnd(512, 512)).isEqualTo(600);
    assertThat(PROMPT.batchEnd(600, 512)).isEqualTo(610);
    assertThat(PROMPT.batchEnd(610, 512)).isEqualTo(642);
    assertThat(PROMPT.batchEnd(650, 512)).isEqualTo(674);
    assertThat(PROMPT.batchEnd(710, 512)).isEqualTo(713);
  }

  @Test
  void resumesAtACutOrAnywhereInWhatWasGenerated() {
    assertThat(PROMPT.resume(0, 512)).isZero();
    assertThat(PROMPT.resume(511, 512)).isZero();
    assertThat(PROMPT.resume(550, 512)).isEqualTo(512);
    assertThat(PROMPT.resume(605, 512)).isEqualTo(600);
    assertThat(PROMPT.resume(655, 512)).isEqualTo(655);
    assertThat(PROMPT.resume(713, 512)).as("the last token is computed").isEqualTo(712);
  }
}
