package memagent.infer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import memagent.model.ModelException;

/**
 * A hash that tells model files apart without reading gigabytes.
 *
 * <p>SHA-256 over the length, the time of the last change, the header, and {@link
 * #SAMPLE_COUNT_MAX} blocks spread evenly over the data; a file of up to that many blocks is read
 * as a whole.
 */
final class Fingerprint {
  private static final int BLOCK_BYTES = 1 << 14;
  private static final int SAMPLE_COUNT_MAX = 128;

  private Fingerprint() {}

  static String of(GgufFile file) {
    try {
      return of(file, Files.getLastModifiedTime(file.path()).toMillis());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /** The same for a copy of the file, whenever that was made. */
  static String ofContent(GgufFile file) {
    return of(file, 0);
  }

  private static String of(GgufFile file, long changeMillis) {
    try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ)) {
      MessageDigest digest = sha256();
      ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
      block.putLong(file.bytes());
      block.putLong(changeMillis);
      digest.update(block.flip());
      for (long at = 0; at < file.dataOffset(); at += BLOCK_BYTES) {
        update(digest, channel, block, at);
      }
      long blocks = (file.bytes() - file.dataOffset() + BLOCK_BYTES - 1) / BLOCK_BYTES;
      long samples = Math.min(blocks, SAMPLE_COUNT_MAX);
      for (long i = 0; i < samples; i++) {
        update(digest, channel, block, file.dataOffset() + i * blocks / samples * BLOCK_BYTES);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static ModelException unreadable(GgufFile file, IOException e) {
    return new ModelException("The model file " + file.path() + " cannot be read: " + e + ".", e);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static void update(MessageDigest digest, FileChannel channel, ByteBuffer block, long at)
      throws IOException {
    block.clear();
    while (block.hasRemaining() && channel.read(block, at + block.position()) >= 0) {
      // Reads on until the block is full or the file ends.
    }
    digest.update(block.flip());
  }
}
