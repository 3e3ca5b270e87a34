package memagent.bench;

/**
 * What a judge says of one task's outcome.
 *
 * @param id of the task
 * @param verdict an error where the judge could not be reached or gave no verdict
 * @param reason in the judge's words, or what failed
 */
public record Judgement(String id, TaskResult.Verdict verdict, String reason) {}
