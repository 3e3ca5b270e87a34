package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PromptTest {
  private static final int HEADER = 3;

  /** A system message of 600 tokens, a question of 10, an answer of 100, and the next one begun. */
  private static final Prompt PROMPT =
      new Prompt(
          new int[713], new int[] {600, 610, 710, 713}, new boolean[] {false, false, true, true});

  /** The same before the answer, and with a result of 200 tokens after it. */
  private static final Prompt BEGUN =
      new Prompt(new int[613], new int[] {600, 610, 613}, new boolean[] {false, false, true});

  private static final Prompt WITH_RESULT =
      new Prompt(
          new int[913],
          new int[] {600, 610, 710, 910, 913},
          new boolean[] {false, false, true, false, true});

  @Test
  void readsARunInBatchesOfAtLeastATile() {
    assertThat(PROMPT.batchEnd(0, 713, 512)).isEqualTo(512);
    assertThat(PROMPT.batchEnd(512, 713, 512)).isEqualTo(610 + HEADER);
    assertThat(PROMPT.batchEnd(0, 713, 256)).isEqualTo(256);
    assertThat(PROMPT.batchEnd(256, 713, 256)).isEqualTo(512);
    assertThat(PROMPT.batchEnd(80, 713, 512)).as("64 are left").isEqualTo(613 - 64);
    assertThat(PROMPT.batchEnd(610 + HEADER, 713, 512)).as("generated").isEqualTo(613 + 32);
    assertThat(PROMPT.batchEnd(650, 713, 512)).isEqualTo(613 + 64);
    assertThat(PROMPT.batchEnd(700, 713, 512)).isEqualTo(709);
    assertThat(PROMPT.batchEnd(710, 713, 512)).as("a header alone").isEqualTo(713);
    assertThat(PROMPT.batchEnd(512, 600, 512)).as("where to stop").isEqualTo(600);
  }

  @Test
  void resumesWhereARestOfAtLeastATileIsLeft() {
    assertThat(BEGUN.resume(0)).isZero();
    assertThat(BEGUN.resume(63)).as("may have been a shorter run").isZero();
    assertThat(BEGUN.resume(64)).isEqualTo(64);
    assertThat(BEGUN.resume(549)).isEqualTo(549);
    assertThat(BEGUN.resume(600)).isEqualTo(613 - 64);
    assertThat(PROMPT.resume(655)).as("generated").isEqualTo(655);
    assertThat(PROMPT.resume(713)).as("the last token is computed").isEqualTo(710);
    assertThat(WITH_RESULT.resume(710)).isEqualTo(710);
    assertThat(WITH_RESULT.resume(780)).isEqualTo(780);
    assertThat(WITH_RESULT.resume(913)).isEqualTo(913 - 64);
  }

  @Test
  void tellsWhatIsReadFromWhatIsShortOrGenerated() {
    assertThat(PROMPT.isRead(0)).isTrue();
    assertThat(PROMPT.isRead(612)).isTrue();
    assertThat(PROMPT.isRead(613)).isFalse();
    assertThat(PROMPT.isRead(711)).isFalse();
    assertThat(WITH_RESULT.isRead(911)).isTrue();
    assertThat(BEGUN.isLong(600)).isTrue();
    assertThat(BEGUN.isLong(63)).isFalse();
  }
}
