/**
 * Runs the model's Python against one vault transaction, under limits, and gives back an
 * observation.
 *
 * <p>Start at {@link memagent.sandbox.Sandbox}; the one there is, {@link
 * memagent.sandbox.GraalPySandbox}, keeps warm worker processes ({@code Worker}, started by {@code
 * WorkerCommand}) and talks with them in {@code Message}s over pipes. {@link
 * memagent.sandbox.MemoryTools} are the functions of a block, which run here, in the program, and
 * never in the worker. The other side is {@code WorkerMain}: it makes a {@code BlockContext} ahead
 * of each block, runs the block in it, and hands over what {@code Harvest} finds. {@code Lockdown}
 * takes the worker's rights away where the system lets it. {@link memagent.sandbox.Observation} is
 * what a block came to, {@link memagent.sandbox.SandboxLimits} all that bounds it.
 */
@NullMarked
package memagent.sandbox;

import org.jspecify.annotations.NullMarked;
