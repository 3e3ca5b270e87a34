package memagent.vault;

/** Another program has been writing the memory for too long; nothing was done. */
final class VaultBusyException extends VaultException {
  private static final long serialVersionUID = 1L;

  VaultBusyException(String sentence) {
    super(sentence);
  }
}
