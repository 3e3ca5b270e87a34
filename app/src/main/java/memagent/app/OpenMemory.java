package memagent.app;

import java.util.Optional;
import memagent.vault.AsOf;
import memagent.vault.History;
import memagent.vault.Vault;
import memagent.vault.VaultException;

/**
 * A memory that is open, as it is or as it was.
 *
 * @param now the memory of today
 * @param then what it was, if that is what is asked for
 */
record OpenMemory(Vault now, Optional<AsOf> then) implements AutoCloseable {

  /** Goes back to a moment, if there is one; the memory belongs to the result. */
  static OpenMemory of(Vault now, Optional<Moment> moment) {
    try {
      return new OpenMemory(
          now,
          moment.map(wanted -> {
            History history = history(now);
            return history.asOf(wanted.entry(history));
          }));
    } catch (RuntimeException e) {
      now.close();
      throw e;
    }
  }

  /** What became of a memory of this program, which opens none without. */
  static History history(Vault vault) {
    return vault
        .history()
        .orElseThrow(() -> new VaultException("This memory is open without its history."));
  }

  /** What is read. */
  Vault vault() {
    return then.map(AsOf::vault).orElse(now);
  }

  /** The memory's folder, and the moment. */
  String name() {
    return then.map(old -> "%s as of %s".formatted(now.folder(), old.entry().when()))
        .orElse(now.folder().toString());
  }

  /** One line that says which memory is used. */
  String line() {
    return "Memory: %s (%s; nothing is written)"
        .formatted(
            name(),
            vault().notes().size() == 1 ? "1 note" : "%,d notes".formatted(vault().notes().size()));
  }

  @Override
  public void close() {
    then.ifPresent(AsOf::close);
    now.close();
  }
}
