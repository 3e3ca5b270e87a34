package memagent.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;
import memagent.bench.CategoryShares;
import memagent.bench.Memory;
import memagent.bench.Task;
import memagent.bench.TaskReader;
import memagent.bench.TraceStyle;
import memagent.bench.Vocabulary;
import memagent.bench.WorldGenerator;
import memagent.bench.WorldSettings;
import memagent.bench.WorldTask;

/**
 * Tasks to play, each with its memory, by number. The same number is always the same task, so that
 * a group can be played over it and a stopped run goes on where it was.
 */
public sealed interface WorldSource {

  /** How many there are. */
  long count();

  /** The task with this number, from 0 to below {@link #count()}. */
  Rollouts.World at(long index);

  /** The tasks from this number on. */
  default Iterator<Rollouts.World> from(long index) {
    return LongStream.range(index, count()).mapToObj(this::at).iterator();
  }

  /**
   * Training worlds that are made when they are asked for, one task each.
   *
   * @param count how many; {@link Long#MAX_VALUE} for as many as are asked for
   */
  record Generated(WorldGenerator generator, long count) implements WorldSource {
    private static final int TASKS_TRIED = 4;

    /** Training worlds of a seed. */
    public static Generated of(long seed, long count) {
      return new Generated(
          new WorldGenerator(
              Vocabulary.training(),
              WorldSettings.TRAINING,
              CategoryShares.REFERENCE,
              TraceStyle.SMALL,
              seed),
          count);
    }

    @Override
    public Rollouts.World at(long index) {
      if (index < 0 || index >= count) {
        throw new NoSuchElementException("There is no task " + index + " of " + count + ".");
      }
      // A small world may have nothing to ask; the next series then stands in.
      for (long series = 0; ; series++) {
        List<WorldTask> tasks = generator.world(index + (series << 40), TASKS_TRIED);
        if (!tasks.isEmpty()) {
          WorldTask task = tasks.get((int) (index % tasks.size()));
          return new Rollouts.World(task.task(), task.memory());
        }
      }
    }
  }

  /**
   * The lines of a file that {@code ./mem worlds make} wrote.
   *
   * @param lines JSON objects with {@code task} and {@code memory}
   */
  record OfFile(Path file, List<String> lines) implements WorldSource {
    private static final ObjectMapper JSON = new ObjectMapper();

    public OfFile {
      lines = List.copyOf(lines);
    }

    /** Reads the file; its lines are looked at when they are asked for. */
    public static OfFile of(Path file) {
      try {
        return new OfFile(file, Files.readAllLines(file));
      } catch (IOException e) {
        throw new TrainException(
            "The file of tasks "
                + file
                + " cannot be read: "
                + e
                + "; make one with ./mem worlds make.",
            e);
      }
    }

    @Override
    public long count() {
      return lines.size();
    }

    @Override
    public Rollouts.World at(long index) {
      if (index < 0 || index >= count()) {
        throw new NoSuchElementException("There is no task " + index + " of " + count() + ".");
      }
      String place = file + ", line " + (index + 1);
      try {
        JsonNode line = JSON.readTree(lines.get((int) index));
        if (!line.path("task").isObject() || !line.path("memory").isObject()) {
          throw new TrainException(
              place + " has no task with a memory; make the file with ./mem worlds make.");
        }
        Task task = TaskReader.read(place, "", line.path("task").toString()).getFirst();
        SortedMap<String, String> notes = new TreeMap<>();
        line.path("memory").properties().forEach(e -> notes.put(e.getKey(), e.getValue().asText()));
        return new Rollouts.World(task, new Memory(task.memoryId(), notes));
      } catch (IOException e) {
        throw new TrainException(place + " is not JSON; make the file again.", e);
      }
    }
  }
}
