package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import memagent.bench.PrecisionSet.Belief;

/**
 * How precisely a finder brings back what a turn needs and nothing else; needs no model.
 *
 * @param finder what was measured
 * @param outcomes one for each turn
 */
public record PrecisionRun(String finder, List<Outcome> outcomes) {
  private static final String UNIVERSAL = "user:universal";
  private static final int QUESTION_COUNT_MAX = 15;

  public PrecisionRun {
    outcomes = List.copyOf(outcomes);
  }

  /**
   * What came back for a turn.
   *
   * @param precision of the found beliefs; empty where none were wanted and none found
   * @param recall empty where none were wanted
   * @param faults why it does not pass
   */
  public record Outcome(
      String id,
      String category,
      OptionalDouble precision,
      OptionalDouble recall,
      List<String> faults) {
    public Outcome {
      faults = List.copyOf(faults);
    }
  }

  /* The routing is the benchmark's own: pinned beliefs and open questions of the scope always come,
   * what holds everywhere is the prelude, and only the rest is searched. A belief that is over is no
   * note of its own: an agent keeps it as history in the note that replaced it. */
  private record Context(
      Set<String> pinned, List<String> found, Set<String> questions, String prelude) {}

  /** Measures a finder over notes. */
  public static PrecisionRun of(String name, PrecisionSet set, Finder.Maker finders) {
    List<Outcome> outcomes = new ArrayList<>();
    for (PrecisionSet.Case one : set.cases()) {
      Map<String, Belief> beliefs = new LinkedHashMap<>();
      set.beliefs().forEach(belief -> beliefs.put(belief.id(), belief));
      int number = 0;
      for (PrecisionSet.Turn turn : one.turns()) {
        number++;
        String id = one.turns().size() == 1 ? one.id() : one.id() + ", turn " + number;
        Context context = context(turn, List.copyOf(beliefs.values()), finders);
        outcomes.add(outcome(id, one.category(), turn, context, beliefs));
        turn.learnt().ifPresent(belief -> beliefs.put(belief.id(), belief));
        turn.renamed()
            .ifPresent(renamed ->
                beliefs.computeIfPresent(
                    renamed.belief(), (key, belief) -> belief.withAliases(renamed.aliases())));
      }
    }
    return new PrecisionRun(name, outcomes);
  }

  private static Context context(PrecisionSet.Turn turn, List<Belief> all, Finder.Maker finders) {
    List<Belief> own =
        all.stream().filter(b -> b.user().equals(turn.user()) && !b.isOver()).toList();
    List<Belief> scoped =
        own.stream().filter(b -> b.scopes().stream().anyMatch(turn.scopes()::contains)).toList();
    Set<String> pinned = new LinkedHashSet<>();
    Set<String> questions = new LinkedHashSet<>();
    for (Belief belief : scoped) {
      if (belief.isPinned() && belief.isQuestion() && questions.size() < QUESTION_COUNT_MAX) {
        questions.add(belief.id());
      } else if (belief.isPinned()
          && !belief.isQuestion()
          && pinned.size() < turn.beliefCountMax()) {
        pinned.add(belief.id());
      }
    }
    List<Belief> searched =
        scoped.stream()
            .filter(b -> !b.isPinned() && !b.isQuestion() && !b.scopes().contains(UNIVERSAL))
            .toList();
    Set<String> found = new LinkedHashSet<>();
    if (!turn.query().isBlank()) {
      Finder finder = finders.over(searched.stream().map(Belief::note).toList());
      for (int index : finder.find(turn.query(), turn.beliefCountMax())) {
        found.add(searched.get(index).id());
      }
      for (Belief belief : searched) {
        if (found.contains(belief.id())) {
          searched.stream()
              .map(Belief::id)
              .filter(belief.participants()::contains)
              .forEach(found::add);
        }
      }
    }
    String prelude =
        String.join(
            " ",
            own.stream().filter(b -> b.scopes().contains(UNIVERSAL)).map(Belief::content).toList());
    int left = Math.max(0, turn.beliefCountMax() - pinned.size());
    return new Context(pinned, found.stream().limit(left).toList(), questions, prelude);
  }

  private static Outcome outcome(
      String id,
      String category,
      PrecisionSet.Turn turn,
      Context context,
      Map<String, Belief> beliefs) {
    List<String> faults = new ArrayList<>();
    Set<String> found = new LinkedHashSet<>(context.found());
    Set<String> union = new LinkedHashSet<>(context.pinned());
    union.addAll(found);
    check("a belief", turn.found(), union, faults);
    turn.found()
        .only()
        .ifPresent(only -> {
          found.stream()
              .filter(b -> !only.contains(b))
              .forEach(b -> faults.add(b + " is not wanted."));
          only.stream()
              .filter(b -> !found.contains(b))
              .forEach(b -> faults.add(b + " is missing."));
        });
    for (List<String> pair : turn.found().ordered()) {
      int first = context.found().indexOf(pair.get(0));
      int second = context.found().indexOf(pair.get(1));
      if (first < 0 || second < first) {
        faults.add(pair.get(0) + " must stand before " + pair.get(1) + ".");
      }
    }
    turn.found().countMin().filter(n -> found.size() < n).ifPresent(n -> faults.add("Too few."));
    turn.found().countMax().filter(n -> found.size() > n).ifPresent(n -> faults.add("Too many."));
    check("a pinned fact", turn.pinned(), context.pinned(), faults);
    check("an open question", turn.questions(), context.questions(), faults);
    prelude(turn.prelude(), context.prelude(), faults);
    Set<String> wanted =
        new LinkedHashSet<>(
            turn.found()
                .only()
                .orElseGet(() ->
                    turn.found().in().stream()
                        .filter(b -> !beliefs.containsKey(b) || !beliefs.get(b).isPinned())
                        .toList()));
    long hits = wanted.stream().filter(found::contains).count();
    return new Outcome(
        id,
        category,
        found.isEmpty() && wanted.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of(found.isEmpty() ? 0 : (double) hits / found.size()),
        wanted.isEmpty()
            ? OptionalDouble.empty()
            : OptionalDouble.of((double) hits / wanted.size()),
        faults);
  }

  private static void check(
      String what, PrecisionSet.Expected expected, Set<String> ids, List<String> faults) {
    expected.in().stream()
        .filter(id -> !ids.contains(id))
        .forEach(id -> faults.add(id + " is missing as " + what + "."));
    expected.out().stream()
        .filter(ids::contains)
        .forEach(id -> faults.add(id + " came up as " + what + "."));
  }

  private static void prelude(PrecisionSet.Prelude wanted, String text, List<String> faults) {
    if ((wanted.isFull() && text.isEmpty()) || (wanted.isEmpty() && !text.isEmpty())) {
      faults.add("The prelude is " + (text.isEmpty() ? "empty." : "not empty."));
    }
    wanted.in().stream()
        .filter(part -> !text.contains(part))
        .forEach(part -> faults.add("The prelude lacks \"" + part + "\"."));
    wanted.out().stream()
        .filter(text::contains)
        .forEach(part -> faults.add("The prelude holds \"" + part + "\"."));
  }

  /** The table for a terminal, then what did not pass. */
  public String text() {
    StringBuilder text = new StringBuilder(finder).append('\n');
    text.append(
        String.format(
            Locale.ROOT,
            "  %-44s %9s %15s %9s %7s%n",
            "category",
            "passed",
            "95 % interval",
            "precision",
            "recall"));
    Map<String, List<Outcome>> byCategory = new TreeMap<>();
    outcomes.forEach(o -> byCategory.computeIfAbsent(o.category(), c -> new ArrayList<>()).add(o));
    byCategory.forEach((category, some) -> row(text, category, some));
    row(text, "all", outcomes);
    return text.toString();
  }

  private static void row(StringBuilder text, String name, List<Outcome> some) {
    int passed = (int) some.stream().filter(o -> o.faults().isEmpty()).count();
    Share share = new Share(passed, some.size());
    text.append(
        String.format(
            Locale.ROOT,
            "  %-44s %4d/%-4d %6.1f - %5.1f%% %9.2f %7.2f%n",
            name,
            passed,
            some.size(),
            100 * share.low(),
            100 * share.high(),
            mean(some, Outcome::precision),
            mean(some, Outcome::recall)));
  }

  private static double mean(List<Outcome> some, Function<Outcome, OptionalDouble> figure) {
    return some.stream()
        .map(figure)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .average()
        .orElse(0);
  }
}
