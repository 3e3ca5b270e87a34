package memagent.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that the program brings with it. */
final class OwnFile {
  private OwnFile() {}

  /**
   * @param path below this package, such as {@code vocab/train/phrases.txt}
   */
  static String text(String path) {
    try (InputStream in = OwnFile.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new BenchException("The program lacks its own file " + path + ".");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
