package memagent.bench;

/**
 * A task of a world and how the oracle solves it.
 *
 * @param hops links between user.md and the note that holds the answer
 */
public record WorldTask(Task task, Memory memory, Trace trace, int hops) {}
