package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreeWayTest {
  private static final String[] LINES = {"a\n", "b\n", "c\r\n", "- k: v\n", "\n", "é", "😀\n"};

  private static String join(String base, String ours, String theirs) {
    ThreeWay.Joined joined = ThreeWay.join(base, ours, theirs, ThreeWay.Prefer.NEITHER);
    assertThat(joined.conflicts()).isZero();
    return joined.text();
  }

  @Test
  void joinsChangesOfNeighbouringLines() {
    assertThat(join("a\nb\nc\n", "A\nb\nc\n", "a\nB\nc\n")).isEqualTo("A\nB\nc\n");
    assertThat(join("a\nb\n", "a\nb\nc\n", "a\n")).isEqualTo("a\nc\n");
    assertThat(join("a\nb\n", "new\na\nb\n", "A\nb\n")).isEqualTo("new\nA\nb\n");
    assertThat(join("a\nb\nc\n", "a\nx\nb\nc\n", "a\nb\n")).isEqualTo("a\nx\nb\n");
  }

  @Test
  void takesWhatBothChangedAlikeOnce() {
    assertThat(join("a\nb\n", "a\nB\n", "a\nB\n")).isEqualTo("a\nB\n");
    assertThat(join("a\n", "a\nx\n", "a\nx\n")).isEqualTo("a\nx\n");
  }

  @Test
  void keepsEachLinesOwnEnd() {
    assertThat(join("a\r\nb\n", "a\r\nb\nc\r\n", "A\r\nb\n")).isEqualTo("A\r\nb\nc\r\n");
    assertThat(join("a\nb", "x\na\nb", "a\nB")).isEqualTo("x\na\nB");
  }

  @Test
  void showsBothWhereTheyTouchTheSameLine() {
    ThreeWay.Joined joined =
        ThreeWay.join("a\nb\nc\n", "a\nours\nc\n", "a\ntheirs", ThreeWay.Prefer.NEITHER);
    assertThat(joined.conflicts()).isEqualTo(1);
    assertThat(joined.text())
        .isEqualTo(
            "a\n<<<<<<< now\nours\nc\n=======\ntheirs\n>>>>>>> with the change taken back\n");
    assertThat(ThreeWay.join("b\n", "1\n", "2\n", ThreeWay.Prefer.OURS).text()).isEqualTo("1\n");
    assertThat(ThreeWay.join("b\n", "1\n", "2\n", ThreeWay.Prefer.THEIRS).text()).isEqualTo("2\n");
  }

  @Test
  void isTheOtherTextWhereOneSideChangedNothing() {
    Properties.forAll(
        5_000,
        random -> {
          String base = Properties.text(random, LINES, 8);
          String other = Properties.text(random, LINES, 8);
          assertThat(join(base, other, base)).isEqualTo(other);
          assertThat(join(base, base, other)).isEqualTo(other);
          assertThat(join(base, other, other)).isEqualTo(other);
        });
  }

  @Test
  void isTheSameFromBothSidesWhenNothingIsInTheWay() {
    Properties.forAll(
        5_000,
        random -> {
          String base = Properties.text(random, LINES, 8);
          String ours = Properties.text(random, LINES, 8);
          String theirs = Properties.text(random, LINES, 8);
          ThreeWay.Joined one = ThreeWay.join(base, ours, theirs, ThreeWay.Prefer.NEITHER);
          ThreeWay.Joined other = ThreeWay.join(base, theirs, ours, ThreeWay.Prefer.NEITHER);
          assertThat(other.conflicts()).isEqualTo(one.conflicts());
          if (one.conflicts() == 0) {
            assertThat(other.text()).isEqualTo(one.text());
          } else {
            assertThat(ThreeWay.join(base, ours, theirs, ThreeWay.Prefer.OURS).text())
                .isEqualTo(ThreeWay.join(base, theirs, ours, ThreeWay.Prefer.THEIRS).text());
          }
        });
  }
}
