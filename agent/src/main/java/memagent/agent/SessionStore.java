package memagent.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import memagent.model.ChatMessage;
import memagent.vault.MemoryKey;
import memagent.vault.SecretPolicy;
import org.jspecify.annotations.Nullable;

/** Sessions on disk: one JSON file each, which only its owner may read. */
public final class SessionStore {
  /** How the names of session files end. */
  static final String ENDING = ".json";

  private static final long FILE_BYTES_MAX = 10_000_000;
  private static final int HEAD_BYTES = 64;

  private final Path folder;
  private final SecretPolicy secrets;
  private final MemoryKey key;

  /** Sessions in a folder, which is made when the first one is saved. */
  public SessionStore(Path folder) {
    this(folder, SecretPolicy.KEEP_ALL);
  }

  /** The same, with the secrets masked in the files that the policy does not keep. */
  public SessionStore(Path folder, SecretPolicy secrets) {
    this(folder, secrets, MemoryKey.NONE);
  }

  /** The same beside a memory that may be encrypted. */
  public SessionStore(Path folder, SecretPolicy secrets, MemoryKey key) {
    this.folder = folder;
    this.secrets = secrets;
    this.key = key;
  }

  /**
   * A session and what there is to say about it.
   *
   * @param warning one sentence where the file was not usable and a fresh session was begun
   */
  public record Loaded(Session session, List<String> warning) {
    public Loaded {
      warning = List.copyOf(warning);
    }
  }

  /**
   * Loads a session, or begins it where there is none. A file that is not usable is set aside under
   * another name, never deleted.
   *
   * @throws AgentException if the id is not usable, the file belongs to an encrypted memory that is
   *     not open here, or it can be neither read nor set aside
   */
  public Loaded load(String id) {
    Session fresh = Session.start(id);
    Path file = file(id);
    if (!Files.exists(file)) {
      return new Loaded(fresh, List.of());
    }
    try {
      if (isOthers(file)) {
        throw new AgentException(
            "The session %s belongs to an encrypted memory that is not the one in use: name that memory, or begin another session."
                .formatted(id));
      }
      if (Files.size(file) <= FILE_BYTES_MAX) {
        byte[] json = key.open(Files.readAllBytes(file));
        return new Loaded(session(id, utf8(json)), List.of());
      }
    } catch (IOException | IllegalArgumentException e) {
      // Not ours, half of ours, or not text: set aside below.
    }
    Path aside = setAside(file);
    return new Loaded(
        fresh,
        List.of(
            "The session file %s is damaged: it was kept as %s, and a fresh session was begun."
                .formatted(file, aside.getFileName())));
  }

  /**
   * Writes a session, all or nothing.
   *
   * @throws AgentException if that fails; the file on disk is then the one before
   */
  public void save(Session session) {
    List<Line> lines = new ArrayList<>();
    for (ChatMessage message : session.messages()) {
      lines.add(
          switch (message) {
            case ChatMessage.System m -> new Line("system", secrets.masked(m.text()));
            case ChatMessage.User m -> new Line("user", secrets.masked(m.text()));
            case ChatMessage.Assistant m -> new Line("assistant", secrets.masked(m.text()));
          });
    }
    Stored stored =
        new Stored(
            1,
            session.id(),
            session.questions(),
            session.openFilter().orElse(""),
            session.hasReadOutside(),
            lines);
    Path file = file(session.id());
    try {
      OwnFiles.createFolder(folder);
      OwnFiles.replace(file, key.seal(Json.write(stored).getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new AgentException(
          "The session %s cannot be written (%s): free some space or name another folder."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** The ids of all sessions, the latest first. */
  public List<String> ids() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(ENDING))
          .sorted(Comparator.comparing(SessionStore::changed).reversed())
          .map(file -> file.getFileName().toString())
          .map(name -> name.substring(0, name.length() - ENDING.length()))
          .toList();
    } catch (IOException e) {
      throw new AgentException(
          "The sessions in " + folder + " cannot be listed: " + e.getMessage() + ".", e);
    }
  }

  /** The session that was saved last, of those that can be read with this memory's key. */
  public Optional<String> latest() {
    return ids().stream()
        .filter(id -> {
          try {
            return !isOthers(file(id));
          } catch (IOException unreadable) {
            return true; // Whoever loads it says why.
          }
        })
        .findFirst();
  }

  private boolean isOthers(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] head = in.readNBytes(HEAD_BYTES);
      return MemoryKey.isSealed(head) && !key.isOurs(head);
    }
  }

  private static String utf8(byte[] bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
  }

  private Path file(String id) {
    return folder.resolve(id + ENDING);
  }

  private static Session session(String id, String json) throws JsonProcessingException {
    Stored stored = Json.read(json, Stored.class);
    if (!id.equals(stored.id()) || stored.messages() == null || stored.questions() < 0) {
      throw new IllegalArgumentException("not a session");
    }
    List<ChatMessage> messages = new ArrayList<>();
    for (Line line : stored.messages()) {
      if (line == null || line.text() == null) {
        throw new IllegalArgumentException("not a message");
      }
      messages.add(
          switch (line.role()) {
            case "user" -> new ChatMessage.User(line.text());
            case "assistant" -> new ChatMessage.Assistant(line.text());
            default -> throw new IllegalArgumentException("no such role");
          });
    }
    String filter = stored.openFilter() == null ? "" : stored.openFilter();
    return new Session(
        id, messages, stored.questions(), filter, Boolean.TRUE.equals(stored.outside()));
  }

  private static Path setAside(Path file) {
    try {
      Path aside = file.resolveSibling(file.getFileName() + ".damaged");
      for (int i = 2; Files.exists(aside); i++) {
        aside = file.resolveSibling(file.getFileName() + ".damaged-" + i);
      }
      return Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AgentException(
          "The session file %s is damaged and cannot be moved away (%s): move it yourself."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  private static java.nio.file.attribute.FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return java.nio.file.attribute.FileTime.fromMillis(0);
    }
  }

  record Stored(
      int version,
      String id,
      int questions,
      String openFilter,
      @Nullable Boolean outside,
      List<Line> messages) {}

  record Line(String role, String text) {}
}
