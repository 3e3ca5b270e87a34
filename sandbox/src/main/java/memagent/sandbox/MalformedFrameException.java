package memagent.sandbox;

import java.io.IOException;

/** The other side of a pipe sent what it should not: it is not to be trusted any more. */
final class MalformedFrameException extends IOException {

  private static final long serialVersionUID = 1L;

  MalformedFrameException(String message) {
    super(message);
  }
}
