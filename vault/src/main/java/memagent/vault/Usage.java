package memagent.vault;

import java.io.IOException;

/**
 * How many bytes and files the memory holds, so that a write over the limit is refused.
 *
 * <p>Counting walks the whole folder, and a block of code should cost milliseconds. So a count is
 * kept and moved along with our own commits, and is taken anew after some commits, since other
 * programs write too: the more seldom the more files there are, and each time when a limit is near.
 */
final class Usage {
  /** After so many commits it is counted anew, or after a share of the files if that is more. */
  private static final int COMMITS_MIN = 64;

  private static final int FILES_A_COMMIT = 16;
  private static final int COMMITS_NONE = -1; // nothing was counted yet

  private final DiskFolder disk;
  private final VaultLimits limits;
  private long bytes;
  private int files;
  private int commits = COMMITS_NONE;

  Usage(DiskFolder disk, VaultLimits limits) {
    this.disk = disk;
    this.limits = limits;
  }

  /** Throws if the memory would grow over a limit. */
  synchronized void check(long moreBytes, int moreFiles) throws IOException {
    if (moreBytes <= 0 && moreFiles <= 0) {
      return;
    }
    if (isNear(bytes + moreBytes, limits.vaultBytesMax())
        || isNear(files + (long) moreFiles, limits.fileCountMax())
        || isOld()) {
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

  /** Of a small memory from the half on, of a large one in its last tenth. */
  private boolean isNear(long used, long limit) {
    return files < COMMITS_MIN * FILES_A_COMMIT ? used * 2 > limit : used > limit - limit / 10;
  }

  private boolean isOld() {
    return commits == COMMITS_NONE || commits >= Math.max(COMMITS_MIN, files / FILES_A_COMMIT);
  }

  /** How many files there are, as far as is known; counted at the first write. */
  synchronized int files() throws IOException {
    if (isOld()) {
      count();
    }
    return files;
  }

  synchronized void committed(long moreBytes, int moreFiles) {
    bytes += moreBytes;
    files += moreFiles;
    commits += commits == COMMITS_NONE ? 0 : 1;
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
