package memagent.mcp;

/** An argument of a tool cannot be taken. The message is one sentence for the calling model. */
final class UnusableArgumentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnusableArgumentException(String message) {
    super(message);
  }
}
