package memagent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The notes of a memory as values.
 *
 * @param notes text by relative path with {@code /}, such as {@code entities/jane_doe.md}; sorted
 */
public record Memory(String id, SortedMap<String, String> notes) {
  public Memory {
    notes = Collections.unmodifiableSortedMap(new TreeMap<>(notes));
  }

  /** Reads every visible note under {@code folder}; hidden files and folders are left out. */
  public static Memory read(String id, Path folder) {
    SortedMap<String, String> notes = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = folder.relativize(path).toString().replace('\\', '/');
        if (!name.startsWith(".") && !name.contains("/.")) {
          notes.put(name, Files.readString(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The memory in " + folder + " cannot be read.", e);
    }
    return new Memory(id, notes);
  }

  /** Writes the notes under {@code folder}, which is made where needed. */
  public void write(Path folder) {
    try {
      Files.createDirectories(folder);
      for (var note : notes.entrySet()) {
        Path path = folder.resolve(note.getKey());
        Path parent = path.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        Files.writeString(path, note.getValue());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The memory " + id + " cannot be written to " + folder, e);
    }
  }

  /** All notes in one text, each under a line with its path, as the paste baseline shows them. */
  public String paste() {
    StringBuilder text = new StringBuilder();
    notes.forEach((path, note) -> text.append(path).append("\n\n").append(note).append("\n\n"));
    return text.toString();
  }

  /** Characters of all notes together. */
  public long charCount() {
    return notes.values().stream().mapToLong(String::length).sum();
  }
}
