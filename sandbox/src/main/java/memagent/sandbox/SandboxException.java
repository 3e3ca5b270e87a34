package memagent.sandbox;

/**
 * The sandbox itself is broken or out of a resource: no worker can be started, or it was closed.
 * What a block does wrong is an {@link Observation} and never this.
 */
public class SandboxException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence: what was wrong, which value, what to do
   */
  public SandboxException(String message) {
    super(message);
  }

  /**
   * @param message one sentence: what was wrong, which value, what to do
   * @param cause what the system said
   */
  public SandboxException(String message, Throwable cause) {
    super(message, cause);
  }
}
