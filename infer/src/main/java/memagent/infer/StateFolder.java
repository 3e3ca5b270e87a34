package memagent.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Keeps the KV state of system prompts on disk, so that a new start need not compute them.
 *
 * <p>One file for each key: a hash over the model's fingerprint, the library's version, the type of
 * the KV cache, the adapters with their scales, and the tokens. A file is the CRC-32C of what
 * follows, the tokens' count, the tokens, and the state as llama.cpp gave it. It is written aside
 * and moved into place, in the background; a file that does not add up is deleted and counts as
 * absent, and no error of this folder ever stops a conversation. The files used longest ago go
 * first when the folder is over its limit.
 */
final class StateFolder implements AutoCloseable {
  /** A shorter system prompt is computed faster than it is read, and in another way. */
  private static final int TOKENS_MIN = Prompt.TILE_TOKENS;

  private static final int HEADER_BYTES = 16;
  private static final String ENDING = ".kv";

  private final Optional<Path> folder;
  private final long bytesMax;
  private final String modelKey;
  private final InstantSource clock;
  private final ExecutorService writer =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("kv-state").factory());
  private String adapterKey = "";

  StateFolder(Optional<Path> folder, long bytesMax, String modelKey, InstantSource clock) {
    this.folder = folder;
    this.bytesMax = bytesMax;
    this.modelKey = modelKey;
    this.clock = clock;
  }

  /** Keys later states by these adapters. */
  void useAdapters(List<LlamaAdapter.Use> uses) {
    StringBuilder key = new StringBuilder();
    for (LlamaAdapter.Use use : uses) {
      key.append(use.adapter().fingerprint()).append('*').append(use.scale()).append('\n');
    }
    adapterKey = key.toString();
  }

  /**
   * Makes the first {@code count} tokens live if their state is here.
   *
   * @return whether that was done; if not, the live sequence may be empty
   */
  boolean load(int[] tokens, int count, LiveSequence live) {
    if (folder.isEmpty() || count < TOKENS_MIN) {
      return false;
    }
    Path file = file(tokens, count);
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MemorySegment all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
      if (sound(all, tokens, count)
          && live.restore(Arrays.copyOf(tokens, count), all.asSlice(HEADER_BYTES + 4L * count))) {
        Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        return true;
      }
    } catch (IOException e) {
      return false;
    }
    delete(file);
    return false;
  }

  private static boolean sound(MemorySegment all, int[] tokens, int count) {
    long stateFrom = HEADER_BYTES + 4L * count;
    if (all.byteSize() <= stateFrom
        || all.get(ValueLayout.JAVA_INT, 8) != count
        || all.get(ValueLayout.JAVA_LONG, 0) != checksum(all)) {
      return false;
    }
    return MemorySegment.ofArray(tokens)
            .asSlice(0, 4L * count)
            .mismatch(all.asSlice(HEADER_BYTES, 4L * count))
        < 0;
  }

  private static long checksum(MemorySegment all) {
    CRC32C checksum = new CRC32C();
    long at = 8;
    while (at < all.byteSize()) {
      long length = Math.min(1 << 30, all.byteSize() - at);
      checksum.update(all.asSlice(at, length).asByteBuffer());
      at += length;
    }
    return checksum.getValue();
  }

  /** Whether the state of the first {@code count} tokens should be kept and is not. */
  boolean wants(int[] tokens, int count) {
    return folder.isPresent() && count >= TOKENS_MIN && !Files.exists(file(tokens, count));
  }

  /** Keeps the live state of the first {@code count} tokens, which are all that is live. */
  void save(int[] tokens, int count, LiveSequence live) {
    if (!wants(tokens, count)) {
      return;
    }
    Path file = file(tokens, count);
    HeldState state = live.save();
    if (HEADER_BYTES + 4L * count + state.bytes() > bytesMax) {
      state.close();
      return;
    }
    writer.execute(() -> {
      try (state) {
        write(file, state);
        shrink();
      } catch (IOException | UncheckedIOException e) {
        delete(file);
      }
    });
  }

  private void write(Path file, HeldState state) throws IOException {
    Path parent = folder.orElseThrow();
    Files.createDirectories(parent);
    Path aside = Files.createTempFile(parent, "state", ".tmp");
    try (Arena arena = Arena.ofConfined()) {
      int count = state.tokens().length;
      long size = HEADER_BYTES + 4L * count + state.bytes();
      try (FileChannel channel =
          FileChannel.open(aside, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        MemorySegment all = arena.allocate(size, 8);
        all.set(ValueLayout.JAVA_INT, 8, count);
        MemorySegment.copy(state.tokens(), 0, all, ValueLayout.JAVA_INT, HEADER_BYTES, count);
        all.asSlice(HEADER_BYTES + 4L * count).copyFrom(state.state());
        all.set(ValueLayout.JAVA_LONG, 0, checksum(all));
        ByteBuffer bytes = all.asByteBuffer();
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
      }
      Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(aside);
    }
  }

  private void shrink() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder.orElseThrow())) {
      all.filter(file -> file.toString().endsWith(ENDING)).forEach(files::add);
    }
    files.sort(Comparator.comparing(StateFolder::lastUse).reversed());
    long bytes = 0;
    for (Path file : files) {
      bytes += size(file);
      if (bytes > bytesMax) {
        delete(file);
      }
    }
  }

  private static FileTime lastUse(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0);
    }
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It stays, and is looked at again the next time.
    }
  }

  private Path file(int[] tokens, int count) {
    MessageDigest digest = Fingerprint.sha256();
    digest.update((modelKey + "\n" + adapterKey).getBytes(StandardCharsets.UTF_8));
    ByteBuffer bytes = ByteBuffer.allocate(4 * count);
    for (int i = 0; i < count; i++) {
      bytes.putInt(tokens[i]);
    }
    digest.update(bytes.flip());
    return folder.orElseThrow().resolve(HexFormat.of().formatHex(digest.digest(), 0, 16) + ENDING);
  }

  /** Waits for states that are being written. */
  @Override
  public void close() {
    writer.close();
  }
}
