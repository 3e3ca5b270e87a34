package memagent.infer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;

/** How much memory this process has. */
final class Memory {
  private Memory() {}

  /** Resident bytes on Linux, the heap's elsewhere, after a collection. */
  static long residentBytes() {
    System.gc();
    Path statm = Path.of("/proc/self/statm");
    if (!Files.exists(statm)) {
      return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
    try {
      try (Scanner numbers = new Scanner(Files.readString(statm))) {
        numbers.nextLong();
        return numbers.nextLong() * 4096;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
