package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import memagent.agent.Agent;
import memagent.agent.AgentSettings;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.GraalPySandbox;
import memagent.sandbox.SandboxLimits;
import memagent.vault.Vault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our server beside one in the reference's shape, a new agent a call and a Python process a block:
 * the same question, the same scripted model, two blocks and a reply a call.
 */
class ServerShapeBenchmark {
  private static final List<String> TURNS =
      List.of(
          Servers.block("me = read_file(\"user.md\")"),
          Servers.block("jane = read_file(\"entities/jane_doe.md\")"),
          Servers.reply("Jane Doe is a gardener."));
  private static final int CLIENTS = 8;
  private static final int SAMPLE_MILLIS = 20;
  private static final int QUIET_MILLIS = 500;

  @Test
  void comparesWithANewAgentACallAndAProcessABlock(@TempDir Path home) throws Exception {
    int count = Integer.getInteger("shape.benchmark.calls", 40);
    Path cache = Path.of("target/shape-cache").toAbsolutePath();
    GraalPySandbox.prepare(SandboxLimits.DEFAULT, cache);
    Vault vault = Servers.memory(home);
    ScriptedChatModel model =
        new ScriptedChatModel(
            new ModelInfo("scripted", 0, 0, false, false),
            Collections.nCopies(
                100_000,
                request -> {
                  String messages = request.messages().toString();
                  int results = messages.split("<result>\n", -1).length - 1;
                  return TURNS.get(Math.min(results, TURNS.size() - 1));
                }));
    try (GraalPySandbox sandbox = GraalPySandbox.start(SandboxLimits.DEFAULT, cache);
        Peer peer = new Peer(home)) {
      McpServer.Parts parts =
          Servers.parts(
              vault,
              home,
              new AgentSource.OwnModel(filters ->
                  new Agent(model, sandbox, vault, AgentSettings.DEFAULT, Servers.CLOCK)),
              McpLimits.DEFAULT);
      try (McpServer server = new McpServer(parts);
          Ours ours = new Ours(server)) {
        for (int i = 0; i < 5; i++) {
          ours.ask(0);
          peer.ask(0);
        }
        List<Double> oursAlone = new ArrayList<>();
        List<Double> peerAlone = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          oursAlone.add(millis(ours::ask, 0));
          sandbox.awaitReady();
          Thread.sleep(QUIET_MILLIS);
          peerAlone.add(millis(peer::ask, 0));
        }
        print("one client, ours", oursAlone, 0);
        print("one client, the peer", peerAlone, 0);
        atOnce("eight clients, ours", ours::ask, count, ProcessHandle.current());
        atOnce("eight clients, the peer", peer::ask, count, peer.process.toHandle());
      }
    }
    vault.close();
  }

  private static double millis(Consumer<Integer> ask, int client) {
    long start = System.nanoTime();
    ask.accept(client);
    return (System.nanoTime() - start) / 1e6;
  }

  private static void atOnce(String name, Consumer<Integer> ask, int count, ProcessHandle root)
      throws InterruptedException {
    AtomicBoolean over = new AtomicBoolean();
    AtomicLong peak = new AtomicLong();
    Thread sampler =
        Thread.ofPlatform()
            .start(() -> {
              while (!over.get()) {
                long kilobytes =
                    kilobytes(root) + root.descendants().mapToLong(h -> kilobytes(h)).sum();
                peak.accumulateAndGet(kilobytes, Math::max);
                try {
                  Thread.sleep(SAMPLE_MILLIS);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    List<Double> times = Collections.synchronizedList(new ArrayList<>());
    long start = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int c = 0; c < CLIENTS; c++) {
      int client = c;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < count / CLIENTS; i++) {
                  times.add(millis(ask, client));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    over.set(true);
    sampler.join();
    if (times.size() != count / CLIENTS * CLIENTS) {
      throw new AssertionError("%d of %d calls came back".formatted(times.size(), count));
    }
    print(name + " (%.1f calls a second)".formatted(times.size() / seconds), times, peak.get());
  }

  private static long kilobytes(ProcessHandle process) {
    try {
      return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum();
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }

  private static void print(String name, List<Double> millis, long kilobytes) {
    List<Double> sorted = millis.stream().sorted().toList();
    System.out.printf(
        Locale.ROOT,
        "%-44s median %8.1f ms, worst %8.1f ms%s%n",
        name,
        sorted.get(sorted.size() / 2),
        sorted.getLast(),
        kilobytes == 0 ? "" : ", peak memory %,d MB".formatted(kilobytes / 1_024));
  }

  /** Clients of our server, by pipes. */
  private static final class Ours implements AutoCloseable {
    private final List<Wire> wires = new ArrayList<>();

    Ours(McpServer server) {
      for (int i = 0; i < CLIENTS; i++) {
        Wire wire = new Wire(server, new Client("c" + i, ""));
        wire.hello(Json.object());
        wires.add(wire);
      }
    }

    void ask(int client) {
      JsonNode answer = wires.get(client).call("use_memory_agent", "question", "What is Jane?");
      if (!answer.path("structuredContent").path("reply").asText().contains("gardener")) {
        throw new AssertionError(answer.toString());
      }
    }

    @Override
    public void close() {
      wires.forEach(Wire::close);
    }
  }

  /** The peer's process; its answers are handed to who asked. */
  private static final class Peer implements AutoCloseable {
    private final Map<Integer, CompletableFuture<String>> waiting = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final Process process;

    Peer(Path home) throws IOException {
      Path script = home.resolve("peer_server.py");
      try (var in = ServerShapeBenchmark.class.getResourceAsStream("peer_server.py")) {
        Files.write(script, Objects.requireNonNull(in).readAllBytes());
      }
      Path tools =
          Path.of(System.getProperty("repository.root"))
              .resolve("sandbox/src/test/resources/memagent/sandbox");
      process =
          new ProcessBuilder(
                  "python3",
                  script.toString(),
                  home.resolve("memory").toRealPath().toString(),
                  tools.toString(),
                  Json.write(TURNS))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      Thread.ofVirtual()
          .start(() ->
              lines
                  .lines()
                  .forEach(line -> {
                    JsonNode answer = read(line);
                    Objects.requireNonNull(waiting.remove(answer.path("id").asInt()))
                        .complete(answer.path("reply").asText());
                  }));
    }

    private static JsonNode read(String line) {
      try {
        return Json.read(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    void ask(int client) {
      int id = ids.incrementAndGet();
      CompletableFuture<String> answer = new CompletableFuture<>();
      waiting.put(id, answer);
      byte[] line =
          (Json.write(Json.object("id", id, "question", "What is Jane?")) + "\n")
              .getBytes(StandardCharsets.UTF_8);
      try {
        synchronized (process) {
          process.getOutputStream().write(line);
          process.getOutputStream().flush();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      if (!answer.join().contains("gardener")) {
        throw new AssertionError("the peer said something else to " + client);
      }
    }

    @Override
    public void close() throws IOException {
      process.getOutputStream().close();
      process.destroy();
    }
  }
}
