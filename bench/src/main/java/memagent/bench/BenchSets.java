package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tasks of mem-bench. */
public final class BenchSets {
  private static final int TASKS_PER_WORLD = 5;

  private BenchSets() {}

  /** Worlds of the benchmark; the same seed gives the same tasks. */
  public static TaskSet worlds(int worldCount, long seed, WorldSettings settings) {
    WorldGenerator generator =
        new WorldGenerator(
            Vocabulary.benchmark(), settings, CategoryShares.REFERENCE, TraceStyle.SMALL, seed);
    Map<String, Memory> memories = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    for (int i = 0; i < worldCount; i++) {
      for (WorldTask task : generator.world(i, TASKS_PER_WORLD)) {
        memories.put(task.memory().id(), task.memory());
        tasks.add(task.task());
      }
    }
    return new TaskSet("worlds-" + seed, memories, tasks);
  }

  /** The hand-written core and worlds beside it. */
  public static TaskSet all(int worldCount, long seed, WorldSettings settings) {
    TaskSet core = CoreTasks.load();
    return worldCount == 0 ? core : core.plus(worlds(worldCount, seed, settings));
  }

  /** The tasks of one category. */
  public static TaskSet only(TaskSet set, Category category) {
    return new TaskSet(
        set.name() + ", " + category.label(),
        set.memories(),
        set.tasks().stream().filter(t -> t.category() == category).toList());
  }
}
