package memagent.app;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.zip.CRC32C;
import memagent.agent.SessionStore;
import memagent.app.Settings.ModelChoice;
import memagent.mcp.AgentSource;
import memagent.mcp.Client;
import memagent.mcp.McpLimits;
import memagent.mcp.McpServer;
import memagent.mcp.OAuth;
import memagent.mcp.Token;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Serves the memory to a program that speaks the Model Context Protocol. */
@Command(
    name = "mcp",
    mixinStandardHelpOptions = true,
    description = "Serves the memory to assistants (Model Context Protocol).",
    footer = {
      "",
      "Without --http it speaks over standard input and output, as desktop clients start it, and",
      "writes nothing else there. Such processes share one model: the first one loads it. With",
      "--model client the client's own model answers. With --http it listens on this machine",
      "only, and wants the token in the data folder's mcp/token, or one of the issuer.",
      "docs/mcp.md says how to connect each client."
    })
final class McpCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();
  @Mixin private final FlagGroups.Model model = new FlagGroups.Model();

  @Option(
      names = "--http",
      paramLabel = "PORT",
      description = "Listens on http://127.0.0.1:PORT/mcp; 0 takes any free port.")
  @Nullable Integer port;

  @Option(
      names = "--filters",
      paramLabel = "FILE",
      description = "What no tool and no resource may reveal, one rule a line.")
  @Nullable String filters;

  @Option(
      names = "--oauth-issuer",
      paramLabel = "URL",
      description = "With --http: lets in who has a token of this OpenID Connect or OAuth issuer.")
  @Nullable URI issuer;

  @Option(
      names = "--oauth-audience",
      paramLabel = "URI",
      description = "This server's address as clients use it; the tokens must be made for it.")
  @Nullable URI audience;

  @Option(
      names = "--oauth-subject",
      paramLabel = "SUB",
      description = "Lets in this subject only; may be given several times.")
  Set<String> subjects = new LinkedHashSet<>();

  @Option(
      names = "--outside",
      description =
          "Whoever asks counts as outside: what it keeps is marked, the agent is not asked.")
  boolean outside;

  McpCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    model.into(flags);
    FlagGroups.put(flags, Setting.FILTERS, filters);
    Settings settings = SettingsReader.read(surroundings, flags);
    if (port != null && (port < 0 || port > 65_535)) {
      throw new UserException(
          ExitCode.USAGE, "The port " + port + " is none: take 1024 to 65535, or 0 for any.");
    }
    Client client = new Client(Client.DEFAULT_NAME, Parts.filters(settings), outside);
    McpTokens tokens = new McpTokens(settings, surroundings);
    Optional<OAuth> oauth = oauth(tokens, client);
    boolean isNew = Memories.isNew(settings);
    // What a library may print must not stand among the protocol's lines.
    System.setOut(surroundings.errors());
    try (AppContext context =
            new AppContext(
                settings,
                surroundings,
                new Timings(),
                () -> Parts.sharedModel(settings, surroundings));
        McpServer server = new McpServer(parts(settings, context))) {
      surroundings.errors().println(Memories.line(context.vault(), isNew, settings));
      context.vault().index().watch();
      if (port == null) {
        server.serve(client, surroundings.input(), surroundings.output());
      } else {
        listen(server, port, tokens, client, oauth);
      }
      return ExitCode.DONE.code();
    }
  }

  private Optional<OAuth> oauth(McpTokens tokens, Client everybody) {
    if (issuer == null && audience == null && subjects.isEmpty()) {
      return Optional.empty();
    }
    if (issuer == null || audience == null || port == null) {
      throw new UserException(
          ExitCode.USAGE,
          "--oauth-issuer, --oauth-audience and --http go together: name the issuer, this server's address as clients use it, and the port.");
    }
    return Optional.of(
        new OAuth(
            issuer,
            audience,
            subjects,
            name -> tokens.filters(name, everybody),
            name -> tokens.isOutside(name, everybody)));
  }

  private void listen(
      McpServer server, int wanted, McpTokens tokens, Client client, Optional<OAuth> oauth) {
    List<Token> admitted = tokens.admitted(client);
    URI address = server.listen(wanted, admitted, oauth);
    surroundings.errors().println("Listening on " + address);
    surroundings.errors().println("Token: in " + tokens.file());
    oauth.ifPresent(
        o -> surroundings.errors().println("Tokens of " + o.issuer() + " for " + o.audience()));
    CountDownLatch stopped = new CountDownLatch(1);
    Thread hook = new Thread(server::close, "mcp-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private McpServer.Parts parts(Settings settings, AppContext context) {
    return new McpServer.Parts(
        context.vault(),
        settings.model() instanceof ModelChoice.Client
            ? new AgentSource.ClientModel(context::agent)
            : new AgentSource.OwnModel(context::agent),
        new SessionStore(settings.folders().sessions(), settings.secrets(), context.vault().key()),
        settings.folders().trajectories(),
        changeLog(settings, context.vault().folder()),
        surroundings.clock(),
        surroundings.ids(),
        McpLimits.DEFAULT,
        new Main.Version().getVersion()[0].replace("mem-agent ", ""));
  }

  /** The list of changes of one memory, by its place. */
  static Path changeLog(Settings settings, Path memory) {
    CRC32C sum = new CRC32C();
    sum.update(memory.toString().getBytes(StandardCharsets.UTF_8));
    String name = HexFormat.of().toHexDigits(sum.getValue(), 8);
    return settings.folders().data().resolve("changes").resolve(name + ".jsonl");
  }
}
