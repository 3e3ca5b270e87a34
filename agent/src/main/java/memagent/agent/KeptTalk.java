package memagent.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import memagent.agent.SessionStore.Line;
import memagent.agent.SessionStore.Stored;
import memagent.model.ChatMessage;
import memagent.vault.MemoryKey;
import memagent.vault.SealedException;

/**
 * What was said and done in conversations, as it lies on the disk, to find something in it and to
 * take it out.
 *
 * <p>Of a session the questions go that tell of it, each with all that came of it; of a trajectory
 * the whole file, since the rest of it was read and thought about the same thing. A file that is no
 * session of ours any more goes as a whole, too.
 */
public final class KeptTalk {
  private final Path sessions;
  private final Path trajectories;
  private final MemoryKey key;

  /** Sessions and trajectories in these folders; either may be absent. */
  public KeptTalk(Path sessions, Path trajectories) {
    this(sessions, trajectories, MemoryKey.NONE);
  }

  /** The same beside a memory that may be encrypted; what has another one's key cannot be read. */
  public KeptTalk(Path sessions, Path trajectories, MemoryKey key) {
    this.sessions = sessions;
    this.trajectories = trajectories;
    this.key = key;
  }

  /**
   * What was found.
   *
   * @param questions of sessions: the first line of each, or the name of a file that goes whole
   * @param trajectories names of files
   */
  public record Found(List<String> questions, List<String> trajectories) {
    public Found {
      questions = List.copyOf(questions);
      trajectories = List.copyOf(trajectories);
    }
  }

  /**
   * Finds what tells of something; changes nothing.
   *
   * @param tells whether a text does, with the escapes of JSON or without
   * @throws AgentException if a file cannot be read
   */
  public Found find(Predicate<String> tells) {
    return each(tells, false);
  }

  /**
   * Takes it out; stopped at any point, another run does the rest.
   *
   * @throws AgentException if a file cannot be read or written
   */
  public Found remove(Predicate<String> tells) {
    return each(tells, true);
  }

  private Found each(Predicate<String> tells, boolean remove) {
    List<String> questions = new ArrayList<>();
    List<String> files = new ArrayList<>();
    try {
      for (Path file : files(sessions)) {
        questions.addAll(session(file, tells, remove));
      }
      for (Path file : files(trajectories)) {
        if (tells.test(file.getFileName().toString()) || tells.test(text(file))) {
          files.add(file.getFileName().toString());
          if (remove) {
            Files.deleteIfExists(file);
          }
        }
      }
      return new Found(questions, files);
    } catch (IOException e) {
      throw new AgentException(
          "The conversations in %s cannot all be read and written (%s): change their rights, then run it again."
              .formatted(sessions.getParent(), e.getMessage()),
          e);
    }
  }

  private List<String> session(Path file, Predicate<String> tells, boolean remove)
      throws IOException {
    String name = file.getFileName().toString();
    String json = text(file);
    if (!tells.test(name) && !tells.test(json)) {
      return List.of();
    }
    Optional<Stored> stored = name.endsWith(SessionStore.ENDING) ? stored(json) : Optional.empty();
    if (tells.test(name) || stored.isEmpty()) {
      if (remove) {
        Files.deleteIfExists(file);
      }
      return List.of(name);
    }
    List<Line> kept = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (List<Line> question : questions(stored.get().messages())) {
      if (question.stream().anyMatch(line -> tells.test(line.text()))) {
        gone.add(question.getFirst().text().lines().findFirst().orElse(""));
      } else {
        kept.addAll(question);
      }
    }
    String filter = stored.get().openFilter();
    boolean filterGoes = filter != null && tells.test(filter);
    if (remove) {
      Stored now =
          new Stored(
              stored.get().version(),
              stored.get().id(),
              stored.get().questions(),
              filterGoes ? "" : filter,
              stored.get().outside(),
              kept);
      String text = Json.write(now);
      if (tells.test(text)) {
        Files.deleteIfExists(file); // Something in it is none of a session's.
      } else {
        OwnFiles.replace(file, key.seal(text.getBytes(StandardCharsets.UTF_8)));
      }
    }
    return gone.isEmpty() ? List.of(name) : gone;
  }

  private static Optional<Stored> stored(String json) {
    try {
      Stored stored = Json.read(json, Stored.class);
      boolean whole =
          stored.messages() != null
              && stored.messages().stream()
                  .allMatch(line -> line != null && line.text() != null && line.role() != null);
      return whole ? Optional.of(stored) : Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Each with its turns and results; what stands before the first one is one of its own. */
  private static List<List<Line>> questions(List<Line> lines) {
    List<List<Line>> questions = new ArrayList<>();
    for (Line line : lines) {
      boolean begins =
          line.role().equals("user") && History.isQuestion(new ChatMessage.User(line.text()));
      if (begins || questions.isEmpty()) {
        questions.add(new ArrayList<>());
      }
      questions.getLast().add(line);
    }
    return questions;
  }

  /** Files of ours, those that a stopped writer left included. */
  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** As text, whatever it holds; a stopped writer's half file, too. */
  private String text(Path file) throws IOException {
    byte[] stored = Files.readAllBytes(file);
    if (MemoryKey.isSealed(stored)) {
      try {
        return new String(key.open(stored), StandardCharsets.UTF_8);
      } catch (SealedException another) {
        return "";
      }
    }
    return key.openLines(new String(stored, StandardCharsets.UTF_8));
  }
}
