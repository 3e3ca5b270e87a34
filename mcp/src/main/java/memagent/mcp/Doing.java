package memagent.mcp;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.agent.AgentListener;
import memagent.vault.VaultChange;

/** Says in a few words what the agent is doing: "reading entities/jane_doe.md". */
final class Doing implements AgentListener {
  private static final Pattern CALL =
      Pattern.compile(
          "\\b(read_file|go_to_link|update_file|create_file|delete_file|list_files|create_dir|get_size)\\s*"
              + "\\(\\s*(?:\\w+\\s*=\\s*)?[rfu]?(?:[\"']([^\"'\\n]{1,200})[\"'])?");

  private final Job job;
  private final MemoryView view;
  private final Guard guard;
  private final java.util.function.Consumer<List<VaultChange>> written;

  /** Decides whether changes may be made. */
  @FunctionalInterface
  interface Guard {
    /**
     * Whether they may be made.
     *
     * @param why the question does not ask for them; empty if it does
     */
    boolean allows(List<VaultChange> changes, Optional<String> why);
  }

  Doing(
      Job job,
      MemoryView view,
      Guard guard,
      java.util.function.Consumer<List<VaultChange>> written) {
    this.job = job;
    this.view = view;
    this.guard = guard;
    this.written = written;
  }

  @Override
  public void turnStarted(int turn) {
    job.says(turn == 1 ? "thinking" : "thinking, step " + turn);
  }

  @Override
  public void blockStarted(int turn, String code) {
    job.says(what(code));
  }

  @Override
  public boolean mayChange(List<VaultChange> changes) {
    return guard.allows(changes, Optional.empty());
  }

  @Override
  public boolean mayChangeUnasked(List<VaultChange> changes, String why) {
    return guard.allows(changes, Optional.of(why));
  }

  @Override
  public void changed(List<VaultChange> changes) {
    written.accept(changes);
    job.says(changes.size() == 1 ? "changed 1 note" : "changed " + changes.size() + " notes");
  }

  private String what(String code) {
    Matcher call = CALL.matcher(code);
    if (!call.find()) {
      return "running code";
    }
    // A path in code may be anything, a filter may hide it, and the client shows what it is told.
    String named = call.group(2) == null ? "" : call.group(2);
    String path =
        named.isEmpty() ? "" : view.named(named).map(note -> note.path().value()).orElse("");
    return switch (call.group(1)) {
      case "read_file", "go_to_link" -> "reading " + (path.isEmpty() ? "a note" : path);
      case "update_file", "create_file" -> "writing " + (path.isEmpty() ? "a note" : path);
      case "delete_file" -> "deleting " + (path.isEmpty() ? "a note" : path);
      default -> "looking through the notes";
    };
  }
}
