package memagent.vault;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Checks a property on many random cases; the failing one's seed stands in the failure. */
final class Properties {
  private Properties() {}

  /** One random case. */
  interface Property {
    void check(RandomGenerator random) throws Exception;
  }

  static void forAll(int cases, Property property) {
    for (long seed = 1; seed <= cases; seed++) {
      try {
        property.check(RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("The property fails with the seed " + seed + ".", e);
      }
    }
  }

  /** Some text over a small alphabet, so that passages repeat and line ends meet. */
  static String text(RandomGenerator random, String[] alphabet, int lengthMax) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(lengthMax + 1);
    for (int i = 0; i < length; i++) {
      text.append(alphabet[random.nextInt(alphabet.length)]);
    }
    return text.toString();
  }
}
