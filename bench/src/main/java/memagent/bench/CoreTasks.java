package memagent.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The hand-written tasks that come with the program. */
public final class CoreTasks {
  private static final String FOLDER = "/memagent/bench/core";

  private CoreTasks() {}

  /** Reads all of them. */
  public static TaskSet load() {
    URL url = CoreTasks.class.getResource(FOLDER);
    if (url == null) {
      throw new BenchException("The core tasks are missing from this build of the program.");
    }
    try {
      URI uri = url.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return read(Path.of(uri));
      }
      try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
        return read(jar.getPath(FOLDER));
      }
    } catch (URISyntaxException | IOException e) {
      throw new BenchException("The core tasks in " + url + " cannot be read.", e);
    }
  }

  /**
   * Reads a folder of the same shape: a folder for each memory, with its notes under {@code
   * memory/} and its tasks in {@code tasks.jsonl}.
   */
  public static TaskSet read(Path folder) {
    Map<String, Memory> memories = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    try (Stream<Path> paths = Files.list(folder)) {
      for (Path path : paths.filter(Files::isDirectory).sorted().toList()) {
        String id = String.valueOf(path.getFileName()).replace("/", "");
        String place = "core/" + id + "/tasks.jsonl";
        Path file = path.resolve("tasks.jsonl");
        if (!Files.exists(file)) {
          throw new BenchException(place + " is missing; each memory needs its tasks.");
        }
        memories.put(id, Memory.read(id, path.resolve("memory")));
        tasks.addAll(TaskReader.read(place, id, Files.readString(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The tasks in " + folder + " cannot be read.", e);
    }
    return new TaskSet("core", memories, tasks);
  }
}
