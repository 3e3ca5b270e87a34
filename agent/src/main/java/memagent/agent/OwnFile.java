package memagent.agent;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The files that the program brings with it. */
final class OwnFile {
  private OwnFile() {}

  /** Makes something of a file. */
  interface Reader<T> {
    /**
     * Reads a file that is open.
     *
     * @throws IOException if the file is not what it should be
     */
    T read(DataInputStream in) throws IOException;
  }

  /**
   * A file as text.
   *
   * @param name in this package, such as {@code prompt-short.txt}
   */
  static String text(String name) {
    return read(name, in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
  }

  /**
   * What a reader makes of a file.
   *
   * @param name in this package
   */
  static <T> T read(String name, Reader<T> reader) {
    try (InputStream in = OwnFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The program lacks its own file " + name + ".");
      }
      return reader.read(new DataInputStream(new BufferedInputStream(in)));
    } catch (IOException e) {
      throw new UncheckedIOException("The program's own file " + name + " is damaged", e);
    }
  }
}
