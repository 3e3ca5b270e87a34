package memagent.bench;

import java.util.Optional;

/**
 * A task of a world and how the oracle solves it.
 *
 * @param hops links between user.md and the note that holds the answer
 * @param next what the person says next in the same conversation
 */
public record WorldTask(Task task, Memory memory, Trace trace, int hops, Optional<WorldTask> next) {

  /** A task after which nothing more is said. */
  public WorldTask(Task task, Memory memory, Trace trace, int hops) {
    this(task, memory, trace, hops, Optional.empty());
  }

  /** The same task, thought about at another length. */
  WorldTask withThoughts(Thoughts thoughts) {
    return new WorldTask(
        task,
        memory,
        trace.withThoughts(thoughts, task.question()),
        hops,
        next.map(after -> after.withThoughts(thoughts)));
  }

  /** The same task with what surrounds its evidence in its world. */
  WorldTask counted(RenderedWorld world) {
    return new WorldTask(
        task.counted(Distractors.around(world, trace.evidence())), memory, trace, hops, next);
  }
}
