package memagent.agent;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import memagent.vault.MemoryKey;
import memagent.vault.SealedException;

/**
 * What is kept beside an encrypted memory and holds what its notes say: sessions, sealed as a
 * whole, and trajectories and lists of changes, sealed line by line, since they grow.
 */
public final class SealedFiles {
  private final MemoryKey key;
  private final List<String> left = new ArrayList<>();
  private int written;

  /** For the files of a memory that is being encrypted or decrypted. */
  public SealedFiles(MemoryKey key) {
    this.key = key;
  }

  /** How many files were written anew. */
  public int written() {
    return written;
  }

  /** Those that were sealed with this key, and changed since. */
  public List<String> left() {
    return List.copyOf(left);
  }

  /**
   * Writes files anew that are sealed as a whole, as the key says; those of another key are left.
   *
   * @param place a folder or a file; may be absent
   * @throws AgentException if a file cannot be read or written
   */
  public void whole(Path place) {
    each(
        place,
        file -> {
          byte[] stored = Files.readAllBytes(file);
          if (MemoryKey.isSealed(stored) == key.seals()
              || (MemoryKey.isSealed(stored) && !key.isOurs(stored))) {
            return;
          }
          OwnFiles.replace(file, key.seal(key.open(stored)));
          written++;
        });
  }

  /** The same of files that are sealed line by line. */
  public void lines(Path place) {
    each(
        place,
        file -> {
          String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
          StringBuilder now = new StringBuilder();
          for (String line : text.split("(?<=\n)", -1)) {
            String bare = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
            boolean stays =
                bare.isEmpty()
                    || MemoryKey.isSealed(bare) == key.seals()
                    || (MemoryKey.isSealed(bare) && !key.isOurLine(bare));
            now.append(stays ? bare : key.sealLine(key.openLine(bare)));
            now.append(line.endsWith("\n") ? "\n" : "");
          }
          byte[] bytes = now.toString().getBytes(StandardCharsets.UTF_8);
          if (!Arrays.equals(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            OwnFiles.replace(file, bytes);
            written++;
          }
        });
  }

  private interface Work {
    void on(Path file) throws IOException;
  }

  private void each(Path place, Work work) {
    try {
      for (Path file : files(place)) {
        one(file, work);
      }
    } catch (IOException e) {
      throw new AgentException(
          "The files in %s cannot all be read and written (%s): change their rights, then run it again."
              .formatted(place, e.getMessage()),
          e);
    }
  }

  private void one(Path file, Work work) throws IOException {
    try {
      work.on(file);
    } catch (SealedException changed) {
      left.add(file.toString());
    } catch (NoSuchFileException gone) {
      return; // Its writer was faster.
    }
  }

  private static List<Path> files(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return Files.isRegularFile(place) ? List.of(place) : List.of();
    }
    try (Stream<Path> all = Files.list(place)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }
}
