/**
 * Tasks, worlds, oracle, graders, reports.
 *
 * <p>Start at {@link memagent.bench.Task}: a question over a {@link memagent.bench.Memory} with
 * what a right outcome holds, an {@link memagent.bench.Expectation} made of {@link
 * memagent.bench.Form}s. {@link memagent.bench.Grader} judges an attempt in code, without a model.
 * {@link memagent.bench.CoreTasks} reads the hand-written tasks.
 */
@NullMarked
package memagent.bench;

import org.jspecify.annotations.NullMarked;
