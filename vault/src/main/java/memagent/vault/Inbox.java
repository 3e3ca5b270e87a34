package memagent.vault;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Transactions that the history has yet to take in: one file each, named by a growing number, with
 * the author and what every file was and is. Writers hold the memory's lock.
 *
 * <p>A transaction's file is called {@code N.new} before the memory is written, and {@code N} after
 * it. Whoever holds the lock and finds an {@code N.new} knows that its writer was stopped; the disk
 * says whether the memory was written ({@link #settle}). A file that a power cut has torn does not
 * fit its own sum and is dropped: the difference is then found as any edit by hand is.
 */
final class Inbox {
  private static final String NEW = ".new";
  private static final int NUMBER_CHARS_MAX = 18;
  private static final int SUM_BYTES = 20;
  private static final int ABSENT = -1;

  private final Path folder;
  private final MemoryKey key;

  Inbox(Path history) {
    this(history, MemoryKey.NONE);
  }

  Inbox(Path history, MemoryKey key) {
    this.folder = history.resolve("inbox");
    this.key = key;
  }

  /** One file before and after a transaction; empty where it was or is not there. */
  record Change(Optional<byte[]> before, Optional<byte[]> after) {}

  /**
   * One transaction.
   *
   * @param key tells it from every other one; empty before it is written
   */
  record Item(
      String key,
      Instant when,
      Author author,
      List<String> undoes,
      Map<NotePath, Change> changes) {}

  /**
   * What was announced.
   *
   * @param waiting how many others were waiting then
   */
  record Announced(Path file, int waiting) {}

  /** Writes an item that is not to be taken in yet. */
  Announced announce(Item item) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
    }
    List<Numbered> others = listed();
    long number = others.stream().mapToLong(Numbered::number).max().orElse(0) + 1;
    Path announced = folder.resolve(number + NEW);
    Files.write(announced, key.seal(bytes(item)));
    return new Announced(announced, others.size());
  }

  /** Says that the memory has what was announced. */
  void accept(Path announced) throws IOException {
    String name = announced.getFileName().toString();
    Files.move(
        announced,
        folder.resolve(name.substring(0, name.length() - NEW.length())),
        StandardCopyOption.ATOMIC_MOVE);
  }

  /** What a reader of the disk knows of it. */
  interface Disk {
    Optional<byte[]> read(NotePath path) throws IOException;
  }

  /** Accepts or drops what writers that were stopped have announced. */
  void settle(Disk disk) throws IOException {
    for (Path file : files(true)) {
      Optional<Item> item = read(file);
      if (item.isPresent() && isOn(disk, item.get())) {
        accept(file);
      } else {
        Files.deleteIfExists(file);
      }
    }
  }

  private static boolean isOn(Disk disk, Item item) throws IOException {
    for (Map.Entry<NotePath, Change> change : item.changes().entrySet()) {
      Optional<byte[]> now = disk.read(change.getKey());
      Optional<byte[]> after = change.getValue().after();
      if (now.isPresent() != after.isPresent()
          || (now.isPresent() && !Arrays.equals(now.get(), after.orElseThrow()))) {
        return false;
      }
    }
    return true;
  }

  /** The accepted files, the oldest first. */
  List<Path> accepted() throws IOException {
    return files(false);
  }

  /** Those too that are not accepted yet, the oldest first. */
  List<Path> all() throws IOException {
    return sorted(listed());
  }

  /** One of the files. */
  private record Numbered(long number, Path file) {
    boolean isNew() {
      return file.toString().endsWith(NEW);
    }
  }

  private List<Path> files(boolean areNew) throws IOException {
    return sorted(listed().stream().filter(each -> each.isNew() == areNew).toList());
  }

  private static List<Path> sorted(List<Numbered> files) {
    return files.stream()
        .sorted(Comparator.comparingLong(Numbered::number))
        .map(Numbered::file)
        .toList();
  }

  /** Many may wait, and each writer looks: nothing here costs more than a list of names. */
  private List<Numbered> listed() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(file -> new Numbered(number(file), file))
          .filter(each -> each.number() > 0)
          .toList();
    }
  }

  /** From 1; 0 for a file that is none of these. */
  private static long number(Path file) {
    String name = file.getFileName().toString();
    int end = name.endsWith(NEW) ? name.length() - NEW.length() : name.length();
    if (end == 0 || end > NUMBER_CHARS_MAX || name.charAt(0) == '0') {
      return 0;
    }
    for (int i = 0; i < end; i++) {
      if (name.charAt(i) < '0' || name.charAt(i) > '9') {
        return 0;
      }
    }
    return Long.parseLong(name, 0, end, 10);
  }

  private static byte[] bytes(Item item) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeLong(item.when().toEpochMilli());
      write(out, Optional.of(utf8(CommitText.write(item.author(), item.undoes(), ""))));
      out.writeInt(item.changes().size());
      for (Map.Entry<NotePath, Change> change : item.changes().entrySet()) {
        write(out, Optional.of(utf8(change.getKey().value())));
        write(out, change.getValue().before());
        write(out, change.getValue().after());
      }
      out.write(sum(bytes.toByteArray()));
    }
    return bytes.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void write(DataOutputStream out, Optional<byte[]> bytes) throws IOException {
    out.writeInt(bytes.map(content -> content.length).orElse(ABSENT));
    if (bytes.isPresent()) {
      out.write(bytes.get());
    }
  }

  /** An item; empty if the file is torn. */
  Optional<Item> read(Path file) throws IOException {
    byte[] all;
    try {
      all = key.open(Files.readAllBytes(file));
    } catch (SealedException torn) {
      return Optional.empty();
    }
    int length = all.length - SUM_BYTES;
    if (length < 0) {
      return Optional.empty();
    }
    byte[] sum = sum(Arrays.copyOf(all, length));
    if (!Arrays.equals(sum, 0, SUM_BYTES, all, length, all.length)) {
      return Optional.empty();
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(all, 0, length))) {
      Instant when = Instant.ofEpochMilli(in.readLong());
      HistoryEntry told = CommitText.read("", when, text(in));
      Map<NotePath, Change> changes = new TreeMap<>();
      for (int count = in.readInt(); count > 0; count--) {
        changes.put(NotePath.of(text(in)), new Change(content(in), content(in)));
      }
      return Optional.of(
          new Item(HexFormat.of().formatHex(sum), when, told.author(), told.undoes(), changes));
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(content(in).orElseThrow(), StandardCharsets.UTF_8);
  }

  private static Optional<byte[]> content(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == ABSENT ? Optional.empty() : Optional.of(in.readNBytes(length));
  }

  private static byte[] sum(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-1").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1.", e);
    }
  }
}
