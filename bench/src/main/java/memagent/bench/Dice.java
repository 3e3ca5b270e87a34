package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Seeded choices: the same seed and calls give the same choices. */
final class Dice {
  private final SplittableRandom random;

  Dice(long seed) {
    this.random = new SplittableRandom(seed);
  }

  /** A number from {@code low} to {@code high}, both inclusive. */
  int between(int low, int high) {
    return high <= low ? low : random.nextInt(low, high + 1);
  }

  boolean chance(double share) {
    return random.nextDouble() < share;
  }

  double fraction() {
    return random.nextDouble();
  }

  <T> T pick(List<T> items) {
    return items.get(random.nextInt(items.size()));
  }

  /** Up to {@code count} different items in random order. */
  <T> List<T> some(List<T> items, int count) {
    List<T> rest = shuffled(items);
    return rest.subList(0, Math.min(count, rest.size()));
  }

  <T> List<T> shuffled(List<T> items) {
    List<T> rest = new ArrayList<>(items);
    for (int i = rest.size() - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      T kept = rest.get(i);
      rest.set(i, rest.get(j));
      rest.set(j, kept);
    }
    return rest;
  }

  long nextLong() {
    return random.nextLong();
  }

  /** The index of one of {@code weights}, more often where the weight is larger. */
  int weighted(double... weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    double at = random.nextDouble() * sum;
    for (int i = 0; i < weights.length; i++) {
      at -= weights[i];
      if (at < 0) {
        return i;
      }
    }
    return weights.length - 1;
  }
}
