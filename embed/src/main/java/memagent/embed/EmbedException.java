package memagent.embed;

/** The embedding model is not there, or cannot be used; the message says what to do. */
public final class EmbedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public EmbedException(String message) {
    super(message);
  }

  public EmbedException(String message, Throwable cause) {
    super(message, cause);
  }
}
