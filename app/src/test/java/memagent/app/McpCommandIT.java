package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code mem mcp --http} with an issuer of tokens; what its tokens open is for {@code OAuthIT}. */
final class McpCommandIT {
  private static final String ISSUER = "https://issuer.example";
  private static final String AUDIENCE = "https://memory.example/mcp";

  @TempDir private Path home;

  @Test
  void aServerWithAnIssuerSaysWhereItsTokensComeFrom() throws Exception {
    Path memory = MemoryFolders.copy("personal", home);
    ProcessRun.Started started =
        new ProcessRun(home)
            .start(
                "mcp",
                "--memory",
                memory.toString(),
                "--http",
                "0",
                "--oauth-issuer",
                ISSUER,
                "--oauth-audience",
                AUDIENCE);
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create(said(started, "Listening on "));
      assertThat(said(started, "Tokens of ")).isEqualTo(ISSUER + " for " + AUDIENCE);

      HttpResponse<String> refused =
          http.send(
              HttpRequest.newBuilder(address)
                  .header("Content-Type", "application/json")
                  .header("Accept", "application/json, text/event-stream")
                  .POST(HttpRequest.BodyPublishers.ofString("{}"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(refused.statusCode()).isEqualTo(401);
      assertThat(refused.headers().firstValue("WWW-Authenticate"))
          .hasValueSatisfying(value -> assertThat(value).contains("resource_metadata="));

      HttpResponse<String> metadata =
          http.send(
              HttpRequest.newBuilder(address.resolve("/.well-known/oauth-protected-resource/mcp"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(metadata.statusCode()).isEqualTo(200);
      assertThat(metadata.body()).contains(ISSUER, AUDIENCE);
    } finally {
      started.process().destroy();
      started.process().waitFor();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--oauth-issuer," + ISSUER,
    "--oauth-audience," + AUDIENCE,
    "--oauth-subject,somebody",
    "--http,70000"
  })
  void flagsThatDoNotGoTogetherAreOneSentence(String flag, String value) {
    InProcess.Outcome outcome = new InProcess(home).run("mcp", flag, value);
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.errors().strip()).hasLineCount(1).doesNotContain("Exception");
    assertThat(outcome.output()).isEmpty();
  }

  /** What stands behind these words on standard error, once it is there. */
  private static String said(ProcessRun.Started started, String words) throws IOException {
    while (started.process().isAlive()) {
      String errors = Files.readString(started.errors());
      int at = errors.indexOf(words);
      int end = at < 0 ? -1 : errors.indexOf('\n', at);
      if (end >= 0) {
        return errors.substring(at + words.length(), end).strip();
      }
      Thread.onSpinWait();
    }
    throw new AssertionError(started.outcome().toString());
  }
}
