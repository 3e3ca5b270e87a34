package memagent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file with the turns of a scripted model: plain text, the turns parted by lines of {@code ===}.
 * Lines before the first turn that begin with {@code #} are remarks.
 */
final class ScriptFile {
  private static final String PARTING = "===";

  private ScriptFile() {}

  /**
   * The turns in order; at least one.
   *
   * @throws UserException if the file cannot be read or holds no turn
   */
  static List<String> turns(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MODEL, "The script " + file + " cannot be read: name a text file (--script).");
    }
    List<String> turns = new ArrayList<>();
    StringBuilder turn = new StringBuilder();
    boolean head = true;
    for (String line : lines) {
      head = head && line.startsWith("#");
      if (head) {
        continue;
      }
      if (line.strip().equals(PARTING)) {
        add(turns, turn);
      } else {
        turn.append(line).append('\n');
      }
    }
    add(turns, turn);
    if (turns.isEmpty()) {
      throw new UserException(
          ExitCode.MODEL,
          "The script " + file + " holds no turn: write what the model says, turns parted by ===.");
    }
    return turns;
  }

  private static void add(List<String> turns, StringBuilder turn) {
    String text = turn.toString().strip();
    if (!text.isEmpty()) {
      turns.add(text);
    }
    turn.setLength(0);
  }
}
