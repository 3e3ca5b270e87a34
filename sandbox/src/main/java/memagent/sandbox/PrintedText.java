package memagent.sandbox;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** What a block prints: the beginning is kept, the rest is counted and dropped. */
final class PrintedText extends OutputStream {

  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private final int charsMax;
  private long droppedBytes;

  PrintedText(int charsMax) {
    this.charsMax = charsMax;
  }

  @Override
  public synchronized void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int count) {
    // a character is at most four bytes
    int room = (int) Math.max(0, Math.min(count, 4L * charsMax - kept.size()));
    kept.write(bytes, offset, room);
    droppedBytes += count - room;
  }

  /** The first {@code charsMax} characters. */
  synchronized String text() {
    var all = all();
    return all.length() <= charsMax ? all : all.substring(0, end(all));
  }

  /** How many characters are missing; bytes count as characters where they were never decoded. */
  synchronized long cutChars() {
    var all = all();
    return droppedBytes + (all.length() <= charsMax ? 0 : all.length() - end(all));
  }

  private int end(String all) {
    return Character.isHighSurrogate(all.charAt(charsMax - 1)) ? charsMax - 1 : charsMax;
  }

  private String all() {
    return kept.toString(StandardCharsets.UTF_8);
  }
}
