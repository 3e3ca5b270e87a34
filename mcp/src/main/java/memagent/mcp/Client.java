package memagent.mcp;

/**
 * Who is at the other end, as the server's owner knows it.
 *
 * @param name 1 to 32 letters, digits, {@code -} or {@code _}; sessions belong to it
 * @param filters text of the filters that hold for it; empty for none
 * @param isOutside whether its words count as text from outside: it is nobody's own assistant
 */
public record Client(String name, String filters, boolean isOutside) {
  /** The one client of a server that knows no names. */
  public static final String DEFAULT_NAME = "mcp";

  /** A client that speaks for the person. */
  public Client(String name, String filters) {
    this(name, filters, false);
  }

  public Client {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,31}")) {
      throw new McpException(
          "The client name '%s' is not usable: take 1 to 32 letters, digits, '-' or '_', a letter or digit first."
              .formatted(name.replaceAll("\\p{Cntrl}", "?")));
    }
  }
}
