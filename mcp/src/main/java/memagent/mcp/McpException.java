package memagent.mcp;

/** The server cannot start or go on. The message is one sentence for the person. */
public class McpException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public McpException(String message) {
    super(message);
  }

  public McpException(String message, Throwable cause) {
    super(message, cause);
  }
}
