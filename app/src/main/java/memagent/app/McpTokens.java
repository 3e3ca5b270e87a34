package memagent.app;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import memagent.agent.OwnFiles;
import memagent.mcp.Client;
import memagent.mcp.McpException;
import memagent.mcp.Token;

/**
 * Who may ask by HTTP: the data folder's {@code mcp/token} for everybody, made at the first start,
 * and {@code mcp/NAME.token} for a client with a name and, in {@code mcp/NAME.filters}, filters of
 * its own; with a file {@code mcp/NAME.outside} its words count as text from outside. Only their
 * owner can read these files, and nothing ever prints them.
 */
final class McpTokens {
  private static final String ENDING = ".token";
  private static final int SECRET_CHARS_MIN = 16;
  private static final int IDS_PER_SECRET = 4;

  private final Path folder;
  private final Surroundings surroundings;

  McpTokens(Settings settings, Surroundings surroundings) {
    this.folder = settings.folders().data().resolve("mcp");
    this.surroundings = surroundings;
  }

  /** Where the token lies. */
  Path file() {
    return folder.resolve("token");
  }

  /**
   * All tokens that hold; the first one is made if there is none.
   *
   * @param everybody the client without a name; its filters hold for all
   */
  List<Token> admitted(Client everybody) {
    try {
      OwnFiles.createFolder(folder);
      if (!Files.exists(file())) {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < IDS_PER_SECRET; i++) {
          secret.append(surroundings.ids().get());
        }
        OwnFiles.replace(file(), (secret + "\n").getBytes(StandardCharsets.UTF_8));
      }
      List<Token> tokens = new ArrayList<>(List.of(Token.of(everybody, secret(file()))));
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.filter(f -> f.toString().endsWith(ENDING)).sorted().toList()) {
          tokens.add(Token.of(named(file, everybody), secret(file)));
        }
      }
      return tokens;
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE, "The tokens in " + folder + " cannot be read: " + e.getMessage() + ".");
    }
  }

  private Client named(Path file, Client everybody) {
    String name = file.getFileName().toString().replaceFirst("\\.token$", "");
    return new Client(name, filters(name, everybody), isOutside(name, everybody));
  }

  /** Whether a client's words count as text from outside: all do, or it has a NAME.outside. */
  boolean isOutside(String name, Client everybody) {
    return everybody.isOutside() || Files.exists(folder.resolve(name + ".outside"));
  }

  /**
   * The filters of a client with a name: those of everybody, and its own in {@code NAME.filters}.
   *
   * @throws McpException if its own cannot be read; it then sees nothing at all
   */
  String filters(String name, Client everybody) {
    Path own = folder.resolve(name + ".filters");
    try {
      String text = Files.exists(own) ? Files.readString(own) : "";
      return (everybody.filters() + "\n" + text).strip();
    } catch (IOException e) {
      throw new McpException(
          "The filters in %s cannot be read: save the file as UTF-8 text.".formatted(own), e);
    }
  }

  private static String secret(Path file) throws IOException {
    String secret = Files.readString(file).strip();
    if (secret.length() < SECRET_CHARS_MIN) {
      throw new UserException(
          ExitCode.USAGE,
          "The token in %s has fewer than %d characters: delete the file, or write a longer one."
              .formatted(file, SECRET_CHARS_MIN));
    }
    return secret;
  }
}
