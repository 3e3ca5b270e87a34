package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import memagent.agent.OwnFiles;
import memagent.vault.MemoryKey;
import memagent.vault.VaultChange;

/**
 * What was changed in one memory through this server, one JSON line a note, oldest first. Until the
 * memory keeps a history of its own this is what {@code recent_changes} tells from.
 */
final class ChangeLog {
  private static final long FILE_BYTES_MAX = 4_000_000;
  private static final int DIFF_CHARS_MAX = 20_000;

  private final Path file;
  private final InstantSource clock;
  private final MemoryKey key;

  /**
   * One note's change.
   *
   * @param at the moment, ISO 8601 in UTC
   * @param kind {@code created}, {@code updated} or {@code deleted}
   * @param by the client, and the tool
   */
  record Entry(String at, String kind, String path, String by, String diff) {}

  ChangeLog(Path file, InstantSource clock, MemoryKey key) {
    this.file = file;
    this.clock = clock;
    this.key = key;
  }

  /** Writes changes down. Other processes may do so at the same time. */
  synchronized void add(List<VaultChange> changes, String by) {
    StringBuilder lines = new StringBuilder();
    String at = clock.instant().toString();
    for (VaultChange change : changes) {
      String diff = change.diff();
      String kept =
          diff.length() <= DIFF_CHARS_MAX ? diff : diff.substring(0, DIFF_CHARS_MAX) + "…\n";
      lines
          .append(
              key.sealLine(
                  Json.write(new Entry(at, kind(change), change.path().value(), by, kept))))
          .append('\n');
    }
    try {
      OwnFiles.createFolder(file.toAbsolutePath().getParent());
      shorten();
      // One write: lines of several processes do not mix.
      try (FileChannel out = OwnFiles.append(file)) {
        ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          out.write(bytes);
        }
      }
    } catch (IOException e) {
      throw new McpException(
          "The memory was changed, but the list of changes %s cannot be written: %s."
              .formatted(file, e.getMessage()),
          e);
    }
  }

  /** All entries that are kept, newest first; lines that are none of ours are left out. */
  synchronized List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    if (!Files.exists(file)) {
      return entries;
    }
    try {
      for (String line :
          new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n", -1)) {
        entry(line, entries);
      }
    } catch (IOException e) {
      throw new McpException(
          "The list of changes " + file + " cannot be read: " + e.getMessage() + ".", e);
    }
    return entries.reversed();
  }

  private void entry(String line, List<Entry> entries) {
    try {
      JsonNode node = Json.read(key.openLine(line).getBytes(StandardCharsets.UTF_8));
      if (node.hasNonNull("at") && node.hasNonNull("path")) {
        entries.add(Json.MAPPER.treeToValue(node, Entry.class));
      }
    } catch (IOException e) {
      // A line that a crash cut, or that has another key.
      return;
    }
  }

  private void shorten() throws IOException {
    if (!Files.exists(file) || Files.size(file) < FILE_BYTES_MAX) {
      return;
    }
    List<String> lines = Files.readString(file).lines().toList();
    String newer = String.join("\n", lines.subList(lines.size() / 2, lines.size())) + "\n";
    OwnFiles.replace(file, newer.getBytes(StandardCharsets.UTF_8));
  }

  static String kind(VaultChange change) {
    return switch (change) {
      case VaultChange.Created _ -> "created";
      case VaultChange.Updated _ -> "updated";
      case VaultChange.Deleted _ -> "deleted";
    };
  }
}
