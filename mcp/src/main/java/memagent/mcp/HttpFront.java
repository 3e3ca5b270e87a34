package memagent.mcp;

import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Streamable HTTP on this machine's own address, both eras at {@code /mcp}. */
final class HttpFront implements AutoCloseable {
  /*
   * Jetty reads HTTP strictly (RFC 9110: one length, no folded headers, one Host), so that what a
   * proxy before it sees is what it sees. Requests run on virtual threads: a stream that stays open
   * holds no platform thread.
   */
  static final String PATH = "/mcp";
  private static final int PLATFORM_THREADS_MAX = 16;
  private static final int HEADER_BYTES_MAX = 16_384;
  private static final Duration IDLE_TIME_MAX = Duration.ofMinutes(2);
  private static final Duration SWEEP_PERIOD = Duration.ofMinutes(5);

  private final Server server;
  private final ServerConnector connector;
  private final HttpServletStreamableServerTransportProvider transport;

  private HttpFront(
      Server server,
      ServerConnector connector,
      HttpServletStreamableServerTransportProvider transport) {
    this.server = server;
    this.connector = connector;
    this.transport = transport;
  }

  /**
   * Listens on the loopback address.
   *
   * @param port 0 for any free one
   * @throws McpException if the port cannot be had
   */
  static HttpFront start(
      int port,
      SdkEra sdk,
      ModernEra modern,
      List<Token> tokens,
      Optional<OAuthGate> oauth,
      McpLimits limits) {
    HttpServletStreamableServerTransportProvider transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(SdkEra.MAPPER)
            .mcpEndpoint(PATH)
            .maxRequestSize(limits.frameBytesMax())
            .sessionSweepInterval(SWEEP_PERIOD)
            .contextExtractor(HttpGate::context)
            .build();
    transport.setSessionFactory(sdk.sessions());
    QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS_MAX);
    threads.setName("mcp-http");
    threads.setDaemon(true);
    threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
    Server server = new Server(threads);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    http.setHttpCompliance(HttpCompliance.STRICT);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(InetAddress.getLoopbackAddress().getHostAddress());
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_TIME_MAX.toMillis());
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder =
        new ServletHolder(new HttpGate(transport, sdk, modern, tokens, oauth, limits));
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    server.setHandler(context);
    server.setStopTimeout(0);
    try {
      server.start();
    } catch (IOException e) {
      stop(server);
      throw new McpException(
          "The port %d cannot be listened on (%s): name another one (--http PORT)."
              .formatted(port, e.getMessage()),
          e);
    } catch (Exception e) {
      stop(server);
      throw new McpException("The HTTP server cannot start: " + e.getMessage() + ".", e);
    }
    return new HttpFront(server, connector, transport);
  }

  /** Where clients find it. */
  URI address() {
    return URI.create("http://127.0.0.1:" + connector.getLocalPort() + PATH);
  }

  @Override
  public void close() {
    transport.closeGracefully().onErrorComplete().block(SWEEP_PERIOD);
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) {
      // It ends with the process.
      return;
    }
  }
}
