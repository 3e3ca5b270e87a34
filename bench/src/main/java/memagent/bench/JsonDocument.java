package memagent.bench;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A file that holds one JSON list of objects. A fault in it names the file, the line and the field.
 */
record JsonDocument(String name, String text, JsonNode root) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the file.
   *
   * @throws BenchException if it cannot be read, or is no list of objects
   */
  static JsonDocument read(Path file) {
    String name = String.valueOf(file.getFileName());
    String text = text(file);
    try {
      JsonNode root = JSON.readTree(text);
      if (!root.isArray()) {
        throw new BenchException(name + ", line 1: this must be a list of objects in [ ].");
      }
      return new JsonDocument(name, text, root);
    } catch (JsonProcessingException e) {
      throw new BenchException(
          name
              + ", line "
              + e.getLocation().getLineNr()
              + ": this is not JSON: "
              + e.getOriginalMessage(),
          e);
    }
  }

  /** A file's text, with a sentence for the person where there is none. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (MalformedInputException e) {
      throw new BenchException(file + " is not UTF-8 text: save it as such.", e);
    } catch (java.nio.file.NoSuchFileException e) {
      throw new BenchException(file + " does not exist: name a file that you have on disk.", e);
    } catch (IOException e) {
      throw new BenchException(file + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /** The objects of the list. */
  List<Fields> objects() {
    List<Fields> objects = new ArrayList<>();
    for (int i = 0; i < root.size(); i++) {
      objects.add(new Fields(this::place, "[" + i + "].", root.get(i)));
    }
    return objects;
  }

  private String place(String path) {
    return name + ", line " + line(path);
  }

  /* The line of the field, or of what would hold it where it is missing. Read again from the start: this is for faults only. */
  private int line(String path) {
    String wanted =
        "/" + path.replace("].", "/").replace("]", "").replace("[", "/").replace(".", "/");
    wanted = wanted.replace("//", "/");
    int line = 1;
    int best = 0;
    try (JsonParser parser = JSON.createParser(text)) {
      while (parser.nextToken() != null) {
        String at = parser.getParsingContext().pathAsPointer().toString();
        boolean holds = wanted.equals(at) || wanted.startsWith(at + "/");
        if (holds && at.length() > best) {
          best = at.length();
          line = parser.currentTokenLocation().getLineNr();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the text was JSON before
    }
    return line;
  }
}
