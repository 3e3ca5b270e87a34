package memagent.vault;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * A memory with its history in one file: a zip archive with {@code notes/}, {@code history/} and
 * {@code sums.txt}, which has the SHA-256 of every other entry. Hidden files are left out, as the
 * memory leaves them alone. An encrypted memory's files go in as they lie on the disk, with {@code
 * key}, the file that its passphrase opens.
 */
public final class Backup {
  private static final String NOTES = "notes/";
  private static final String HISTORY = "history/";
  private static final String KEY = "key";
  private static final String SUMS = "sums.txt";
  private static final Pattern HISTORY_NAME = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");

  /** The archive's entries have no time, so that the same memory gives the same file. */
  private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private Backup() {}

  /**
   * What a backup holds.
   *
   * @param notes files of the memory
   * @param bytes of the archive
   */
  public record Summary(int notes, long bytes) {}

  /**
   * Writes a memory into a new file. Nobody else of ours writes to it meanwhile.
   *
   * @throws VaultException if the file is there already, or something cannot be read or written
   */
  public static Summary write(Vault vault, Path file) {
    HistoryWriter writer =
        vault
            .writer()
            .orElseThrow(() -> new VaultException("This memory is open without its history."));
    if (Files.exists(file)) {
      throw new VaultException(
          "%s is there already, and a backup overwrites nothing; name another file."
              .formatted(file));
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      writer.takeIn(true);
      Summary summary = writer.alone(() -> vault.alone(() -> zip(vault, writer, part)));
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      return summary;
    } catch (IOException e) {
      throw new VaultException(
          "The backup %s cannot be written (%s); nothing is left of it."
              .formatted(file, e.getMessage()),
          e);
    } finally {
      deleteQuietly(part);
    }
  }

  private static Summary zip(Vault vault, HistoryWriter writer, Path part) throws IOException {
    Map<String, String> sums = new TreeMap<>();
    int notes = 0;
    Files.createFile(part, HistoryFolder.rights("rw-------"));
    try (OutputStream file = Files.newOutputStream(part, StandardOpenOption.WRITE);
        ZipOutputStream zip =
            new ZipOutputStream(new BufferedOutputStream(file), StandardCharsets.UTF_8)) {
      for (NotePath path : vault.files()) {
        DiskFolder.Place place = vault.disk().locate(path);
        add(zip, NOTES + path, vault.disk().readStored(place, Integer.MAX_VALUE - 16), sums);
        notes++;
      }
      Optional<KeyFile> key = KeyFile.of(vault.disk());
      if (key.isPresent()) {
        add(zip, KEY, key.get().text(), sums);
      }
      Path git = writer.folder().resolve(HistoryFolder.GIT);
      try (Stream<Path> all = Files.walk(git)) {
        for (Path each : all.filter(Files::isRegularFile).sorted().toList()) {
          String name = git.relativize(each).toString().replace('\\', '/');
          // Hidden ones are JGit's own trials of the disk.
          if (!PathRules.isHidden(Names.last(each)) && !name.endsWith(".lock")) {
            add(zip, HISTORY + name, Files.readAllBytes(each), sums);
          }
        }
      }
      StringBuilder list = new StringBuilder();
      sums.forEach((name, sum) -> list.append(sum).append("  ").append(name).append('\n'));
      add(zip, SUMS, list.toString().getBytes(StandardCharsets.UTF_8), new TreeMap<>());
    }
    return new Summary(notes, Files.size(part));
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes, Map<String, String> sums)
      throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(NO_TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
    sums.put(name, HexFormat.of().formatHex(digest().digest(bytes)));
  }

  /**
   * Makes a memory and its history of a backup. Every sum is checked before anything is written.
   *
   * @param to the new memory's folder; absent or empty
   * @throws VaultException if the folder holds anything, or the backup is damaged or none
   */
  public static Summary restore(Path file, Path to, VaultLimits limits, HistorySettings history) {
    try {
      if (Files.exists(to) && (!Files.isDirectory(to) || !isEmpty(to))) {
        throw new VaultException(
            "%s is not empty, and a backup overwrites nothing; name a new folder.".formatted(to));
      }
      try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
        Map<String, String> sums = check(zip, file);
        return unpack(zip, sums, file, to, limits, history);
      }
    } catch (ZipException e) {
      throw damaged(file, "it is no zip archive");
    } catch (java.nio.file.NoSuchFileException e) {
      throw new VaultException("There is no backup %s.".formatted(file), e);
    } catch (IOException e) {
      throw new VaultException(
          "The backup %s cannot be put back (%s).".formatted(file, e.getMessage()), e);
    }
  }

  private static Map<String, String> check(ZipFile zip, Path file) throws IOException {
    ZipEntry list = zip.getEntry(SUMS);
    if (list == null) {
      throw damaged(file, "it has no " + SUMS);
    }
    Map<String, String> sums = new TreeMap<>();
    try (InputStream in = zip.getInputStream(list)) {
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> line.indexOf("  ") == 64)
          .forEach(line -> sums.put(line.substring(66), line.substring(0, 64)));
    }
    int found = 0;
    for (Enumeration<? extends ZipEntry> all = zip.entries(); all.hasMoreElements(); ) {
      ZipEntry entry = all.nextElement();
      if (entry.getName().equals(SUMS)) {
        continue;
      }
      if (!isAllowed(entry.getName())) {
        throw damaged(file, "it holds the name " + PathRules.quote(entry.getName()));
      }
      if (!sum(zip, entry).equals(sums.get(entry.getName()))) {
        throw damaged(file, entry.getName() + " does not fit its sum");
      }
      found++;
    }
    if (found != sums.size()) {
      throw damaged(file, "it holds %,d files of %,d".formatted(found, sums.size()));
    }
    return sums;
  }

  /**
   * Whether what a backup holds is encrypted.
   *
   * @throws VaultException if it cannot be read
   */
  public static boolean isEncrypted(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
      return zip.getEntry(KEY) != null;
    } catch (IOException e) {
      throw new VaultException(
          "The backup %s cannot be read (%s).".formatted(file, e.getMessage()), e);
    }
  }

  private static boolean isAllowed(String name) {
    if (name.equals(KEY)) {
      return true;
    }
    if (name.startsWith(NOTES)) {
      try {
        return NotePath.of(name.substring(NOTES.length()))
            .value()
            .equals(name.substring(NOTES.length()));
      } catch (InvalidPathException refused) {
        return false;
      }
    }
    return name.startsWith(HISTORY)
        && Stream.of(name.split("/", -1)).allMatch(part -> HISTORY_NAME.matcher(part).matches());
  }

  private static String sum(ZipFile zip, ZipEntry entry) throws IOException {
    MessageDigest digest = digest();
    try (InputStream in = new DigestInputStream(zip.getInputStream(entry), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static Summary unpack(
      ZipFile zip,
      Map<String, String> sums,
      Path file,
      Path to,
      VaultLimits limits,
      HistorySettings history)
      throws IOException {
    int notes = 0;
    try (Vault vault = Vault.create(to, limits, history)) {
      Path folder = vault.alone(() -> vault.writer().orElseThrow().folder());
      if (sums.containsKey(KEY)) {
        try (InputStream in = zip.getInputStream(zip.getEntry(KEY))) {
          KeyFile key =
              KeyFile.parse(in.readNBytes(KeyFile.BYTES_MAX))
                  .orElseThrow(() -> damaged(file, "its key is none"));
          key.putBeside(folder);
          key.putInto(vault.disk());
        }
      }
      for (String name : sums.keySet()) {
        if (name.equals(KEY)) {
          continue;
        }
        boolean isNote = name.startsWith(NOTES);
        Path place =
            isNote
                ? vault.folder().resolve(name.substring(NOTES.length()))
                : folder.resolve(HistoryFolder.GIT).resolve(name.substring(HISTORY.length()));
        Path parent = place.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
          Files.copy(in, place);
        }
        notes += isNote ? 1 : 0;
      }
      return new Summary(notes, Files.size(file));
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.findAny().isEmpty();
    }
  }

  private static VaultException damaged(Path file, String why) {
    return new VaultException(
        "%s is no backup of a memory or is damaged (%s); nothing was written."
            .formatted(file, why));
  }

  private static void deleteQuietly(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException left) {
      return; // The sentence about the backup says enough.
    }
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
