package memagent.vault;

import java.io.IOException;

/** Sealed bytes that cannot be opened: changed since, or of another key. The message says which. */
public final class SealedException extends IOException {
  private static final long serialVersionUID = 1L;

  SealedException(String reason) {
    super(reason);
  }
}
