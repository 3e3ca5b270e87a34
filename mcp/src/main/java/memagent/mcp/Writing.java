package memagent.mcp;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;
import memagent.vault.Author;
import memagent.vault.CommitOutcome;
import memagent.vault.NotePath;
import memagent.vault.SecretRefusedException;
import memagent.vault.Vault;
import memagent.vault.VaultException;
import memagent.vault.VaultTransaction;

/** Changes that tools make without the model: one transaction each, and a line in the log. */
final class Writing {
  /*
   * Changes of this server wait for each other, so that many clients that write one note cannot drive
   * each other out; begun anew is only what collides with the agent or with another process.
   */
  private static final int TRIES = 8;

  private final ReentrantLock lock = new ReentrantLock(true);
  private final Vault vault;
  private final ChangeLog log;

  Writing(Vault vault, ChangeLog log) {
    this.vault = vault;
    this.log = log;
  }

  /** What a change answers when it is on disk. */
  record Result(Tool.Answer answer) {}

  /**
   * Stages a change and commits it; begins anew where somebody else was faster.
   *
   * @param change stages what is to be written; nothing staged is fine
   */
  Tool.Answer change(
      Caller caller, String tool, MemoryView view, Function<VaultTransaction, Result> change) {
    lock.lock();
    try {
      return changeAlone(caller, tool, view, change);
    } finally {
      lock.unlock();
    }
  }

  private Tool.Answer changeAlone(
      Caller caller, String tool, MemoryView view, Function<VaultTransaction, Result> change) {
    List<NotePath> conflict = List.of();
    for (int i = 0; i < TRIES; i++) {
      try (VaultTransaction transaction =
          vault.begin(Author.client(caller.client().name(), tool))) {
        Result result = change.apply(transaction);
        switch (transaction.commit()) {
          case CommitOutcome.Committed done -> {
            if (!done.changes().isEmpty()) {
              log.add(done.changes(), caller.client().name() + " (" + tool + ")");
            }
            return result.answer();
          }
          case CommitOutcome.Conflict other -> conflict = other.paths();
        }
      } catch (SecretRefusedException e) {
        return Tool.Answer.error(e.getMessage());
      } catch (VaultException e) {
        return Tool.Answer.error(
            view.denies() ? "The memory could not be changed." : e.getMessage());
      }
    }
    return Tool.Answer.error(
        "Others keep changing %s at the same time: try again."
            .formatted(
                conflict.stream().map(NotePath::value).collect(Collectors.joining(" and "))));
  }
}
