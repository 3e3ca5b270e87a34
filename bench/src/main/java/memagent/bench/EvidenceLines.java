package memagent.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import memagent.agent.Recall;

/**
 * Questions with all lines of their memory and which of them are evidence: what the first look's
 * order is learned from. A JSON object a line.
 */
public final class EvidenceLines {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final int TASKS_PER_WORLD = 8;

  private EvidenceLines() {}

  /**
   * Writes the messages of the hand-written lessons that have evidence, and as many tasks of
   * training worlds.
   *
   * @return how many questions are written
   */
  public static int write(Path file, int taskCount, long seed) {
    int written = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      for (Lesson lesson : LessonReader.training()) {
        for (int i = 0; i < lesson.messages().size(); i++) {
          Lesson.Message message = lesson.messages().get(i);
          String id = lesson.memory().id() + "-" + i;
          written +=
              write(
                  out,
                  id,
                  lesson.language(),
                  message.question(),
                  lesson.memory(),
                  evidence(message));
        }
      }
      WorldGenerator worlds =
          new WorldGenerator(
                  Vocabulary.training(),
                  WorldSettings.TRAINING.withRecoveryShare(0),
                  CategoryShares.REFERENCE,
                  TraceStyle.SMALL,
                  seed)
              .withLanguages(WorldsFile.LANGUAGES_DEFAULT);
      int tasks = 0;
      for (long world = 0; tasks < taskCount; world++) {
        for (WorldTask task : worlds.world(world, TASKS_PER_WORLD)) {
          int one =
              write(
                  out,
                  task.task().id(),
                  "world-" + task.task().language(),
                  task.task().question(),
                  task.memory(),
                  evidence(task.trace()));
          tasks += one;
          written += one;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The lines cannot be written to " + file, e);
    }
    return written;
  }

  private static Map<String, Set<String>> evidence(Lesson.Message message) {
    List<Lesson.Line> lines = new ArrayList<>(message.evidence());
    message.changes().forEach(change -> LessonTraces.old(change).ifPresent(lines::add));
    Map<String, Set<String>> evidence = new HashMap<>();
    lines.forEach(line -> add(evidence, line.path(), line.text()));
    return evidence;
  }

  private static Map<String, Set<String>> evidence(Trace trace) {
    Map<String, Set<String>> evidence = new HashMap<>();
    trace.evidence().forEach((path, texts) -> texts.forEach(text -> add(evidence, path, text)));
    return evidence;
  }

  private static void add(Map<String, Set<String>> evidence, String path, String text) {
    text.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .forEach(line -> evidence.computeIfAbsent(path, p -> new HashSet<>()).add(line));
  }

  /* Nothing where no line is evidence. */
  private static int write(
      BufferedWriter out,
      String id,
      String language,
      String question,
      Memory memory,
      Map<String, Set<String>> evidence)
      throws IOException {
    ObjectNode object = NODES.objectNode();
    object.put("id", id);
    object.put("language", language);
    words(object.putArray("question"), Recall.words(question));
    ArrayNode lines = object.putArray("lines");
    boolean any = false;
    for (Recall.Candidate line : Recall.candidates(question, memory.notes())) {
      boolean right = evidence.getOrDefault(line.path(), Set.of()).contains(line.text());
      any |= right;
      ObjectNode one = lines.addObject();
      words(one.putArray("own"), line.own());
      words(one.putArray("around"), line.around());
      one.put("score", line.score());
      one.put("fits", line.fits());
      one.put("relevance", line.relevance());
      one.put("right", right);
    }
    if (any) {
      out.write(object.toString());
      out.write('\n');
    }
    return any ? 1 : 0;
  }

  private static void words(ArrayNode array, List<String> words) {
    words.forEach(array::add);
  }
}
