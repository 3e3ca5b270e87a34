package memagent.vault;

/**
 * How full a memory is; hidden files are left out.
 *
 * @param noteCount files that end with {@code .md}
 * @param fileCount all files
 * @param folderCount folders below the memory's own
 * @param bytes of all files together
 * @param largestFileBytes of the largest file, 0 when there is none
 */
public record VaultOverview(
    int noteCount, int fileCount, int folderCount, long bytes, long largestFileBytes) {}
