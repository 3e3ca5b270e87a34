package memagent.vault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.jgit.lib.Constants;

/**
 * What the tests of encryption have in common: a memory with its history, and a cheap passphrase.
 */
final class Encrypted {
  static final KeyFile.Cost CHEAP = new KeyFile.Cost(64, 1, 1);
  static final char[] PASSPHRASE = "twelve small boats".toCharArray();

  final Path home;
  final Path memory;
  final List<String> warnings = new ArrayList<>();

  Encrypted(Path home) {
    this.home = home;
    this.memory = home.resolve("notes");
    try {
      Files.createDirectories(memory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  HistorySettings settings() {
    return new HistorySettings(home.resolve("histories"), Instant::now, warnings::add);
  }

  Vault open(MemoryKey key) {
    return Vault.open(memory, VaultLimits.DEFAULT, settings(), key);
  }

  Encryption look() {
    return Encryption.of(memory, settings());
  }

  MemoryKey unlock() {
    return look().unlock(PASSPHRASE);
  }

  MemoryKey begin() {
    try (Vault vault = open(MemoryKey.NONE)) {
      return Encryption.begin(vault, PASSPHRASE, CHEAP);
    }
  }

  /** Goes on from wherever it was stopped. */
  Encryption.Summary carryOut(MemoryKey key, Encryption.Listener listener) {
    try (Vault vault = open(key)) {
      Encryption.Summary done = Encryption.carryOut(vault, home.resolve("search"), listener);
      Encryption.end(vault, done);
      return done;
    }
  }

  MemoryKey encrypt() {
    MemoryKey key = begin();
    carryOut(key, (point, done, all) -> {});
    return key;
  }

  void decrypt() {
    MemoryKey plain;
    try (Vault vault = open(unlock())) {
      plain = Encryption.beginDecrypting(vault);
    }
    carryOut(plain, (point, done, all) -> {});
  }

  /** Every file under the home, and every object of the histories unpacked, that has the words. */
  List<String> with(String... words) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> all = Files.walk(home)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        if (has(Files.readAllBytes(file), words)) {
          found.add(home.relativize(file).toString());
        }
      }
    }
    Path histories = home.resolve("histories");
    if (Files.isDirectory(histories)) {
      try (Stream<Path> all = Files.list(histories)) {
        for (Path history : all.toList()) {
          try (GitStore store = GitStore.open(history.resolve("git"))) {
            store.everyStoredObject((id, type, bytes) -> {
              if (type != Constants.OBJ_TREE && has(bytes, words)) {
                found.add("object " + id.name());
              }
            });
          }
        }
      }
    }
    return found;
  }

  private static boolean has(byte[] bytes, String... words) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    return Stream.of(words)
        .map(word -> new String(word.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
        .anyMatch(text::contains);
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path place = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(place);
        } else {
          Files.copy(each, place);
        }
      }
    }
  }
}
