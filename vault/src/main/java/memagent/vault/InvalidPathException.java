package memagent.vault;

/** A path that no memory may hold, or that leaves it. Callers answer it as a refusal. */
public final class InvalidPathException extends VaultException {
  private static final long serialVersionUID = 1L;

  InvalidPathException(String message) {
    super(message);
  }
}
