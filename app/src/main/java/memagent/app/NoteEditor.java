package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import memagent.vault.Author;
import memagent.vault.CommitOutcome;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultTransaction;

/** Lets a person change a note in their own editor. */
final class NoteEditor {
  private final Surroundings surroundings;

  NoteEditor(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  /*
   * The editor works on a copy, so that the note is never half saved, and the transaction that read
   * the note stays open meanwhile: its commit fails if anybody changed the note since.
   */
  /** Opens the note, waits for the editor, and saves. Says what came of it in one line. */
  String edit(Vault vault, NotePath path) {
    String notSealed = vault.key().seals() ? ", not encrypted" : "";
    try (VaultTransaction transaction = vault.begin(Author.person("memory edit " + path))) {
      String before = transaction.fileExists(path) ? transaction.read(path) : "";
      Path copy = copy(path, before);
      open(copy, notSealed);
      String after = Files.readString(copy);
      if (after.equals(before)) {
        remove(copy);
        return path.value() + " is unchanged.";
      }
      transaction.create(path, after);
      return switch (transaction.commit()) {
        case CommitOutcome.Committed committed -> {
          remove(copy);
          yield path.value() + " is saved.";
        }
        case CommitOutcome.Conflict conflict ->
            throw new UserException(
                ExitCode.MEMORY,
                "%s was changed by somebody else meanwhile and is left as it is now: your text is in %s%s."
                    .formatted(path.value(), copy, notSealed));
      };
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY, "The text from the editor cannot be read: " + e.getMessage() + ".");
    }
  }

  private Path copy(NotePath path, String text) throws IOException {
    Path folder = Files.createTempDirectory("mem-edit");
    return Files.writeString(folder.resolve(path.name()), text);
  }

  /** With what an editor has left beside it, as far as it can be removed. */
  private static void remove(Path copy) throws IOException {
    Files.deleteIfExists(copy);
    Path folder = copy.toAbsolutePath().getParent();
    if (folder == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException held) {
      return; // `mem memory encrypt` names what is left.
    }
  }

  private void open(Path copy, String notSealed) {
    String editor =
        surroundings
            .variable("VISUAL")
            .or(() -> surroundings.variable("EDITOR"))
            .orElse(surroundings.isWindows() ? "notepad" : "vi");
    List<String> words = new ArrayList<>(List.of(editor.strip().split("\\s+")));
    words.add(copy.toString());
    try {
      int code = new ProcessBuilder(words).inheritIO().start().waitFor();
      if (code != 0) {
        throw new UserException(
            ExitCode.MEMORY,
            "The editor %s ended with %d, so nothing was saved: your text is in %s%s."
                .formatted(editor, code, copy, notSealed));
      }
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The editor %s cannot be started: set VISUAL or EDITOR to one.".formatted(editor));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(ExitCode.INTERRUPTED, "The editor was interrupted.");
    }
  }
}
