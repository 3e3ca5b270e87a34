package memagent.vault;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.modes.GCMSIVBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.jspecify.annotations.Nullable;

/**
 * The key of an encrypted memory: seals what is written and opens what is read. {@link #NONE}, of a
 * memory that is not encrypted, leaves both as they are.
 *
 * <p>Bytes that nobody has sealed are opened as they are, so that a memory that is half encrypted,
 * or into which a person has put a plain file, can be read. What was sealed and then changed is
 * refused. Safe for several threads.
 */
public final class MemoryKey {
  /*
   * What is sealed begins with MAGIC, one byte for the kind, and the first bytes of the key's name,
   * all of which are authenticated with the rest:
   *
   *   RANDOM: AES-256-GCM (NIST SP 800-38D), a random nonce of 96 bits; 2^32 contents a key.
   *   SAME: AES-256-GCM-SIV (RFC 8452) with one nonce: equal contents are sealed equally, which the
   *     objects of a history need, and that they are equal is all that this tells.
   *
   * Each kind has a key of its own, which HKDF (RFC 5869) makes of the memory's key.
   */
  private static final byte[] MAGIC = {0, 'm', 'e', 'm', '-', 'a', 'g', 'e', 'n', 't', 0, 1};
  private static final byte RANDOM = 1;
  private static final byte SAME = 2;

  /** From so many of the first bytes on, what is cut off is told from a file of somebody else. */
  private static final int TELLING_BYTES_MIN = 5;

  private static final int NAME_BYTES = 8;
  private static final int HEADER_BYTES = MAGIC.length + 1 + NAME_BYTES;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BYTES = 16;

  /** How a sealed line of text begins; no line of JSON or of a commit's text does. */
  private static final String LINE = "#mem-agent-sealed ";

  /** How many bytes a file grows when it is sealed. */
  static final int OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;

  static final int KEY_BYTES = 32;

  /** Of a memory that is not encrypted. */
  public static final MemoryKey NONE = new MemoryKey(null, false);

  private final @Nullable Keys keys;
  private final boolean seals;
  private final SecureRandom random = new SecureRandom();

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Keys(
      byte[] key, byte[] name, SecretKey files, KeyParameter objects, SecretKey sums) {}

  private MemoryKey(@Nullable Keys keys, boolean seals) {
    this.keys = keys;
    this.seals = seals;
  }

  /**
   * A key of its bytes.
   *
   * @param seals false where the memory is being decrypted: what is written is left as it is
   */
  static MemoryKey of(byte[] key, boolean seals) {
    if (key.length != KEY_BYTES) {
      throw new IllegalArgumentException("A key has %d bytes.".formatted(KEY_BYTES));
    }
    return new MemoryKey(
        new Keys(
            key.clone(),
            Arrays.copyOf(derived(key, "name"), NAME_BYTES),
            new SecretKeySpec(derived(key, "files"), "AES"),
            new KeyParameter(derived(key, "objects")),
            new SecretKeySpec(derived(key, "sums"), "HmacSHA256")),
        seals);
  }

  static MemoryKey random() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return of(key, true);
  }

  /** The same key where what is written is sealed, or is not. */
  MemoryKey sealing(boolean isSealing) {
    return new MemoryKey(keys, isSealing);
  }

  private static byte[] derived(byte[] key, String what) {
    try {
      return KDF.getInstance("HKDF-SHA256")
          .deriveData(
              HKDFParameterSpec.ofExtract()
                  .addIKM(key)
                  .thenExpand(
                      ("mem-agent 1 " + what).getBytes(StandardCharsets.US_ASCII), KEY_BYTES));
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** Whether there is one. */
  public boolean isPresent() {
    return keys != null;
  }

  /** Whether what is written is sealed. */
  public boolean seals() {
    return keys != null && seals;
  }

  /** Tells this key from others, 16 hexadecimal digits that say nothing of it; empty for none. */
  public String name() {
    return keys == null ? "" : HexFormat.of().formatHex(keys.name());
  }

  /** Its bytes, for a file that only its owner may read. */
  byte[] bytes() {
    return present().key().clone();
  }

  /** A sum that only who has the key can make. */
  byte[] sum(byte[] bytes) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(present().sums());
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** Whether bytes were sealed, with whatever key; the beginning of such bytes is, too. */
  public static boolean isSealed(byte[] bytes) {
    int length = Math.min(bytes.length, MAGIC.length);
    return length >= TELLING_BYTES_MIN && Arrays.equals(bytes, 0, length, MAGIC, 0, length);
  }

  /** Whether bytes were sealed with this key. */
  public boolean isOurs(byte[] bytes) {
    return isSealed(bytes)
        && bytes.length >= HEADER_BYTES
        && keys != null
        && Arrays.equals(bytes, MAGIC.length + 1, HEADER_BYTES, keys.name(), 0, NAME_BYTES);
  }

  /** Content as it is to lie on the disk. */
  public byte[] seal(byte[] content) {
    if (!seals()) {
      return content;
    }
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] header = header(RANDOM);
    try {
      byte[] sealed = new byte[content.length + OVERHEAD_BYTES];
      System.arraycopy(header, 0, sealed, 0, HEADER_BYTES);
      System.arraycopy(nonce, 0, sealed, HEADER_BYTES, NONCE_BYTES);
      Cipher cipher = cipher(Cipher.ENCRYPT_MODE, nonce);
      cipher.updateAAD(header);
      cipher.doFinal(content, 0, content.length, sealed, HEADER_BYTES + NONCE_BYTES);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw missing(e);
    }
  }

  /** The same, so that equal contents become equal bytes, whether or not this key seals now. */
  byte[] sealSame(byte[] content) {
    byte[] header = header(SAME);
    GCMSIVBlockCipher cipher = same(true, header);
    byte[] sealed = Arrays.copyOf(header, HEADER_BYTES + content.length + TAG_BYTES);
    cipher.processBytes(content, 0, content.length, sealed, HEADER_BYTES);
    try {
      cipher.doFinal(sealed, HEADER_BYTES);
      return sealed;
    } catch (InvalidCipherTextException e) {
      throw missing(e);
    }
  }

  /**
   * Content of what lies on the disk; what was not sealed is that itself.
   *
   * @throws SealedException if it was changed after it was sealed, or this is not its key
   */
  public byte[] open(byte[] stored) throws SealedException {
    if (!isSealed(stored)) {
      return stored;
    }
    if (stored.length < HEADER_BYTES) {
      throw changed();
    }
    if (!isOurs(stored)) {
      throw new SealedException(
          keys == null ? "it is encrypted" : "it is encrypted with another memory's key");
    }
    try {
      return switch (stored[MAGIC.length]) {
        case RANDOM -> openRandom(stored);
        case SAME -> openSame(stored);
        default -> throw changed();
      };
    } catch (GeneralSecurityException | InvalidCipherTextException e) {
      throw changed();
    }
  }

  private byte[] openRandom(byte[] stored) throws GeneralSecurityException, SealedException {
    if (stored.length < OVERHEAD_BYTES) {
      throw changed();
    }
    byte[] nonce = Arrays.copyOfRange(stored, HEADER_BYTES, HEADER_BYTES + NONCE_BYTES);
    Cipher cipher = cipher(Cipher.DECRYPT_MODE, nonce);
    cipher.updateAAD(stored, 0, HEADER_BYTES);
    int start = HEADER_BYTES + NONCE_BYTES;
    return cipher.doFinal(stored, start, stored.length - start);
  }

  private byte[] openSame(byte[] stored) throws InvalidCipherTextException {
    GCMSIVBlockCipher cipher = same(false, Arrays.copyOf(stored, HEADER_BYTES));
    int length = stored.length - HEADER_BYTES;
    byte[] content = new byte[Math.max(0, length - TAG_BYTES)];
    cipher.processBytes(stored, HEADER_BYTES, length, content, 0);
    cipher.doFinal(content, 0);
    return content;
  }

  private static SealedException changed() {
    return new SealedException("it was changed or damaged after it was encrypted");
  }

  /** Opens what this key can open, and leaves what it cannot. */
  byte[] openOrKeep(byte[] stored) {
    try {
      return open(stored);
    } catch (SealedException other) {
      return stored;
    }
  }

  /** A line of text as it is to lie on the disk, without the end of the line. */
  public String sealLine(String line) {
    return seals() ? LINE + base64(seal(utf8(line))) : line;
  }

  /** The same for a text of several lines that becomes one, equal for equal texts. */
  String sealText(String text) {
    return LINE + base64(sealSame(utf8(text)));
  }

  /** Whether a line or a text was sealed. */
  public static boolean isSealed(String line) {
    return line.startsWith(LINE);
  }

  /** Whether a line was sealed with this key. */
  public boolean isOurLine(String line) {
    return isSealed(line)
        && unbase64(line.substring(LINE.length()).strip()).filter(this::isOurs).isPresent();
  }

  /**
   * What a sealed line says; another line is that itself.
   *
   * @throws SealedException as {@link #open} does
   */
  public String openLine(String line) throws SealedException {
    if (!isSealed(line)) {
      return line;
    }
    Optional<byte[]> sealed = unbase64(line.substring(LINE.length()).strip());
    if (sealed.isEmpty() || !isSealed(sealed.get())) {
      throw changed();
    }
    return new String(open(sealed.get()), StandardCharsets.UTF_8);
  }

  /** A text with each sealed line opened that can be; the others are left. */
  public String openLines(String text) {
    if (!text.contains(LINE)) {
      return text;
    }
    ByteArrayOutputStream opened = new ByteArrayOutputStream();
    for (String line : text.split("(?<=\n)", -1)) {
      String shown;
      try {
        boolean ends = isSealed(line) && line.endsWith("\n");
        shown = openLine(line) + (ends ? "\n" : "");
      } catch (SealedException other) {
        shown = line;
      }
      opened.writeBytes(utf8(shown));
    }
    return opened.toString(StandardCharsets.UTF_8);
  }

  /** A file with all opened that this key can open, the whole or its lines; the rest is left. */
  public byte[] shown(byte[] stored) {
    return isSealed(stored) ? openOrKeep(stored) : lines(stored);
  }

  private byte[] lines(byte[] stored) {
    if (keys == null) {
      return stored;
    }
    // Byte by byte the same, also where it is no text.
    String text = new String(stored, StandardCharsets.ISO_8859_1);
    return text.startsWith(LINE) || text.contains("\n" + LINE)
        ? utf8(openLines(new String(stored, StandardCharsets.UTF_8)))
        : stored;
  }

  private byte[] header(byte kind) {
    byte[] header = Arrays.copyOf(MAGIC, HEADER_BYTES);
    header[MAGIC.length] = kind;
    System.arraycopy(present().name(), 0, header, MAGIC.length + 1, NAME_BYTES);
    return header;
  }

  private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    try {
      cipher.init(mode, present().files(), new GCMParameterSpec(TAG_BYTES * 8, nonce));
    } catch (InvalidAlgorithmParameterException e) {
      throw missing(e);
    }
    return cipher;
  }

  private GCMSIVBlockCipher same(boolean seals, byte[] header) {
    GCMSIVBlockCipher cipher = new GCMSIVBlockCipher();
    byte[] nonce = new byte[NONCE_BYTES];
    cipher.init(seals, new AEADParameters(present().objects(), TAG_BYTES * 8, nonce, header));
    return cipher;
  }

  private Keys present() {
    Keys present = keys;
    if (present == null) {
      throw new IllegalStateException("This memory has no key.");
    }
    return present;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().withoutPadding().encodeToString(bytes);
  }

  static Optional<byte[]> unbase64(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException damaged) {
      return Optional.empty();
    }
  }

  private static IllegalStateException missing(Exception e) {
    return new IllegalStateException("Every Java has AES-GCM, HKDF and HMAC.", e);
  }
}
