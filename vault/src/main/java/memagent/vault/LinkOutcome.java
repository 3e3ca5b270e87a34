package memagent.vault;

/** What became of linking two notes. Only {@link Linked} changed anything. */
public sealed interface LinkOutcome {

  /**
   * Each links to the other now.
   *
   * @param forth the fact in the first note that links to the second: its key
   * @param back the fact in the second note that links to the first
   */
  record Linked(String forth, String back) implements LinkOutcome {}

  /** They linked to each other so already. */
  record Unchanged() implements LinkOutcome {}

  /**
   * One of the notes is not there.
   *
   * @param path which
   */
  record NoSuchNote(NotePath path, FactLookup.NoSuchNote lookup) implements LinkOutcome {}

  /**
   * One of the two facts cannot be written.
   *
   * @param path in which note
   */
  record Refused(NotePath path, String key, FactOutcome reason) implements LinkOutcome {}

  /** Both are the same note. */
  record SameNote() implements LinkOutcome {}
}
