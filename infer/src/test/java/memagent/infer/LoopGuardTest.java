package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LoopGuardTest {
  private static int loopsAt(int[] circle, int tokensMax) {
    TokenList tokens = new TokenList();
    LoopGuard guard = new LoopGuard();
    for (int i = 0; i < 20; i++) {
      tokens.add(1_000 + i);
      assertThat(guard.loops(tokens)).isFalse();
    }
    for (int i = 0; i < tokensMax; i++) {
      tokens.add(circle[i % circle.length]);
      if (guard.loops(tokens)) {
        return i + 1;
      }
    }
    return 0;
  }

  @Test
  void findsAShortCircleAfterItsTokens() {
    assertThat(loopsAt(new int[] {7, 8}, 400)).isEqualTo(2 + LoopGuard.REPEATED_TOKENS_MIN);
    assertThat(loopsAt(new int[] {7}, 400)).isEqualTo(1 + LoopGuard.REPEATED_TOKENS_MIN);
  }

  @Test
  void findsALongCircleAfterItsRounds() {
    int[] circle = new int[LoopGuard.PERIOD_TOKENS_MAX];
    for (int i = 0; i < circle.length; i++) {
      circle[i] = i;
    }
    assertThat(loopsAt(circle, 400)).isEqualTo(circle.length * (1 + LoopGuard.ROUND_COUNT_MAX));
  }

  @Test
  void leavesATablesRulerAndWhatChanges() {
    assertThat(loopsAt(new int[] {5, 6}, 40)).isZero(); // | --- | of twenty columns
    TokenList tokens = new TokenList();
    LoopGuard guard = new LoopGuard();
    for (int i = 0; i < 400; i++) {
      tokens.add(i % 7 == 6 ? i : 3); // a list whose items differ
      assertThat(guard.loops(tokens)).isFalse();
    }
  }
}
