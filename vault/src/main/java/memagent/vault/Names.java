package memagent.vault;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;

/** What both kinds of {@link FolderHandle} need: last names, whole reads and whole writes. */
final class Names {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Names() {}

  static String last(Path entry) {
    Path name = entry.getFileName();
    return name == null ? "" : name.toString();
  }

  /** The bytes of a file; one more than {@code bytesMax} when there are more. */
  static byte[] readAll(SeekableByteChannel channel, long bytesMax) throws IOException {
    // By its size, and one byte more, which shows that it has not grown: most files are small.
    long expected = Math.min(channel.size(), bytesMax) + 1;
    byte[] bytes = new byte[Math.toIntExact(expected)];
    int length = 0;
    while (true) {
      int read = channel.read(ByteBuffer.wrap(bytes, length, bytes.length - length));
      length += Math.max(0, read);
      if (read < 0 || length > bytesMax) {
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
      }
      if (length == bytes.length) {
        int more = Math.toIntExact(Math.min(bytesMax + 1, length + (long) BUFFER_BYTES));
        bytes = Arrays.copyOf(bytes, more);
      }
    }
  }

  static void writeAll(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
