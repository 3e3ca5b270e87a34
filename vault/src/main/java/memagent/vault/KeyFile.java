package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * The file {@code .mem-agent/key} of an encrypted memory: its key, wrapped by one that Argon2id
 * (RFC 9106) makes of the passphrase. A change of the passphrase writes this file anew and nothing
 * else.
 *
 * @param state how far the memory is
 * @param name which key it is ({@link MemoryKey#name})
 * @param wrapped a nonce, and the key under AES-256-GCM
 * @param sum of the other lines, with the memory's key, so that nobody else can change them
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record KeyFile(State state, String name, Cost cost, byte[] salt, byte[] wrapped, byte[] sum) {
  static final String FILE = "key";
  static final int BYTES_MAX = 4_000;

  private static final String HEADER = "mem-agent key 1";
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  /** How far the memory is. */
  enum State {
    ENCRYPTING,
    ENCRYPTED,
    DECRYPTING;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a guess costs: RFC 9106 section 4, the second choice, with one lane, since the code runs
   * on one thread.
   */
  record Cost(int memoryKib, int passes, int lanes) {
    static final Cost USUAL = new Cost(64 * 1024, 3, 1);
    private static final int MEMORY_KIB_MAX = 1024 * 1024;
    private static final int PASSES_MAX = 100;

    Cost {
      // A file that somebody else wrote must not take all memory of the machine.
      if (memoryKib < 8
          || memoryKib > MEMORY_KIB_MAX
          || passes < 1
          || passes > PASSES_MAX
          || lanes < 1
          || lanes > 16) {
        throw new IllegalArgumentException("no cost");
      }
    }
  }

  /** One for a key and a passphrase. */
  static KeyFile of(MemoryKey key, char[] passphrase, State state, Cost cost) {
    SecureRandom random = new SecureRandom();
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, passphrase, salt, cost, nonce, key.name())
              .doFinal(key.bytes());
      byte[] wrapped = Arrays.copyOf(nonce, NONCE_BYTES + sealed.length);
      System.arraycopy(sealed, 0, wrapped, NONCE_BYTES, sealed.length);
      return new KeyFile(state, key.name(), cost, salt, wrapped, new byte[0]).summed(key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java has AES-GCM.", e);
    }
  }

  /** The same in another state. */
  KeyFile with(State now, MemoryKey key) {
    return new KeyFile(now, name, cost, salt, wrapped, sum).summed(key);
  }

  private KeyFile summed(MemoryKey key) {
    byte[] now = key.sum(told().getBytes(StandardCharsets.UTF_8));
    return new KeyFile(state, name, cost, salt, wrapped, now);
  }

  /** Whether somebody who has the key wrote it. */
  boolean isWrittenWith(MemoryKey key) {
    return key.name().equals(name)
        && MessageDigest.isEqual(sum, key.sum(told().getBytes(StandardCharsets.UTF_8)));
  }

  /** The key; empty where this is not the passphrase. */
  Optional<MemoryKey> unwrap(char[] passphrase) {
    try {
      byte[] nonce = Arrays.copyOf(wrapped, NONCE_BYTES);
      byte[] key =
          cipher(Cipher.DECRYPT_MODE, passphrase, salt, cost, nonce, name)
              .doFinal(wrapped, NONCE_BYTES, wrapped.length - NONCE_BYTES);
      return Optional.of(MemoryKey.of(key, seals()));
    } catch (GeneralSecurityException | IllegalArgumentException wrong) {
      return Optional.empty();
    }
  }

  boolean seals() {
    return state != State.DECRYPTING;
  }

  private static Cipher cipher(
      int mode, char[] passphrase, byte[] salt, Cost cost, byte[] nonce, String name)
      throws GeneralSecurityException {
    byte[] key = new byte[MemoryKey.KEY_BYTES];
    Argon2BytesGenerator generator = new Argon2BytesGenerator();
    generator.init(
        new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
            .withVersion(Argon2Parameters.ARGON2_VERSION_13)
            .withMemoryAsKB(cost.memoryKib())
            .withIterations(cost.passes())
            .withParallelism(cost.lanes())
            .withSalt(salt)
            .build());
    // Two keyboards may write an umlaut in two ways.
    String same = Normalizer.normalize(new String(passphrase), Normalizer.Form.NFC);
    generator.generateBytes(same.getBytes(StandardCharsets.UTF_8), key);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD((HEADER + " " + name).getBytes(StandardCharsets.UTF_8));
    return cipher;
  }

  private String told() {
    return """
    %s
    state: %s
    name: %s
    argon2id: %d KiB, %d passes, %d lanes
    salt: %s
    wrapped: %s
    """
        .formatted(
            HEADER,
            state.word(),
            name,
            cost.memoryKib(),
            cost.passes(),
            cost.lanes(),
            MemoryKey.base64(salt),
            MemoryKey.base64(wrapped));
  }

  byte[] text() {
    return (told() + "sum: " + MemoryKey.base64(sum) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Of a file's bytes; empty if they are none. */
  static Optional<KeyFile> parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    Map<String, String> lines = new HashMap<>();
    text.lines()
        .filter(line -> line.contains(": "))
        .forEach(line ->
            lines.put(
                line.substring(0, line.indexOf(": ")), line.substring(line.indexOf(": ") + 2)));
    try {
      String[] cost = lines.getOrDefault("argon2id", "").split("[^0-9]+", -1);
      KeyFile file =
          new KeyFile(
              State.valueOf(lines.getOrDefault("state", "").toUpperCase(Locale.ROOT)),
              lines.getOrDefault("name", ""),
              new Cost(
                  Integer.parseInt(cost[0]), Integer.parseInt(cost[1]), Integer.parseInt(cost[2])),
              MemoryKey.unbase64(lines.getOrDefault("salt", "")).orElseThrow(),
              MemoryKey.unbase64(lines.getOrDefault("wrapped", "")).orElseThrow(),
              MemoryKey.unbase64(lines.getOrDefault("sum", "")).orElseThrow());
      boolean isWhole =
          text.startsWith(HEADER + "\n")
              && file.salt().length >= 8
              && file.wrapped().length == NONCE_BYTES + MemoryKey.KEY_BYTES + TAG_BITS / 8;
      return isWhole ? Optional.of(file) : Optional.empty();
    } catch (RuntimeException damaged) {
      return Optional.empty();
    }
  }

  /** Whether a memory has one, readable or not. */
  static boolean isIn(DiskFolder memory) throws IOException {
    try (FolderHandle root = memory.open()) {
      if (root.attributes(DiskFolder.OWN_FOLDER).filter(own -> own.isDirectory()).isEmpty()) {
        return false;
      }
      try (FolderHandle own = root.child(DiskFolder.OWN_FOLDER)) {
        return own.attributes(FILE).isPresent();
      }
    }
  }

  /** The memory's; empty where it has none. */
  static Optional<KeyFile> of(DiskFolder memory) throws IOException {
    if (!isIn(memory)) {
      return Optional.empty();
    }
    try (FolderHandle own = memory.open(List.of(DiskFolder.OWN_FOLDER))) {
      return Optional.of(
          parse(own.read(FILE, BYTES_MAX)).orElseThrow(() -> new IOException("it is damaged")));
    }
  }

  /** Puts it into the memory, in one step. */
  void putInto(DiskFolder memory) throws IOException {
    String made = FILE + ".new";
    try (FolderHandle own = memory.open(List.of(DiskFolder.OWN_FOLDER))) {
      if (own.attributes(made).isPresent()) {
        own.deleteFile(made);
      }
      own.write(made, text());
      own.move(made, own, FILE);
      own.sync();
    }
  }

  /** Takes it out of the memory. */
  static void removeFrom(DiskFolder memory) throws IOException {
    try (FolderHandle own = memory.open(List.of(DiskFolder.OWN_FOLDER))) {
      if (own.attributes(FILE).isPresent()) {
        own.deleteFile(FILE);
      }
      own.sync();
    }
  }

  /** Puts a second one beside the history, since without any the memory is lost. */
  void putBeside(Path history) throws IOException {
    Path made = history.resolve(FILE + ".new");
    Files.deleteIfExists(made);
    Files.createFile(made, HistoryFolder.rights("rw-------"));
    Files.write(made, text());
    Files.move(
        made,
        history.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The one beside a history, if there is a readable one. */
  static Optional<KeyFile> beside(Path history) throws IOException {
    Path file = history.resolve(FILE);
    return Files.isRegularFile(file) && Files.size(file) <= BYTES_MAX
        ? parse(Files.readAllBytes(file))
        : Optional.empty();
  }
}
