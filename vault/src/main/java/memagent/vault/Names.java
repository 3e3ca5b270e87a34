package memagent.vault;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;

/** What both kinds of {@link FolderHandle} need: last names, whole reads and whole writes. */
final class Names {
  private static final int BUFFER_BYTES = 64 * 1024;

  private Names() {}

  static String last(Path entry) {
    Path name = entry.getFileName();
    return name == null ? "" : name.toString();
  }

  static byte[] readAll(ReadableByteChannel channel, long bytesMax) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
    while (bytes.size() <= bytesMax) {
      buffer.clear().limit((int) Math.min(BUFFER_BYTES, bytesMax + 1 - bytes.size()));
      if (channel.read(buffer) < 0) {
        break;
      }
      bytes.write(buffer.array(), 0, buffer.position());
    }
    return bytes.toByteArray();
  }

  static void writeAll(WritableByteChannel channel, byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
  }
}
