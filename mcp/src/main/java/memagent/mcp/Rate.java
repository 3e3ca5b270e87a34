package memagent.mcp;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** So many things a minute by each name: a bucket that fills evenly. */
final class Rate {
  private static final int NAMES_MAX = 10_000;

  private final int perMinuteMax;
  private final Map<String, Bucket> buckets = new HashMap<>();

  private record Bucket(double left, long nanos) {}

  Rate(int perMinuteMax) {
    this.perMinuteMax = perMinuteMax;
  }

  /** Whether one more is allowed now; it is then counted. */
  synchronized boolean take(String name) {
    long now = System.nanoTime();
    if (buckets.size() > NAMES_MAX) {
      buckets.clear();
    }
    Bucket bucket = buckets.getOrDefault(name, new Bucket(perMinuteMax, now));
    double filled = (now - bucket.nanos()) / (double) TimeUnit.MINUTES.toNanos(1) * perMinuteMax;
    double left = Math.min(perMinuteMax, bucket.left() + filled);
    boolean allowed = left >= 1;
    buckets.put(name, new Bucket(allowed ? left - 1 : left, now));
    return allowed;
  }
}
