package memagent.bench;

/**
 * How many of how many, with a 95 % interval.
 *
 * @param count 0 to {@code total}
 */
public record Share(int count, int total) {
  private static final double Z = 1.959963984540054; // the normal distribution's 97.5 % quantile

  /** 0 to 1; 0 of nothing. */
  public double value() {
    return total == 0 ? 0 : (double) count / total;
  }

  /* Wilson, J. Am. Stat. Assoc. 22 (1927): (p + z²/2n ± z sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n). */
  private double bound(int sign) {
    if (total == 0) {
      return sign < 0 ? 0 : 1;
    }
    double p = value();
    double n = total;
    double middle = p + Z * Z / (2 * n);
    double spread = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
    return Math.clamp((middle + sign * spread) / (1 + Z * Z / n), 0.0, 1.0);
  }

  /** Lower end of the interval. */
  public double low() {
    return bound(-1);
  }

  /** Upper end of the interval. */
  public double high() {
    return bound(1);
  }
}
