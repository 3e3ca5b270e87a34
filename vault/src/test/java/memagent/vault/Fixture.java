package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Short words for tests: files of a memory, as bytes and as text. */
final class Fixture {
  private Fixture() {}

  static NotePath path(String text) {
    return NotePath.of(text);
  }

  static Path write(Path folder, String name, String text) throws IOException {
    return write(folder, name, text.getBytes(StandardCharsets.UTF_8));
  }

  static Path write(Path folder, String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, bytes);
  }

  static String text(Path folder, String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  static Vault open(Path folder) {
    return Vault.open(folder, VaultLimits.DEFAULT);
  }

  static CommitOutcome create(Vault vault, String name, String text) {
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path(name), text);
      return transaction.commit();
    }
  }
}
