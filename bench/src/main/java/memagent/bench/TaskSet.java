package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tasks and the memories that they are asked over.
 *
 * @param memories by id, in order
 */
public record TaskSet(String name, Map<String, Memory> memories, List<Task> tasks) {
  public TaskSet {
    memories = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(memories));
    tasks = List.copyOf(tasks);
    for (Task task : tasks) {
      if (!memories.containsKey(task.memoryId())) {
        throw new BenchException(
            "Task " + task.id() + " is over the memory " + task.memoryId() + ", which is absent.");
      }
    }
  }

  /** The memory of a task. */
  public Memory memoryOf(Task task) {
    Memory memory = memories.get(task.memoryId());
    if (memory == null) {
      throw new BenchException("The memory " + task.memoryId() + " is not in " + name + ".");
    }
    return memory;
  }

  /** Both sets as one. */
  public TaskSet plus(TaskSet other) {
    Map<String, Memory> all = new LinkedHashMap<>(memories);
    all.putAll(other.memories);
    List<Task> both = new ArrayList<>(tasks);
    both.addAll(other.tasks);
    return new TaskSet(name + "+" + other.name, all, both);
  }
}
