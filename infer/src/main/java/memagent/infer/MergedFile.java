package memagent.infer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import memagent.model.ModelException;

/**
 * The one file that a base model and an adapter are merged into on this machine, made when it is
 * first asked for.
 *
 * <p>It is called {@code NAME-KEY-SUM.gguf}. The key is a hash over the contents of both files, the
 * form and {@link #REVISION}, so that another adapter makes another file; the sum is the CRC-32C of
 * the file itself, so that a damaged one is told from a whole one without a second file. It is
 * written aside and moved into place under a lock between processes, and what else has the name is
 * deleted then.
 *
 * @param form in which it is written
 * @param folder where it lies; made where it is absent
 * @param name of letters, digits and {@code . _ -}
 */
public record MergedFile(Path base, Path adapter, MergedModel.Form form, Path folder, String name) {
  /** Counts up when the same two files are to become another one. */
  private static final int REVISION = 1;

  private static final int KEY_BYTES = 8;
  private static final int READ_BYTES = 1 << 20;
  private static final String ENDING = ".gguf";
  private static final String LOCK_NAME = "lock";

  /** File locks hold between processes; this one holds within. */
  private static final ReentrantLock MAKING = new ReentrantLock();

  public MergedFile {
    if (!name.matches("[\\w.-]+")) {
      throw new IllegalArgumentException("The name of a merged model is \"" + name + "\".");
    }
  }

  /**
   * The file, whole; made now if it is not there.
   *
   * @param beforeMaking told before it is made, which takes seconds
   * @throws ModelException if the two cannot be merged, or the file cannot be written; then nothing
   *     of it stays
   */
  public Path ready(Runnable beforeMaking) {
    String key = key();
    try {
      Optional<Path> there = sound(key);
      return there.isPresent() ? there.get() : lockedReady(key, beforeMaking);
    } catch (IOException e) {
      throw new ModelException("No merged model can be kept in " + folder + ": " + e + ".", e);
    }
  }

  private Path lockedReady(String key, Runnable beforeMaking) throws IOException {
    Files.createDirectories(folder);
    MAKING.lock();
    try (FileChannel channel =
            FileChannel.open(
                folder.resolve(LOCK_NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      // Another process may have made it while this one waited.
      Optional<Path> there = sound(key);
      if (there.isPresent()) {
        return there.get();
      }
      beforeMaking.run();
      return made(key);
    } finally {
      MAKING.unlock();
    }
  }

  private Path made(String key) throws IOException {
    MergedModel merged = new MergedModel(base, adapter);
    // These go first: two of them may not fit on the disk.
    List<Path> old = files(".*\\.(tmp|part)");
    old.addAll(files(pattern("[0-9a-f]+")));
    old.forEach(MergedFile::delete);
    Path aside = folder.resolve(name + ".part");
    try {
      merged.writeGguf(aside, form);
      Path file = folder.resolve(name + "-" + key + "-" + sum(aside) + ENDING);
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private Optional<Path> sound(String key) throws IOException {
    for (Path file : files(pattern(key))) {
      if (isSound(file, key)) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  private boolean isSound(Path file, String key) throws IOException {
    try {
      return file.getFileName().toString().equals(name + "-" + key + "-" + sum(file) + ENDING);
    } catch (NoSuchFileException gone) {
      // Another process made another one meanwhile.
      return false;
    }
  }

  private String pattern(String key) {
    return Pattern.quote(name) + "-" + key + "-[0-9a-f]+\\" + ENDING;
  }

  /** The files whose names are of this pattern. */
  private List<Path> files(String pattern) throws IOException {
    List<Path> found = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        all.filter(file -> file.getFileName().toString().matches(pattern)).forEach(found::add);
      }
    }
    return found;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Windows keeps a file that a program has open; the next making deletes it.
    }
  }

  private String key() {
    MessageDigest digest = Fingerprint.sha256();
    String parts =
        "%d\n%s\n%s\n%s"
            .formatted(
                REVISION,
                form,
                Fingerprint.ofContent(GgufFile.read(base)),
                Fingerprint.ofContent(GgufFile.read(adapter)));
    return HexFormat.of()
        .formatHex(digest.digest(parts.getBytes(StandardCharsets.UTF_8)), 0, KEY_BYTES);
  }

  private static String sum(Path file) throws IOException {
    CRC32C sum = new CRC32C();
    ByteBuffer buffer = ByteBuffer.allocateDirect(READ_BYTES);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      while (channel.read(buffer.clear()) >= 0) {
        sum.update(buffer.flip());
      }
    }
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }
}
