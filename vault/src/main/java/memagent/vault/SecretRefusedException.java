package memagent.vault;

/**
 * A text holds a secret that the memory does not keep. Nothing was staged, and the message does not
 * repeat the secret.
 */
public final class SecretRefusedException extends VaultException {
  private static final long serialVersionUID = 1L;

  SecretRefusedException(NotePath path, SecretFinding finding, String text) {
    super(
        "The text for %s has %s on line %d, and this memory keeps none: leave it out, and tell the person so."
            .formatted(PathRules.quote(path.value()), finding.kind().phrase(), finding.line(text)));
  }
}
