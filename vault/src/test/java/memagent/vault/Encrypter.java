package memagent.vault;

import java.nio.file.Path;

/** Encrypts a memory, or decrypts it, in a JVM of its own, for {@link KilledEncryptionIT}. */
final class Encrypter {
  private Encrypter() {}

  public static void main(String[] arguments) {
    Encrypted it = new Encrypted(Path.of(arguments[0]));
    MemoryKey key;
    if (arguments[1].equals("encrypt")) {
      key = it.begin();
    } else {
      try (Vault vault = it.open(it.unlock())) {
        key = Encryption.beginDecrypting(vault);
      }
    }
    System.out.println("begins");
    System.out.flush();
    it.carryOut(key, (point, done, all) -> {});
    System.out.println("ends");
  }
}
