package memagent.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class StopScannerTest {

  private static String scan(List<String> stops, List<String> pieces) {
    StopScanner scanner = new StopScanner(stops);
    StringBuilder out = new StringBuilder();
    pieces.forEach(piece -> out.append(scanner.accept(piece)));
    return out.append(scanner.finish()).toString();
  }

  @Test
  void letsEverythingThroughWithoutStops() {
    StopScanner scanner = new StopScanner(List.of());
    assertThat(scanner.accept("</python>")).isEqualTo("</python>");
    assertThat(scanner.stopped()).isFalse();
  }

  @Test
  void holdsBackWhatMayBecomeAStop() {
    StopScanner scanner = new StopScanner(List.of("</python>"));
    assertThat(scanner.accept("x </py")).isEqualTo("x ");
    assertThat(scanner.accept("th")).isEmpty();
    assertThat(scanner.accept("x")).isEqualTo("</pythx");
    assertThat(scanner.stopped()).isFalse();
  }

  @Test
  void dropsWhatComesAfterAStop() {
    StopScanner scanner = new StopScanner(List.of("</python>"));
    assertThat(scanner.accept("a</pyth")).isEqualTo("a");
    assertThat(scanner.accept("on>b")).isEmpty();
    assertThat(scanner.stopped()).isTrue();
    assertThat(scanner.accept("more")).isEmpty();
    assertThat(scanner.finish()).isEmpty();
  }

  @Test
  void stopsAtTheFirstOfSeveral() {
    assertThat(scan(List.of("cd", "bcx", "b"), List.of("abcd"))).isEqualTo("a");
    assertThat(scan(List.of("bab", "a"), List.of("cbab"))).isEqualTo("cb");
    assertThat(scan(List.of("<result>", "</python>"), List.of("1</python", "><result>")))
        .isEqualTo("1");
  }

  @Test
  void findsAStopThatFollowsItsOwnBeginning() {
    assertThat(scan(List.of("aab"), List.of("a", "a", "a", "b", "c"))).isEqualTo("a");
  }

  @Test
  void saysTheSameHoweverTheTextIsCut() {
    long seed = 20_251_123L;
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      random.ints(random.nextInt(30), 'a', 'd').forEach(c -> text.append((char) c));
      List<String> stops = new ArrayList<>();
      for (int i = random.nextInt(3); i > 0; i--) {
        StringBuilder stop = new StringBuilder();
        random.ints(random.nextInt(1, 5), 'a', 'd').forEach(c -> stop.append((char) c));
        stops.add(stop.toString());
      }
      List<String> pieces = new ArrayList<>();
      for (int at = 0; at < text.length(); ) {
        int next = Math.min(text.length(), at + random.nextInt(1, 6));
        pieces.add(text.substring(at, next));
        at = next;
      }
      assertThat(scan(stops, pieces))
          .as("seed %s, round %s, text %s, stops %s, pieces %s", seed, round, text, stops, pieces)
          .isEqualTo(beforeFirst(text.toString(), stops));
    }
  }

  /** The stop that ends first wins, as it does when a model says one character after the other. */
  private static String beforeFirst(String text, List<String> stops) {
    for (int end = 0; end <= text.length(); end++) {
      String soFar = text.substring(0, end);
      int stop = stops.stream().mapToInt(soFar::indexOf).filter(at -> at >= 0).min().orElse(-1);
      if (stop >= 0) {
        return text.substring(0, stop);
      }
    }
    return text;
  }
}
