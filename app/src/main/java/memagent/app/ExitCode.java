package memagent.app;

/** What the program's exit status says. */
enum ExitCode {
  DONE(0, "Done."),
  FOUND(1, "A check found a fault, undo or restore changed nothing, or forget left something."),
  USAGE(2, "The command line, a settings file or a filters file was wrong."),
  QUESTION(3, "The question was empty, too long, or held control characters."),
  MEMORY(4, "The memory is missing, unreadable, over a limit, or was changed by somebody else."),
  MODEL(5, "The model's file or endpoint is missing, broken, or does not answer."),
  SANDBOX(6, "The sandbox for the model's Python cannot run."),
  NO_REPLY(7, "The model found no reply within its turns."),
  BROKEN(70, "A fault of the program itself; please report it."),
  INTERRUPTED(130, "Stopped by Ctrl-C.");

  private final int code;
  private final String meaning;

  ExitCode(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** The number that the shell sees. */
  int code() {
    return code;
  }

  /** One sentence for people. */
  String meaning() {
    return meaning;
  }
}
