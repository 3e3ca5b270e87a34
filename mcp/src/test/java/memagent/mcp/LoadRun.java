package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.vault.Note;
import memagent.vault.Vault;

/**
 * Many clients at once at one server, by pipes and by HTTP, in both eras, some of which go away in
 * the midst of a call, while somebody of ill will tries what he can. The model is scripted: it
 * repeats every mark that it finds in its conversation.
 */
final class LoadRun {
  private static final int CLIENTS = 16;
  private static final int DROP_PER_MILLE = 20;
  private static final String SECRET = "0199";
  private static final Pattern MARK = Pattern.compile("m\\d+q\\d+z");

  private final int callCount;
  private final long seed;
  private final Path home;
  private final Map<String, List<Long>> nanos = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<String> kept = new ConcurrentLinkedQueue<>();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
  private final AtomicInteger calls = new AtomicInteger();
  private final AtomicInteger drops = new AtomicInteger();

  private LoadRun(int callCount, long seed, Path home) {
    this.callCount = callCount;
    this.seed = seed;
    this.home = home;
  }

  /**
   * What came of a run.
   *
   * @param faults what was lost, crossed, or refused without reason; empty if all is well
   * @param threads of ours that are left, by name
   * @param handles open files after the run less those before it
   * @param medianMillis and the 99th percentile, by what was called
   */
  record Report(
      int calls,
      int drops,
      int abuses,
      List<String> faults,
      List<String> threads,
      long handles,
      double seconds,
      Map<String, String> medianMillis) {

    /** The figures, for people. */
    String text() {
      StringBuilder text =
          new StringBuilder(
              "%,d calls from %d clients in %.1f s (%.0f a second), %d went away, %,d abuses\n"
                  .formatted(calls, CLIENTS, seconds, calls / seconds, drops, abuses));
      medianMillis.forEach((name, times) -> text.append("%-18s %s\n".formatted(name, times)));
      return text.append("faults ")
          .append(faults.size())
          .append(", handles ")
          .append(handles)
          .toString();
    }
  }

  /** Runs; a short run goes before, so that pools that are made once do not count as left over. */
  static Report of(int callCount, long seed, Path home) throws IOException {
    new LoadRun(CLIENTS * 4, seed, Files.createDirectories(home.resolve("before"))).run();
    return new LoadRun(callCount, seed, Files.createDirectories(home.resolve("run"))).run();
  }

  private Report run() throws IOException {
    long handles = handles();
    long start = System.nanoTime();
    Abuse abuse;
    Vault vault = Servers.memory(home);
    try (McpServer server = server(vault)) {
      List<Token> tokens = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        tokens.add(Token.of(client(i), secret(i)));
      }
      URI address = server.listen(0, tokens);
      abuse = new Abuse(server, address, secret(0));
      try (abuse) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
          int number = i;
          threads.add(Thread.ofPlatform().start(() -> work(server, address, number)));
        }
        for (Thread thread : threads) {
          thread.join();
        }
      }
      checkKept(vault);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      vault.close();
    }
    faults.addAll(abuse.wrong());
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Report(
        calls.get(),
        drops.get(),
        abuse.count(),
        List.copyOf(faults),
        threadsLeft(),
        handles() - handles,
        seconds,
        times());
  }

  private McpServer server(Vault vault) {
    ScriptedChatModel model =
        new ScriptedChatModel(
            new ModelInfo("echo", 0, 0, false, false),
            Collections.nCopies(callCount + 1_000, LoadRun::answer));
    return Servers.of(vault, home, model, McpLimits.DEFAULT.withCallsPerMinuteMax(1_000_000));
  }

  private static String answer(ChatRequest request) {
    StringBuilder marks = new StringBuilder();
    for (ChatMessage message : request.messages()) {
      if (message instanceof ChatMessage.User user) {
        MARK.matcher(user.text()).results().forEach(m -> marks.append(m.group()).append(' '));
      }
    }
    return Servers.reply("Heard " + marks.toString().strip() + ".");
  }

  /** Each second client may not see numbers of telephones. */
  private static Client client(int number) {
    return new Client("c" + number, number % 2 == 0 ? "" : "Do not reveal any phone numbers.");
  }

  private static String secret(int number) {
    return "a-token-of-client-number-" + number;
  }

  private LoadClient connect(McpServer server, URI address, int number) {
    return number < CLIENTS / 2
        ? LoadClient.pipes(server, client(number))
        : LoadClient.http(address, secret(number), number % 4 < 2);
  }

  private void work(McpServer server, URI address, int number) {
    Random random = new Random(seed * 1_000 + number);
    String session = "";
    LoadClient client = connect(server, address, number);
    try {
      for (int i = 0; i < callCount / CLIENTS; i++) {
        Call call = call(random, number, i, session);
        calls.incrementAndGet();
        if (random.nextInt(1_000) < DROP_PER_MILLE) {
          client.drop(call.method(), call.params());
          drops.incrementAndGet();
          client = connect(server, address, number);
          session = "";
          continue;
        }
        long start = System.nanoTime();
        JsonNode response = client.request(call.method(), call.params());
        nanos
            .computeIfAbsent(call.name(), name -> Collections.synchronizedList(new ArrayList<>()))
            .add(System.nanoTime() - start);
        check(call, number, response);
        session = response.path("result").path("structuredContent").path("session").asText(session);
      }
    } catch (RuntimeException | AssertionError e) {
      faults.add("client " + number + " (seed " + seed + "): " + e);
    } finally {
      client.close();
    }
  }

  /**
   * One call.
   *
   * @param expected what must stand in its answer
   */
  private record Call(String name, String method, ObjectNode params, String expected) {
    static Call tool(String tool, String expected, Object... arguments) {
      return new Call(
          tool,
          "tools/call",
          Json.object("name", tool, "arguments", Json.object(arguments)),
          expected);
    }
  }

  private static Call call(Random random, int number, int i, String session) {
    String mark = "m" + number + "q" + i + "z";
    return switch (random.nextInt(12)) {
      case 0 -> Call.tool("search", "jane_doe", "query", "zürich gärtnerin");
      case 1 -> Call.tool("fetch", "Jane Doe", "id", "entities/jane_doe.md");
      case 2 -> Call.tool("read_note", "Möhre", "note", "Jane Doe");
      case 3 ->
          Call.tool("remember", mark, "statement", "kept " + mark, "about", "Topic " + number);
      case 4 -> Call.tool("remember", mark, "statement", "kept " + mark, "about", "Shared");
      case 5 -> Call.tool("recent_changes", "changes", "limit", 3);
      case 6 ->
          new Call(
              "resources/read",
              "resources/read",
              Json.object("uri", "memory://notes/entities/jane_doe.md"),
              "Zürich");
      case 7 ->
          new Call("graph", "resources/read", Json.object("uri", "memory://graph"), "jane_doe");
      case 8 -> new Call("tools/list", "tools/list", Json.object(), "use_memory_agent");
      case 9 ->
          new Call(
              "completion",
              "completion/complete",
              Json.object(
                  "ref",
                  Map.of("type", "ref/prompt", "name", "review_memory"),
                  "argument",
                  Map.of("name", "note", "value", "jane")),
              "jane_doe");
      case 10 -> Call.tool("use_memory_agent", mark, "question", "Say " + mark + " again");
      default ->
          session.isEmpty()
              ? Call.tool("use_memory_agent", mark, "question", "Say " + mark + " again")
              : Call.tool(
                  "use_memory_agent", mark, "question", "Say " + mark + " too", "session", session);
    };
  }

  private void check(Call call, int number, JsonNode response) {
    String text = response.toString();
    if (response.has("error")
        || response.path("result").path("isError").asBoolean()
        || !text.contains(call.expected())) {
      fault(call, number, "failed", text);
    }
    if (number % 2 == 1 && text.contains(SECRET)) {
      fault(call, number, "saw what is held back", text);
    }
    String reply = response.path("result").path("structuredContent").path("reply").asText();
    if (MARK.matcher(reply)
        .results()
        .anyMatch(mark -> !mark.group().startsWith("m" + number + "q"))) {
      fault(call, number, "heard of another's conversation", reply);
    }
    if (call.name().equals("remember") && !text.contains("\"isError\":true")) {
      kept.add(call.expected());
    }
  }

  private void fault(Call call, int number, String what, String text) {
    faults.add(
        "client %d, %s %s: %s"
            .formatted(number, call.name(), what, text.substring(0, Math.min(300, text.length()))));
  }

  /** Everything that was answered as kept stands in the memory, once. */
  private void checkKept(Vault vault) {
    StringBuilder all = new StringBuilder();
    for (Note note : vault.links().notes()) {
      all.append(note.text());
    }
    Map<String, Integer> counts = new TreeMap<>();
    MARK.matcher(all).results().forEach(mark -> counts.merge(mark.group(), 1, Integer::sum));
    for (String mark : kept) {
      if (counts.getOrDefault(mark, 0) != 1) {
        faults.add(mark + " was kept and stands there " + counts.getOrDefault(mark, 0) + " times");
      }
    }
  }

  private static long handles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        ? system.getOpenFileDescriptorCount()
        : 0;
  }

  /** Threads with our names, virtual ones too. */
  private List<String> threadsLeft() throws IOException {
    Path dump = home.resolve("threads.json");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpThreads(dump.toString(), HotSpotDiagnosticMXBean.ThreadDumpFormat.JSON);
    JsonNode tree = new com.fasterxml.jackson.databind.ObjectMapper().readTree(dump.toFile());
    return tree.findValuesAsText("name").stream()
        .filter(name -> name.matches("(mcp|agent|model|abuse)-.*"))
        .toList();
  }

  private Map<String, String> times() {
    Map<String, String> times = new TreeMap<>();
    nanos.forEach((name, list) -> {
      List<Long> sorted = list.stream().sorted().toList();
      times.put(
          name,
          "%6d calls, median %7.2f ms, 99 %% %8.2f ms"
              .formatted(
                  sorted.size(),
                  sorted.get(sorted.size() / 2) / 1e6,
                  sorted.get(sorted.size() * 99 / 100) / 1e6));
    });
    return times;
  }
}
