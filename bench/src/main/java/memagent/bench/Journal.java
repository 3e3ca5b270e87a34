package memagent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What a run has found so far, a JSON object a line, so that it can go on after a stop.
 *
 * @param id what an entry is about; a later entry about the same replaces an earlier one
 */
record Journal<T>(Path file, ObjectMapper json, Class<T> type, Function<T, String> id) {

  /** All entries; none where there is no file. */
  Map<String, T> read() {
    Map<String, T> entries = new LinkedHashMap<>();
    if (!Files.exists(file)) {
      return entries;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        try {
          T entry = json.readValue(lines.get(i), type);
          entries.put(id.apply(entry), entry);
        } catch (JsonProcessingException e) {
          if (i < lines.size() - 1) { // a cut last line is what an interrupted run leaves
            throw new BenchException(file + ", line " + (i + 1) + " is no result.", e);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return entries;
  }

  void append(T entry) {
    try {
      Files.writeString(file, line(entry), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException("The journal " + file + " cannot be written.", e);
    }
  }

  /** Renames the file, so that a new run in the same folder loses nothing of the one before it. */
  void keepAside() {
    try {
      if (Files.exists(file) && Files.size(file) > 0) {
        Path aside = file.resolveSibling(file.getFileName() + ".before");
        Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The journal " + file + " cannot be moved.", e);
    }
  }

  /** Makes these the only entries. */
  void rewrite(Collection<T> entries) {
    StringBuilder text = new StringBuilder();
    try {
      entries.forEach(entry -> text.append(line(entry)));
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException("The journal " + file + " cannot be written.", e);
    }
  }

  private String line(T entry) {
    try {
      return json.writeValueAsString(entry) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers are always JSON", e);
    }
  }
}
