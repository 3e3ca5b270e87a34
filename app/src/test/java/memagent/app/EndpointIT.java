package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that are down, slow, or something else altogether, as a person meets them. */
final class EndpointIT {
  private static final String KEY = "sk-never-to-be-seen";

  @TempDir private Path home;

  private ProcessRun.Outcome ask(String url) {
    return new ProcessRun(home)
        .with("MEM_AGENT_API_KEY", KEY)
        .run("ask", "--memory", MemoryFolders.copy("personal", home) + "", "--endpoint", url, "Hi");
  }

  private static void refused(ProcessRun.Outcome outcome, String address) {
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.complaint().lines()).hasSize(1);
    assertThat(outcome.complaint()).contains(address).doesNotContain("Exception", "<html", KEY);
    assertThat(outcome.code()).isEqualTo(ExitCode.MODEL.code());
  }

  @Test
  void namesAnEndpointThatIsDown() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    refused(ask("http://localhost:" + port + "/v1"), "localhost:" + port);
  }

  @Test
  void namesAnEndpointThatAnswersHtml() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] page = "<html><body>Welcome</body></html>".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(page);
          }
        });
    server.start();
    try {
      int port = server.getAddress().getPort();
      refused(ask("http://localhost:" + port + "/v1"), "localhost:" + port);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void stopsWaitingForASilentEndpointWhenToldTo() throws IOException, InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.countDown();
          try {
            over.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          exchange.close();
        });
    server.start();
    try {
      ProcessRun.Started run =
          new ProcessRun(home)
              .start(
                  "ask",
                  "--memory",
                  MemoryFolders.copy("personal", home) + "",
                  "--endpoint",
                  "http://localhost:" + server.getAddress().getPort() + "/v1",
                  "Hi");
      asked.await();
      run.process().destroy();
      assertThat(run.process().waitFor()).isNotZero();
      assertThat(run.outcome().errors()).doesNotContain("\tat ");
    } finally {
      over.countDown();
      server.stop(0);
    }
  }
}
