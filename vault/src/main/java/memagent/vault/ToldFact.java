package memagent.vault;

/**
 * A fact that was read by its key.
 *
 * @param path its note
 */
public record ToldFact(NotePath path, KeyedValue fact) {

  /** The fact with its place, as a search gives it: {@link Passage#lines}. */
  public String line() {
    return Passage.fact(path, fact.headings(), fact.key(), fact.value());
  }
}
