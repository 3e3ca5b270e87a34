package memagent.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import memagent.vault.History;
import memagent.vault.HistoryEntry;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands about a memory's history have in common. */
final class PastFlags {
  private static final int ANSWER_BYTES_MAX = 100;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Paint.When color = Paint.When.auto;

  /** The memory, which must be there. */
  OpenMemory open(Surroundings surroundings) {
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    return Memories.present(SettingsReader.read(surroundings, flags), surroundings, new AsOfFlag());
  }

  Paint paint(Surroundings surroundings) {
    return Paint.of(color, surroundings);
  }

  /**
   * The changes that a person names: an id, or two with two dots between, which means both and what
   * lies between. The newest first.
   */
  static List<HistoryEntry> named(History history, String range) {
    history.pickUp();
    int dots = range.indexOf("..");
    if (dots < 0) {
      return List.of(history.entry(range.strip()));
    }
    return history.range(
        history.entry(range.substring(0, dots).strip()),
        history.entry(range.substring(dots + 2).strip()));
  }

  /**
   * Asks the person; without a terminal nobody can be asked.
   *
   * @throws UserException if the answer is not yes
   */
  static void confirm(Surroundings surroundings, boolean yes, String question) {
    if (yes) {
      return;
    }
    if (!surroundings.isTerminal()) {
      throw new UserException(
          ExitCode.USAGE, "Nothing was changed: there is nobody to ask, so say --yes.");
    }
    if (!answer(surroundings, question + " [y/N] ").matches("y|yes")) {
      throw new UserException(ExitCode.FOUND, "Nothing was changed.");
    }
  }

  /** What the person answers, in lower case; empty at the end of the input. */
  static String answer(Surroundings surroundings, String question) {
    surroundings.errors().print(question);
    surroundings.errors().flush();
    StringBuilder line = new StringBuilder();
    try {
      byte[] one = new byte[1];
      while (line.length() < ANSWER_BYTES_MAX
          && surroundings.input().read(one) == 1
          && one[0] != '\n') {
        line.append(new String(one, StandardCharsets.US_ASCII));
      }
    } catch (IOException e) {
      return "";
    }
    return line.toString().strip().toLowerCase(Locale.ROOT);
  }
}
