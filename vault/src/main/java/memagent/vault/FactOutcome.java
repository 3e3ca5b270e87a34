package memagent.vault;

/**
 * What became of giving a fact a value. Only {@link Replaced} and {@link Added} changed anything.
 */
public sealed interface FactOutcome {

  /**
   * The fact has the new value.
   *
   * @param before the fact as it was
   */
  record Replaced(KeyedValue before) implements FactOutcome {}

  /**
   * The note has one fact more.
   *
   * @param isNoteMade whether the note is new as well
   */
  record Added(boolean isNoteMade) implements FactOutcome {}

  /** The fact has that value already. */
  record Unchanged(KeyedValue present) implements FactOutcome {}

  /**
   * It is not known which fact is meant.
   *
   * @param lookup a heading or a note that is not there, or several facts
   */
  record Unclear(FactLookup lookup) implements FactOutcome {}

  /**
   * The fact cannot be written so.
   *
   * @param reason one sentence
   */
  record Unusable(String reason) implements FactOutcome {}
}
