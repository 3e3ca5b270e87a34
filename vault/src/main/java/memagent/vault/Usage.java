package memagent.vault;

import java.io.IOException;

/**
 * How many bytes and files the memory holds, so that a write over the limit is refused.
 *
 * <p>Counting walks the whole folder, and a block of code should cost milliseconds. So a count is
 * kept and moved along with our own commits as long as it says that the memory is at most half
 * full, and is taken anew every {@link #COMMITS_MAX} commits, since other programs write too.
 */
final class Usage {
  private static final int COMMITS_MAX = 64;

  private final DiskFolder disk;
  private final VaultLimits limits;
  private long bytes;
  private int files;
  private int commits = COMMITS_MAX;

  Usage(DiskFolder disk, VaultLimits limits) {
    this.disk = disk;
    this.limits = limits;
  }

  /** Throws if the memory would grow over a limit. */
  synchronized void check(long moreBytes, int moreFiles) throws IOException {
    if (moreBytes <= 0 && moreFiles <= 0) {
      return;
    }
    boolean halfFull =
        (bytes + moreBytes) * 2 > limits.vaultBytesMax()
            || (files + (long) moreFiles) * 2 > limits.fileCountMax();
    if (halfFull || commits >= COMMITS_MAX) {
      count();
    }
    if (moreBytes > 0 && bytes + moreBytes > limits.vaultBytesMax()) {
      throw new VaultLimitException(
          "The memory would grow to %,d bytes, and at most %,d are allowed; delete what is not needed."
              .formatted(bytes + moreBytes, limits.vaultBytesMax()));
    }
    if (moreFiles > 0 && files + moreFiles > limits.fileCountMax()) {
      throw new VaultLimitException(
          "The memory would grow to %,d files, and at most %,d are allowed; join or delete some."
              .formatted(files + moreFiles, limits.fileCountMax()));
    }
  }

  /** How many files there are, as far as is known; counted at the first write. */
  synchronized int files() throws IOException {
    if (commits >= COMMITS_MAX) {
      count();
    }
    return files;
  }

  synchronized void committed(long moreBytes, int moreFiles) {
    bytes += moreBytes;
    files += moreFiles;
    commits++;
  }

  private void count() throws IOException {
    bytes = 0;
    files = 0;
    commits = 0;
    disk.walk(
        NotePath.ROOT,
        entry -> {
          if (entry.kind() == DiskFolder.Kind.FILE) {
            bytes += entry.bytes();
            files++;
          }
        });
  }
}
