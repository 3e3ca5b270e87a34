package memagent.mcp;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import memagent.vault.InvalidPathException;
import memagent.vault.NotePath;

/** The addresses of notes: {@code memory://notes/entities/jane_doe.md}. */
final class NoteUris {
  private static final String SCHEME = "memory";
  private static final String HOST = "notes";
  static final String TEMPLATE = "memory://notes/{+path}";

  private NoteUris() {}

  static String of(NotePath path) {
    try {
      return new URI(SCHEME, HOST, "/" + path.value(), null, null).toASCIIString();
    } catch (URISyntaxException e) {
      throw new IllegalStateException("The path " + path + " makes no address.", e);
    }
  }

  /**
   * The path that an address means; empty for an address of something else, and for anything that
   * is no path within the memory.
   */
  static Optional<NotePath> path(String address) {
    try {
      URI uri = new URI(address);
      if (!SCHEME.equals(uri.getScheme())
          || !HOST.equals(uri.getHost())
          || uri.getRawQuery() != null
          || uri.getRawFragment() != null
          || uri.getPort() >= 0
          || uri.getUserInfo() != null) {
        return Optional.empty();
      }
      // getPath undoes one level of escapes; a second one stays text and names no file.
      String path = uri.getPath();
      return path.length() < 2 ? Optional.empty() : Optional.of(NotePath.of(path.substring(1)));
    } catch (URISyntaxException | InvalidPathException e) {
      return Optional.empty();
    }
  }
}
