package memagent.vault;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Looks for text of a memory's notes in bytes, wherever it stands in them. It knows nothing of what
 * is sealed and how: it reads what a thief of the disk would read.
 *
 * <p>Pieces of {@link #PIECE_BYTES} bytes are cut from every note, one after the other, and each is
 * known by a hash; a hash that rolls over the bytes of a file (Karp and Rabin 1987) finds them at
 * any place. So a run of twice that length is found for certain, but for the pieces that large
 * memories leave out. Names of files are no finding, since those are not sealed.
 */
final class PlainLook {
  static final int PIECE_BYTES = 16;
  private static final int PIECES_MAX = 1_000_000;
  private static final int DISTINCT_MIN = 6;
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final String GIT = ".git";
  private static final long BASE = 0x100000001b3L;

  private final Vault vault;
  private final long[] table; // open addressing; 0 is free
  private final long oldest; // BASE to the power of PIECE_BYTES
  private final StringBuilder names = new StringBuilder();

  PlainLook(Vault vault) throws IOException {
    this.vault = vault;
    long power = 1;
    for (int i = 0; i < PIECE_BYTES; i++) {
      power *= BASE;
    }
    this.oldest = power;
    List<NotePath> files = vault.files();
    long all = Math.max(1, vault.overview().bytes() / PIECE_BYTES);
    int step = PIECE_BYTES * (int) (1 + all / PIECES_MAX);
    int size = Integer.highestOneBit((int) Math.min(all, PIECES_MAX) + 1024) * 4;
    this.table = new long[size]; // (slot)
    int count = 0;
    HandEdits disk = new HandEdits(vault);
    for (NotePath path : files) {
      names.append(path.value()).append('\n');
      Optional<byte[]> content = disk.read(path);
      byte[] bytes = content.orElse(new byte[0]);
      for (int at = 0; at + PIECE_BYTES <= bytes.length && count < size / 2; at += step) {
        if (isTelling(bytes, at)) {
          add(hash(bytes, at));
          count++;
        }
      }
    }
  }

  /** Lines of dashes and the like stand anywhere. */
  private static boolean isTelling(byte[] bytes, int at) {
    long low = 0;
    long high = 0;
    for (int i = at; i < at + PIECE_BYTES; i++) {
      int bit = bytes[i] & 0x3f;
      low |= bytes[i] >= 0 && (bytes[i] & 0x40) == 0 ? 1L << bit : 0;
      high |= bytes[i] < 0 || (bytes[i] & 0x40) != 0 ? 1L << bit : 0;
    }
    return Long.bitCount(low) + Long.bitCount(high) >= DISTINCT_MIN;
  }

  private static long hash(byte[] bytes, int at) {
    long hash = 0;
    for (int i = at; i < at + PIECE_BYTES; i++) {
      hash = hash * BASE + (bytes[i] & 0xff) + 1;
    }
    return hash == 0 ? 1 : hash;
  }

  private void add(long hash) {
    int slot = slot(hash);
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) % table.length;
    }
    table[slot] = hash;
  }

  private boolean has(long hash) {
    int slot = slot(hash);
    while (table[slot] != 0 && table[slot] != hash) {
      slot = (slot + 1) % table.length;
    }
    return table[slot] == hash;
  }

  private int slot(long hash) {
    return (int) Long.remainderUnsigned((hash * 0x9e3779b97f4a7c15L) >>> 20, table.length);
  }

  /** What of the notes stands in these bytes, as text; empty if nothing does. */
  private Optional<String> in(InputStream in) throws IOException {
    byte[] ring = new byte[PIECE_BYTES];
    byte[] buffer = new byte[BUFFER_BYTES];
    long hash = 0;
    long at = 0;
    for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
      for (int i = 0; i < length; i++, at++) {
        int place = (int) (at % PIECE_BYTES);
        hash = hash * BASE + (buffer[i] & 0xff) + 1;
        if (at >= PIECE_BYTES) {
          hash -= ((ring[place] & 0xff) + 1) * oldest;
        }
        ring[place] = buffer[i];
        if (at >= PIECE_BYTES - 1 && has(hash == 0 ? 1 : hash)) {
          Optional<String> text = piece(ring, place + 1);
          if (text.isPresent()) {
            return text;
          }
        }
      }
    }
    return Optional.empty();
  }

  private Optional<String> piece(byte[] ring, int start) {
    byte[] piece = new byte[PIECE_BYTES];
    for (int i = 0; i < PIECE_BYTES; i++) {
      piece[i] = ring[(start + i) % PIECE_BYTES];
    }
    String text = new String(piece, StandardCharsets.UTF_8);
    return Optional.of(text).filter(found -> names.indexOf(found) < 0);
  }

  private boolean isIn(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in(in).isPresent();
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private boolean isIn(byte[] bytes) throws IOException {
    return in(new ByteArrayInputStream(bytes)).isPresent();
  }

  /** Everything that is found; empty if nothing is. */
  List<ForgetTrace> left(List<Path> others) throws IOException {
    List<ForgetTrace> left = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    Path git = vault.folder().resolve(GIT);
    for (Path file : ForgetScan.files(vault.folder())) {
      String name = vault.folder().relativize(file).toString().replace('\\', '/');
      if (!file.startsWith(git) && isIn(file)) {
        (name.startsWith(".") || name.contains("/.") ? hidden : notes).add(name);
      }
    }
    add(left, "files of the memory", "run it again, or delete them by hand", notes);
    add(left, "hidden files that others keep in the memory", "delete them by hand", hidden);
    if (Files.isDirectory(git)) {
      left.add(
          new ForgetTrace(
              "your own git in the memory",
              1,
              "it keeps the plain notes of the past; delete it or keep it elsewhere",
              List.of(git.toString())));
    }
    history(left);
    List<String> found = new ArrayList<>();
    for (Path file : others) {
      if (Files.isRegularFile(file) && isIn(file)) {
        found.add(file.toString());
      }
    }
    add(left, "other files in our folders", "delete them by hand, or run it again", found);
    return left;
  }

  private void history(List<ForgetTrace> left) throws IOException {
    Optional<HistoryWriter> writer = vault.writer();
    if (writer.isEmpty()) {
      return;
    }
    Path folder = writer.get().folder();
    Path git = folder.resolve(HistoryFolder.GIT);
    List<String> found = new ArrayList<>();
    if (GitStore.exists(git)) {
      try (GitStore store = GitStore.open(git, vault.key())) {
        store.everyStoredObject((id, type, bytes) -> {
          boolean isSealed =
              switch (type) {
                case Constants.OBJ_BLOB -> MemoryKey.isSealed(bytes);
                case Constants.OBJ_COMMIT ->
                    MemoryKey.isSealed(RevCommit.parse(bytes).getFullMessage());
                default -> true; // A tree has names only.
              };
          if (!isSealed || isIn(bytes)) {
            found.add("object " + id.name());
          }
        });
      }
    }
    for (Path file : ForgetScan.files(folder)) {
      if (!file.startsWith(git.resolve(Constants.OBJECTS)) && isIn(file)) {
        found.add(folder.relativize(file).toString());
      }
    }
    add(left, "objects of the history", "run it again; a program may hold them", found);
  }

  private static void add(List<ForgetTrace> left, String kind, String what, List<String> all) {
    if (!all.isEmpty()) {
      left.add(new ForgetTrace(kind, all.size(), what, all));
    }
  }
}
