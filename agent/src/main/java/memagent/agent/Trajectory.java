package memagent.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import memagent.vault.MemoryKey;
import memagent.vault.SealedException;
import memagent.vault.SecretPolicy;
import org.jspecify.annotations.Nullable;

/**
 * All that happened while one question was worked on, in order. It only grows. With a file, each
 * event is on disk before the next one happens, so that a crash leaves all but the last.
 */
public final class Trajectory {
  private final List<TrajectoryEvent> events = new ArrayList<>();
  private final @Nullable Path file;
  private final SecretPolicy secrets;
  private final MemoryKey key;

  private Trajectory(@Nullable Path file, SecretPolicy secrets, MemoryKey key) {
    this.file = file;
    this.secrets = secrets;
    this.key = key;
  }

  /** One that is kept in memory only. */
  public static Trajectory inMemory() {
    return new Trajectory(null, SecretPolicy.KEEP_ALL, MemoryKey.NONE);
  }

  /**
   * One that is written to a file, line by line.
   *
   * @throws AgentException if the file's folder cannot be made
   */
  public static Trajectory to(Path file) {
    return to(file, SecretPolicy.KEEP_ALL, MemoryKey.NONE);
  }

  /**
   * The same, with the secrets masked in the file that the policy does not keep, and each line
   * sealed where the memory is encrypted.
   */
  public static Trajectory to(Path file, SecretPolicy secrets, MemoryKey key) {
    try {
      OwnFiles.createFolder(file.toAbsolutePath().getParent());
    } catch (IOException e) {
      throw unwritable(file, e);
    }
    return new Trajectory(file, secrets, key);
  }

  /**
   * Reads a trajectory's file. A last line that a crash cut is left out.
   *
   * @throws AgentException if the file cannot be read or another line is not an event
   */
  public static Trajectory read(Path file) {
    return read(file, MemoryKey.NONE);
  }

  /** The same of one that may be sealed with a memory's key. */
  public static Trajectory read(Path file, MemoryKey key) {
    List<String> lines;
    try {
      lines = Files.readString(file).lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new AgentException(
          "The trajectory " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    Trajectory trajectory = inMemory();
    for (int i = 0; i < lines.size(); i++) {
      try {
        trajectory.events.add(Json.read(key.openLine(lines.get(i)), TrajectoryEvent.class));
      } catch (SealedException e) {
        if (i + 1 < lines.size() || trajectory.events.isEmpty()) {
          throw new AgentException(
              "Line %d of the trajectory %s cannot be read: %s."
                  .formatted(i + 1, file, e.getMessage()),
              e);
        }
      } catch (JsonProcessingException e) {
        if (i + 1 < lines.size()) {
          throw new AgentException(
              "Line %d of the trajectory %s is not an event: is it another kind of file?"
                  .formatted(i + 1, file),
              e);
        }
      }
    }
    return trajectory;
  }

  /** The events so far, oldest first. */
  public List<TrajectoryEvent> events() {
    return List.copyOf(events);
  }

  /** The events as JSON Lines. */
  public String json() {
    StringBuilder text = new StringBuilder();
    events.forEach(event -> text.append(Json.write(event)).append('\n'));
    return text.toString();
  }

  /** The events for people to read: plain text, a blank line between turns. */
  public String text() {
    return TrajectoryText.of(events);
  }

  /**
   * Writes the events to another file, replacing it.
   *
   * @throws AgentException if that fails
   */
  public void write(Path target) {
    try {
      OwnFiles.createFolder(target.toAbsolutePath().getParent());
      OwnFiles.replace(target, json().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw unwritable(target, e);
    }
  }

  /** Adds an event, on disk first. */
  void add(TrajectoryEvent event) {
    if (file != null) {
      try (FileChannel out = OwnFiles.append(file)) {
        ByteBuffer line = ByteBuffer.wrap((line(event) + "\n").getBytes(StandardCharsets.UTF_8));
        while (line.hasRemaining()) {
          out.write(line);
        }
      } catch (IOException e) {
        throw unwritable(file, e);
      }
    }
    events.add(event);
  }

  private String line(TrajectoryEvent event) {
    return key.sealLine(
        secrets.keepsAll() ? Json.write(event) : Json.write(event, secrets::masked));
  }

  private static AgentException unwritable(Path file, IOException e) {
    return new AgentException(
        "The trajectory %s cannot be written (%s): free some space or name another folder."
            .formatted(file, e.getMessage()),
        e);
  }
}
