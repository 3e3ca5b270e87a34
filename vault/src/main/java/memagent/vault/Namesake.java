package memagent.vault;

/**
 * A note that may be meant by a name.
 *
 * @param path the note
 * @param name the one of its names that is like it: file name, title or alias
 * @param likeness how much
 */
public record Namesake(NotePath path, String name, Likeness likeness) {

  /** How much two names are alike, the most first. */
  public enum Likeness {
    /** The same but for case, spaces, {@code _} and {@code -}. */
    SAME,
    /** One letter more, less, other, or two changed about. */
    NEAR,
    /** All words of one are words of the other. */
    PART
  }

  /** For people: {@code entities/people/corvin_aldermoor.md ("Corvin")}. */
  public String shown() {
    return path.stem().equals(name) ? path.value() : "%s (\"%s\")".formatted(path, name);
  }
}
