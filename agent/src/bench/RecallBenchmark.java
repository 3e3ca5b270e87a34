import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import memagent.agent.Recall;

/**
 * How long the first look into memories of several sizes takes, in milliseconds of processor time:
 * of notes that were never parsed, and of notes that were looked at before.
 *
 * <p>After a build: {@code java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp agent/target/classes
 * agent/src/bench/RecallBenchmark.java [ROUNDS]}.
 */
final class RecallBenchmark {
  private static final int LINES_PER_NOTE = 25;
  private static final String SYLLABLES = "ka lo mi ra te su no vi del por san tur bel gan ris mot";
  private static final List<String> KEYS =
      List.of("phone", "employer", "birthday", "address", "favourite tea", "dentist", "rent", "car");

  private RecallBenchmark() {}

  public static void main(String[] arguments) {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 30;
    System.out.println("notes | new notes: median ms | seen notes: median ms");
    for (int count : new int[] {10, 100, 500}) {
      Map<String, String> fixed = notes(count, 0);
      double[] fresh = new double[rounds];
      double[] seen = new double[rounds];
      for (int i = 0; i < rounds; i++) {
        String question = "What is " + word(new Random(i)) + "'s employer's phone number, and who is the dentist?";
        fresh[i] = millis(question, notes(count, i + 1));
        seen[i] = millis(question, fixed);
      }
      System.out.printf(Locale.ROOT, "%d | %.2f | %.2f%n", count, median(fresh), median(seen));
    }
  }

  private static double millis(String question, Map<String, String> notes) {
    var threads = java.lang.management.ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    Recall.of(question, "", notes, 2_400);
    return (threads.getCurrentThreadCpuTime() - start) / 1e6;
  }

  private static double median(double[] figures) {
    Arrays.sort(figures);
    return figures[figures.length / 2];
  }

  private static Map<String, String> notes(int count, int seed) {
    Random random = new Random(seed);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(word(random) + "_" + word(random) + i);
    }
    Map<String, String> notes = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder("# " + names.get(i).replace('_', ' ') + "\n\n");
      for (int line = 0; line < LINES_PER_NOTE; line++) {
        String link = "[[entities/" + names.get(random.nextInt(count)) + "]]";
        text.append("- ").append(KEYS.get(line % KEYS.size())).append(": ");
        text.append(line % 5 == 0 ? link : word(random) + " " + random.nextInt(2_000) + ", " + word(random));
        text.append('\n');
      }
      notes.put(i == 0 ? "user.md" : "entities/" + names.get(i) + ".md", text.toString());
    }
    return notes;
  }

  private static String word(Random random) {
    String[] syllables = SYLLABLES.split(" ");
    StringBuilder word = new StringBuilder();
    for (int i = 0; i < 3; i++) {
      word.append(syllables[random.nextInt(syllables.length)]);
    }
    return word.toString();
  }
}
