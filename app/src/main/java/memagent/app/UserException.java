package memagent.app;

/** The program cannot do what was asked. The message is one sentence for the person. */
final class UserException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  UserException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  ExitCode exitCode() {
    return exitCode;
  }
}
