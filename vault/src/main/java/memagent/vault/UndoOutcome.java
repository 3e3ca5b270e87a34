package memagent.vault;

import java.util.List;

/** What came of taking changes back. */
public sealed interface UndoOutcome {

  /**
   * The memory is without them.
   *
   * @param changes what changed by it, by path; empty when it was without them already
   */
  record Undone(List<VaultChange> changes) implements UndoOutcome {
    public Undone {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Later changes touched the same lines. Nothing was written; say whose lines count and repeat.
   *
   * @param conflicts by path; never empty
   */
  record Conflicting(List<Conflict> conflicts) implements UndoOutcome {
    public Conflicting {
      conflicts = List.copyOf(conflicts);
    }
  }

  /**
   * One file in which a later change is in the way.
   *
   * @param text the file with both versions between markers, or one sentence where the whole file
   *     is meant
   */
  record Conflict(NotePath path, String text) {}

  /** Which lines count where a later change is in the way. */
  enum Prefer {
    /** Neither: nothing is written. */
    ASK,
    /** The later ones. */
    LATER,
    /** The ones from before the change that is taken back. */
    EARLIER
  }
}
