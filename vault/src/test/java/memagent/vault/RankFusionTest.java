package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RankFusionTest {
  private static final RankFusion FUSION = new RankFusion(60, 1, 1);

  @Test
  void ranksOfBothRankingsAreAddedAsInThePaper() {
    Map<Integer, Double> joined = FUSION.join(List.of(7, 8), Set.of(), List.of(8, 9));

    assertThat(joined.keySet()).containsExactly(8, 7, 9);
    double most = 2.0 / 61;
    assertThat(joined.get(8)).isCloseTo((1.0 / 62 + 1.0 / 61) / most, within(1e-12));
    assertThat(joined.get(7)).isCloseTo(1.0 / 61 / most, within(1e-12));
    assertThat(joined.get(9)).isCloseTo(1.0 / 62 / most, within(1e-12));
  }

  @Test
  void whatWordsFindForCertainStaysOnTopInItsOrder() {
    Map<Integer, Double> joined = FUSION.join(List.of(1, 2, 3), Set.of(3, 2), List.of(9, 1, 3));

    assertThat(joined.keySet()).containsExactly(2, 3, 1, 9);
    assertThat(new ArrayList<>(joined.values()))
        .isSortedAccordingTo((a, b) -> Double.compare(b, a));
  }

  @Test
  void aWeightOfNoneLeavesTheOtherRanking() {
    assertThat(new RankFusion(60, 1, 0).join(List.of(4, 5), Set.of(), List.of(5, 6)).keySet())
        .containsExactly(4, 5, 6);
  }
}
