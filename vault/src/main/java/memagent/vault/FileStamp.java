package memagent.vault;

import java.nio.ByteBuffer;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.concurrent.TimeUnit;

/**
 * What tells one state of a file from another. The first three cost no reading; when they differ,
 * the content decides.
 *
 * @param bytes its size
 * @param changedNanos when it was last written, since 1970
 * @param file which file it is: an editor that saves by renaming makes another one; 0 where the
 *     system does not say
 * @param content the first 8 bytes of its SHA-256; 0 when it was not read
 */
record FileStamp(long bytes, long changedNanos, long file, long content) {
  /** The coarsest step of a disk's clock (FAT). */
  static final long RACY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** The time of a file that is like no other's. */
  private static final long UNPROVEN = Long.MIN_VALUE;

  /** Of a file that was not read. */
  static FileStamp of(BasicFileAttributes attributes) {
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        number(attributes.fileKey()),
        0);
  }

  /** Whether no look at the content is needed. */
  boolean looksLike(FileStamp other) {
    return bytes == other.bytes && changedNanos == other.changedNanos && file == other.file;
  }

  FileStamp withContent(byte[] content) {
    return new FileStamp(bytes, changedNanos, file, hash(content));
  }

  /**
   * What may be kept of a file that was looked at just now. A disk's clock has steps, so the time
   * says nothing about one that was changed in the last moments (git calls such files racy): its
   * content decides again next time.
   *
   * @param nowNanos the moment of the look, since 1970
   */
  FileStamp proven(long nowNanos) {
    return Math.abs(nowNanos - changedNanos) > RACY_NANOS
        ? this
        : new FileStamp(bytes, UNPROVEN, file, content);
  }

  boolean isProven() {
    return changedNanos != UNPROVEN;
  }

  private static long hash(byte[] content) {
    try {
      return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(content)).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  /** Unix writes a key as {@code (dev=fe01,ino=1234)}; the device may change when it is mounted. */
  private static long number(Object key) {
    if (key == null) {
      return 0;
    }
    String text = key.toString();
    int inode = text.indexOf("ino=");
    return inode < 0 ? 0 : text.substring(inode).hashCode();
  }
}
