package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.agent.AgentException;
import memagent.agent.Trajectory;
import memagent.agent.TrajectoryEvent;
import memagent.vault.InvalidPathException;
import memagent.vault.MemoryKey;
import memagent.vault.NotePath;

/**
 * How the last answers came about, {@code memory://trajectories/SESSION/NUMBER}: a client's own
 * sessions of this server's run, JSON Lines.
 */
final class TrajectoryShelf implements Offer.Shelf {
  /*
   * A trajectory holds whole notes as the agent read them. So a client for which anything is held
   * back gets the course of events only: what was asked, how many steps it took, which notes changed
   * of those it may see, and how it ended.
   */
  private static final String TEMPLATE = "memory://trajectories/{session}/{number}";
  private static final String TYPE = "application/jsonl";
  private static final Pattern ADDRESS =
      Pattern.compile("memory://trajectories/([A-Za-z0-9_]{1,31})/(\\d{1,4})");
  private static final int SHOWN_MAX = 20;

  private final Conversations conversations;
  private final Views views;
  private final Path folder;
  private final MemoryKey memoryKey;

  TrajectoryShelf(Conversations conversations, Views views, Path folder, MemoryKey memoryKey) {
    this.conversations = conversations;
    this.views = views;
    this.folder = folder;
    this.memoryKey = memoryKey;
  }

  @Override
  public List<ObjectNode> list(Caller caller) {
    List<ObjectNode> list = new ArrayList<>();
    for (String session : conversations.sessions(caller.client())) {
      for (String number : numbers(Conversations.key(caller.client(), session))) {
        if (list.size() < SHOWN_MAX) {
          list.add(
              Json.object(
                  "uri",
                  "memory://trajectories/" + session + "/" + number,
                  "name",
                  "trajectory " + session + " " + number,
                  "title",
                  "How the answer %s of session %s came about".formatted(number, session),
                  "mimeType",
                  TYPE));
        }
      }
    }
    return list;
  }

  /** The numbers of a session's questions, the last one first. */
  private List<String> numbers(String key) {
    List<String> numbers = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, key + "-*.jsonl")) {
        for (Path file : files) {
          String name = file.getFileName().toString();
          numbers.add(name.substring(key.length() + 1, name.length() - ".jsonl".length()));
        }
      } catch (IOException e) {
        throw new McpException("The trajectories cannot be listed: " + e.getMessage() + ".", e);
      }
    }
    numbers.removeIf(number -> !number.matches("\\d{1,4}"));
    Collections.sort(numbers, Collections.reverseOrder());
    return numbers;
  }

  @Override
  public List<ObjectNode> templates() {
    return List.of(
        Json.object(
            "uriTemplate",
            TEMPLATE,
            "name",
            "trajectory",
            "title",
            "How an answer came about",
            "description",
            "The agent's steps for one question of a session of yours.",
            "mimeType",
            TYPE));
  }

  @Override
  public Optional<List<ObjectNode>> read(String uri, Caller caller) {
    Matcher address = ADDRESS.matcher(uri);
    if (!address.matches() || !conversations.sessions(caller.client()).contains(address.group(1))) {
      return Optional.empty();
    }
    String key = Conversations.key(caller.client(), address.group(1));
    Path file = folder.resolve(key + "-" + address.group(2) + ".jsonl");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      Trajectory trajectory = Trajectory.read(file, memoryKey);
      MemoryView view = views.of(caller.client());
      String text = view.denies() ? course(trajectory, view) : trajectory.json();
      return Optional.of(List.of(Json.object("uri", uri, "mimeType", TYPE, "text", text)));
    } catch (AgentException e) {
      return Optional.empty(); // It is being written, or somebody spoiled it.
    }
  }

  /** What happened, without a word of the memory. */
  private static String course(Trajectory trajectory, MemoryView view) {
    StringBuilder lines = new StringBuilder();
    for (TrajectoryEvent event : trajectory.events()) {
      ObjectNode line =
          switch (event) {
            case TrajectoryEvent.Asked e ->
                Json.object("event", "asked", "at", e.at(), "question", e.question());
            case TrajectoryEvent.Recalled _ -> Json.object("event", "recalled");
            case TrajectoryEvent.Turned e ->
                Json.object("event", "turned", "turn", e.turn(), "millis", e.millis());
            case TrajectoryEvent.Ran e ->
                Json.object(
                    "event",
                    "ran",
                    "turn",
                    e.turn(),
                    "outcome",
                    e.outcome(),
                    "changes",
                    changes(e, view));
            case TrajectoryEvent.Hinted e ->
                Json.object("event", "hinted", "turn", e.turn(), "kind", e.kind());
            case TrajectoryEvent.Ungrounded e ->
                Json.object("event", "ungrounded", "turn", e.turn());
            case TrajectoryEvent.Filtered e -> Json.object("event", "filtered", "tier", e.tier());
            case TrajectoryEvent.Ended e ->
                Json.object(
                    "event", "ended", "end", e.end(), "turns", e.turns(), "millis", e.millis());
            case TrajectoryEvent.Failed e -> Json.object("event", "failed", "millis", e.millis());
          };
      lines.append(Json.write(line)).append('\n');
    }
    return lines.toString();
  }

  private static List<ObjectNode> changes(TrajectoryEvent.Ran ran, MemoryView view) {
    List<ObjectNode> changes = new ArrayList<>();
    for (TrajectoryEvent.Change change : ran.changes()) {
      if (!isHidden(change.path(), view)) {
        changes.add(Json.object("path", change.path(), "kind", change.kind()));
      }
    }
    return changes;
  }

  private static boolean isHidden(String path, MemoryView view) {
    try {
      return view.hides(NotePath.of(path));
    } catch (InvalidPathException e) {
      return true; // No path of ours, so nothing to tell.
    }
  }

  @Override
  public boolean isWatched(String uri, Caller caller) {
    return false;
  }
}
