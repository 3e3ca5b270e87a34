package memagent.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads folders of md-memory-bench's shape: {@code NAME_qa.jsonl} with questions beside the folder
 * {@code NAME} with {@code user.md} and {@code entities/}, or inside it. A folder above that is
 * called like a category gives the category.
 */
public final class MdMemoryReader {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ENDING = "_qa.jsonl";
  private static final Pattern FILTER = Pattern.compile("(?s)<filter>(.*?)</filter>");

  private MdMemoryReader() {}

  /**
   * Reads every question file below the folder.
   *
   * @throws BenchException naming the file, the line and the field of a fault
   */
  public static TaskSet read(Path folder) {
    Map<String, Memory> memories = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    for (Path file : files(folder)) {
      String place = folder.relativize(file).toString().replace('\\', '/');
      String id = place.substring(0, place.length() - ENDING.length()).replace('/', '-');
      memories.put(id, Memory.read(id, notes(file, place)));
      int line = 0;
      for (String text : JsonDocument.text(file).lines().toList()) {
        line++;
        if (!text.isBlank()) {
          tasks.add(task(place + ", line " + line, category(place), id, line, text));
        }
      }
    }
    if (tasks.isEmpty()) {
      throw new BenchException(
          "The folder " + folder + " holds no *" + ENDING + " with questions; name one that does.");
    }
    return new TaskSet("md-memory-bench", memories, tasks);
  }

  private static List<Path> files(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BenchException(folder + " is no folder: name one with *" + ENDING + " below it.");
    }
    try (Stream<Path> paths = Files.walk(folder)) {
      return paths.filter(path -> path.toString().endsWith(ENDING)).sorted().toList();
    } catch (IOException e) {
      throw new BenchException(folder + " cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private static Path notes(Path file, String place) {
    String name = String.valueOf(file.getFileName());
    Path beside = file.resolveSibling(name.substring(0, name.length() - ENDING.length()));
    Path parent = file.toAbsolutePath().getParent();
    for (Path notes : parent == null ? List.of(beside) : List.of(beside, parent)) {
      if (Files.exists(notes.resolve("user.md"))) {
        return notes;
      }
    }
    throw new BenchException(
        place
            + ": its memory is missing; "
            + beside.getFileName()
            + "/user.md must stand beside it.");
  }

  private static String category(String place) {
    String[] folders = place.split("/", -1);
    return Arrays.stream(folders, 0, folders.length - 1)
        .filter(f -> Arrays.stream(Category.values()).anyMatch(c -> c.label().equals(f)))
        .findFirst()
        .orElse("");
  }

  private static Task task(String place, String folder, String memory, int line, String text) {
    JsonNode node;
    try {
      node = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BenchException(place + ": this is not JSON: " + e.getOriginalMessage(), e);
    }
    Fields fields = new Fields(place, "", node);
    String question = fields.text("question");
    String answer = fields.text("answer");
    List<String> told = fields.optionalText("update").stream().toList();
    Matcher filter = FILTER.matcher(question);
    List<String> filters = new ArrayList<>();
    while (filter.find()) {
      filter
          .group(1)
          .lines()
          .map(rule -> rule.strip().replaceFirst("^\\d+[.)]\\s*", ""))
          .filter(rule -> !rule.isEmpty())
          .forEach(filters::add);
    }
    Category category = category(folder, told, filters);
    if (category == Category.UPDATE && told.isEmpty()) {
      throw fields.fault("update", "it is missing; a task of update needs what is told first.");
    }
    return new Task(
        memory + "-" + line,
        memory,
        category,
        category.label(),
        "en",
        FILTER.matcher(question).replaceAll("").strip(),
        filters,
        Tier.NONE,
        new Expectation.Reference(told, answer, fields.textOrNumber("judge")),
        new Solution(List.of(), answer));
  }

  private static Category category(String folder, List<String> told, List<String> filters) {
    return Arrays.stream(Category.values())
        .filter(c -> c.label().equals(folder))
        .findFirst()
        .orElse(
            !told.isEmpty()
                ? Category.UPDATE
                : filters.isEmpty() ? Category.RETRIEVAL : Category.FILTER);
  }
}
