package memagent.vault;

import java.util.List;

/** What became of a transaction. */
public sealed interface CommitOutcome {

  /**
   * Everything is on the disk.
   *
   * @param changes what changed, by path; empty when nothing did
   */
  record Committed(List<VaultChange> changes) implements CommitOutcome {
    public Committed {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Somebody else changed files between the reading and the writing. Nothing was written; read them
   * again and repeat.
   *
   * @param paths the files, ascending; never empty
   */
  record Conflict(List<NotePath> paths) implements CommitOutcome {
    public Conflict {
      paths = List.copyOf(paths);
    }
  }
}
