package memagent.mcp;

import java.nio.file.Path;

/** A server over this process's streams, with a scripted model, for clients that start one. */
final class StdioServer {
  private StdioServer() {}

  /** Serves until standard input ends; the argument is a folder for the memory. */
  public static void main(String[] args) {
    Path home = Path.of(args[0]);
    try (McpServer server =
        Servers.of(
            Servers.memory(home),
            home,
            Servers.saying(
                Servers.reply("Which Jane do you mean?"), Servers.reply("Noted: Jane Doe moved.")),
            McpLimits.DEFAULT)) {
      server.serve(Servers.CLIENT, System.in, System.out);
    }
  }
}
