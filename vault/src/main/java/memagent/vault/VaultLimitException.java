package memagent.vault;

/** A named limit of {@link VaultLimits} would be broken. Nothing was changed. */
public final class VaultLimitException extends VaultException {
  private static final long serialVersionUID = 1L;

  VaultLimitException(String message) {
    super(message);
  }
}
