package memagent.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The tasks of mem-bench. */
public final class BenchSets {
  /** Worlds beside the core, where nobody asks for another number. */
  public static final int WORLD_COUNT = 40;

  private static final int TASKS_PER_WORLD = 5;
  private static final int MIXED = 0; // notes

  private BenchSets() {}

  /** Worlds of the benchmark; the same seed gives the same tasks. */
  public static TaskSet worlds(int worldCount, long seed, WorldSettings settings) {
    WorldGenerator generator =
        new WorldGenerator(
            Vocabulary.benchmark(), settings, CategoryShares.REFERENCE, TraceStyle.SMALL, seed);
    return taken("worlds-" + seed, generator, worldCount);
  }

  /** A generator's first worlds, with {@link #TASKS_PER_WORLD} tasks each. */
  static TaskSet taken(String name, WorldGenerator generator, int worldCount) {
    Map<String, Memory> memories = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < worldCount; i++) {
      for (WorldTask task : generator.world(i, TASKS_PER_WORLD)) {
        memories.put(task.memory().id(), task.memory());
        tasks.add(task.task());
      }
    }
    return new TaskSet(name, memories, tasks);
  }

  /**
   * Worlds of each size with each number of distractors.
   *
   * @param worldCount of each
   * @param noteCounts notes of a world besides user.md; empty for mixed sizes
   * @param distractorCounts how many surround what is asked about; empty for as many as chance
   *     brings
   */
  public static TaskSet worlds(
      int worldCount, long seed, List<Integer> noteCounts, List<Integer> distractorCounts) {
    if (worldCount < 1) {
      throw new BenchException(worldCount + " worlds cannot be made; name 1 or more.");
    }
    for (int notes : noteCounts) {
      if (notes < 1) {
        throw new BenchException("A world of " + notes + " notes cannot be made; name 1 or more.");
      }
    }
    List<TaskSet> sets = new ArrayList<>();
    for (int notes : noteCounts.isEmpty() ? List.of(MIXED) : noteCounts) {
      WorldSettings sized =
          notes == MIXED ? WorldSettings.BENCHMARK : WorldSettings.BENCHMARK.withNotes(notes);
      // So that no two sizes share ids.
      long ofSize = notes == MIXED ? seed : seed * 100_000 + notes;
      if (distractorCounts.isEmpty()) {
        sets.add(worlds(worldCount, ofSize, sized));
      }
      for (int around : distractorCounts) {
        long own = ofSize * 1_000_000 + around;
        sets.add(worlds(worldCount, own, sized.withDistractors(around)));
      }
    }
    return sets.stream().reduce(TaskSet::plus).orElseThrow();
  }

  /** The hand-written core and such worlds beside it; the core alone for no worlds. */
  public static TaskSet all(
      int worldCount, long seed, List<Integer> noteCounts, List<Integer> distractorCounts) {
    TaskSet core = CoreTasks.load();
    return worldCount == 0
        ? core
        : core.plus(worlds(worldCount, seed, noteCounts, distractorCounts));
  }

  /** The tasks of one category. */
  public static TaskSet only(TaskSet set, Category category) {
    return only(set, category.label(), task -> task.category() == category);
  }

  /**
   * The tasks of some kinds.
   *
   * @throws BenchException if the set has no task of one of them
   */
  public static TaskSet ofKinds(TaskSet set, Set<String> kinds) {
    Set<String> known = new TreeSet<>();
    set.tasks().forEach(task -> known.add(task.kind()));
    for (String kind : kinds) {
      if (!known.contains(kind)) {
        throw new BenchException(
            "No task is of the kind '" + kind + "'; name one of " + String.join(", ", known) + ".");
      }
    }
    return only(set, String.join(", ", new TreeSet<>(kinds)), task -> kinds.contains(task.kind()));
  }

  private static TaskSet only(TaskSet set, String label, Predicate<Task> chosen) {
    return new TaskSet(
        set.name() + ", " + label, set.memories(), set.tasks().stream().filter(chosen).toList());
  }

  /**
   * A seeded sample: each category has its share of the whole, the same seed draws the same tasks,
   * and a set with a few more tasks has nearly the same sample. The tasks come in the order of the
   * draw, so that a run that is cut short has tried a random part of them.
   *
   * @param count at most all of the set's
   */
  public static TaskSet sample(TaskSet set, int count, long seed) {
    int wanted = Math.min(count, set.tasks().size());
    Set<String> drawn = new HashSet<>();
    int left = set.tasks().size();
    int open = wanted;
    for (Category category : Category.values()) {
      List<Task> all = set.tasks().stream().filter(t -> t.category() == category).toList();
      int share = left == 0 ? 0 : Math.round((float) open * all.size() / left);
      all.stream()
          .sorted(Comparator.comparingLong(task -> rank(task, seed)))
          .limit(share)
          .forEach(task -> drawn.add(task.id()));
      left -= all.size();
      open -= share;
    }
    List<Task> tasks =
        set.tasks().stream()
            .filter(t -> drawn.contains(t.id()))
            .sorted(Comparator.comparingLong(task -> rank(task, seed)))
            .toList();
    return new TaskSet(
        set.name() + ", a sample of " + wanted + " with seed " + seed, set.memories(), tasks);
  }

  /* By the id alone, so that other tasks of the set do not move this one. */
  private static long rank(Task task, long seed) {
    return new Dice(seed * 1_000_003L + task.id().hashCode()).nextLong();
  }
}
