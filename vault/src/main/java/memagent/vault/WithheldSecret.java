package memagent.vault;

import memagent.vault.SecretPolicy.Action;

/**
 * A secret that somebody wanted to write and that does not stand in the memory.
 *
 * @param path where it would have stood
 * @param action masked, or refused with the text around it
 */
public record WithheldSecret(NotePath path, SecretKind kind, Action action) {

  /** One sentence for a person; the value is not in it. */
  public String sentence() {
    return switch (action) {
      case KEEP -> throw new IllegalStateException("What is kept is not withheld.");
      case MASK -> "%s: %s was masked, as the setting secrets says.".formatted(path, kind.phrase());
      case REFUSE ->
          "%s: not written, because of %s; the setting secrets says that this memory keeps none."
              .formatted(path, kind.phrase());
    };
  }
}
