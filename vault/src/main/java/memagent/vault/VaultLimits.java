package memagent.vault;

import java.time.Duration;

/**
 * How much one memory may hold and how long a writer waits.
 *
 * @param fileBytesMax bytes of one file, at least 1
 * @param vaultBytesMax bytes of all files together, hidden ones left out
 * @param fileCountMax files in the memory, hidden ones left out
 * @param pathCharsMax UTF-16 units of one path, at most {@link NotePath#CHARS_MAX}
 * @param pathDepthMax names in one path, at most {@link NotePath#DEPTH_MAX}
 * @param transactionFileCountMax files that one transaction may change
 * @param transactionBytesMax bytes that one transaction may hold before it is committed
 * @param lockWaitMax how long a commit waits for another writer before it gives up
 * @param listedFileCountMax files that a list of all files names; of more it gives an overview
 * @param embeddedPassagesMax passages of a memory whose vectors are kept where there is an
 *     embedding model; one with more is searched by words and links only, and 0 means every one
 */
public record VaultLimits(
    long fileBytesMax,
    long vaultBytesMax,
    int fileCountMax,
    int pathCharsMax,
    int pathDepthMax,
    int transactionFileCountMax,
    long transactionBytesMax,
    Duration lockWaitMax,
    int listedFileCountMax,
    int embeddedPassagesMax) {

  /** 1 MB a file, 100 MB and 20,000 files a memory, 10 seconds for the lock, 20,000 vectors. */
  public static final VaultLimits DEFAULT =
      new VaultLimits(
          1_000_000,
          100_000_000,
          20_000,
          NotePath.CHARS_MAX,
          NotePath.DEPTH_MAX,
          1_000,
          20_000_000,
          Duration.ofSeconds(10),
          1_000,
          20_000);

  public VaultLimits {
    require(fileBytesMax >= 1 && fileBytesMax <= 100_000_000, "fileBytesMax", fileBytesMax);
    require(vaultBytesMax >= fileBytesMax, "vaultBytesMax", vaultBytesMax);
    require(fileCountMax >= 1, "fileCountMax", fileCountMax);
    require(pathCharsMax >= 1 && pathCharsMax <= NotePath.CHARS_MAX, "pathCharsMax", pathCharsMax);
    require(pathDepthMax >= 1 && pathDepthMax <= NotePath.DEPTH_MAX, "pathDepthMax", pathDepthMax);
    require(transactionFileCountMax >= 1, "transactionFileCountMax", transactionFileCountMax);
    require(transactionBytesMax >= 1, "transactionBytesMax", transactionBytesMax);
    require(!lockWaitMax.isNegative(), "lockWaitMax", lockWaitMax);
    require(listedFileCountMax >= 1, "listedFileCountMax", listedFileCountMax);
    require(embeddedPassagesMax >= 0, "embeddedPassagesMax", embeddedPassagesMax);
  }

  /** The same limits with other sizes, for small memories and for tests. */
  public VaultLimits withBytes(long fileBytes, long vaultBytes) {
    return new VaultLimits(
        fileBytes,
        vaultBytes,
        fileCountMax,
        pathCharsMax,
        pathDepthMax,
        transactionFileCountMax,
        transactionBytesMax,
        lockWaitMax,
        listedFileCountMax,
        embeddedPassagesMax);
  }

  /** The same limits with another count of files. */
  public VaultLimits withFileCount(int fileCount) {
    return new VaultLimits(
        fileBytesMax,
        vaultBytesMax,
        fileCount,
        pathCharsMax,
        pathDepthMax,
        transactionFileCountMax,
        transactionBytesMax,
        lockWaitMax,
        listedFileCountMax,
        embeddedPassagesMax);
  }

  /** The same limits with another wait for the lock. */
  public VaultLimits withLockWait(Duration lockWait) {
    return new VaultLimits(
        fileBytesMax,
        vaultBytesMax,
        fileCountMax,
        pathCharsMax,
        pathDepthMax,
        transactionFileCountMax,
        transactionBytesMax,
        lockWait,
        listedFileCountMax,
        embeddedPassagesMax);
  }

  /** The same limits with another length of lists. */
  public VaultLimits withListedFileCount(int listedFileCount) {
    return new VaultLimits(
        fileBytesMax,
        vaultBytesMax,
        fileCountMax,
        pathCharsMax,
        pathDepthMax,
        transactionFileCountMax,
        transactionBytesMax,
        lockWaitMax,
        listedFileCount,
        embeddedPassagesMax);
  }

  /** The same limits with another count of passages with vectors. */
  public VaultLimits withEmbeddedPassages(int embeddedPassages) {
    return new VaultLimits(
        fileBytesMax,
        vaultBytesMax,
        fileCountMax,
        pathCharsMax,
        pathDepthMax,
        transactionFileCountMax,
        transactionBytesMax,
        lockWaitMax,
        listedFileCountMax,
        embeddedPassages);
  }

  private static void require(boolean holds, String name, Object value) {
    if (!holds) {
      throw new IllegalArgumentException("The limit " + name + " cannot be " + value + ".");
    }
  }
}
