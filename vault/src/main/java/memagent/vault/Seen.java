package memagent.vault;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What was read of a memory: of each file its SHA-256, or that it was there, or that it was not. A
 * commit compares it with the disk. Hand it from one transaction to the next with {@link
 * Vault#begin(Seen)}, so that a file that was read earlier in the same conversation is not
 * overwritten unseen.
 */
public final class Seen {
  /** Nothing was read yet. */
  public static final Seen NOTHING = new Seen(Map.of());

  static final String ABSENT = "absent";
  static final String PRESENT = "present";

  private final Map<NotePath, String> states;

  Seen(Map<NotePath, String> states) {
    this.states = Map.copyOf(new TreeMap<>(states));
  }

  Optional<String> state(NotePath path) {
    return Optional.ofNullable(states.get(path));
  }

  Map<NotePath, String> states() {
    return states;
  }
}
