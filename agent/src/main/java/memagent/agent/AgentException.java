package memagent.agent;

/** A question cannot be taken, or a file of ours cannot be written. One sentence for the user. */
public class AgentException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public AgentException(String message) {
    super(message);
  }

  public AgentException(String message, Throwable cause) {
    super(message, cause);
  }
}
