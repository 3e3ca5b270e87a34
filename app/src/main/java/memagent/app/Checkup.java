package memagent.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import memagent.agent.Agent;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.AgentSettings;
import memagent.agent.Session;
import memagent.agent.SessionStore;
import memagent.agent.TurnLimits;
import memagent.app.Settings.ModelChoice;
import memagent.embed.EmbedException;
import memagent.embed.EmbeddingParts;
import memagent.embed.MiniLmEmbedder;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelException;
import memagent.model.SamplingParameters;
import memagent.model.ScriptedChatModel;
import memagent.model.TextListener;
import memagent.sandbox.Observation;
import memagent.sandbox.Protections;
import memagent.sandbox.Sandbox;
import memagent.sandbox.SandboxException;
import memagent.vault.NotePath;
import memagent.vault.SearchHit;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultException;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;

/** Tries one thing after the other and tells what came of it. */
final class Checkup {
  private static final int JAVA_MAJOR = 25;
  private static final int PROBE_TOKENS = 32;
  private static final NotePath NOTE = NotePath.of("entities/tea.md");

  private final Settings settings;
  private final Surroundings surroundings;
  private TurnLimits turnLimits = TurnLimits.DEFAULT;

  Checkup(Settings settings, Surroundings surroundings) {
    this.settings = settings;
    this.surroundings = surroundings;
  }

  /** The limits that hold for the model that was found; the default ones before {@link #run}. */
  TurnLimits turnLimits() {
    return turnLimits;
  }

  /** Runs all checks; each is told as soon as it is known. */
  void run(Consumer<Check> told) {
    CompletableFuture<Check> model = CompletableFuture.supplyAsync(this::model);
    told.accept(java());
    told.accept(folders());
    told.accept(memory());
    told.accept(parts());
    told.accept(embedding());
    told.accept(model.join());
    sandboxAndTurn(told);
  }

  private Check java() {
    Map<String, String> properties = surroundings.properties();
    String version = properties.getOrDefault("java.version", "unknown");
    String detail =
        "Java %s of %s on %s %s"
            .formatted(
                version,
                properties.getOrDefault("java.vendor", "unknown"),
                properties.getOrDefault("os.name", "unknown"),
                properties.getOrDefault("os.arch", "unknown"));
    return Runtime.version().feature() == JAVA_MAJOR
        ? Check.ok("java", detail)
        : Check.warn("java", detail + ": mem-agent is made for Java 25");
  }

  private Check folders() {
    Path data = settings.folders().data();
    Path existing = data;
    while (existing != null && !Files.exists(existing)) {
      existing = existing.getParent();
    }
    return existing != null && Files.isWritable(existing)
        ? Check.ok("data folder", data.toString())
        : Check.fail(
            "data folder",
            data + " cannot be written: sessions and trajectories have no place (XDG_DATA_HOME).");
  }

  private Check memory() {
    if (Memories.isNew(settings)) {
      return Check.ok("memory", settings.memory() + " (not there yet, made on first use)");
    }
    try (Vault vault = Memories.open(settings, surroundings)) {
      int faults = MemoryFaults.of(vault).size();
      String detail = "%s, %,d notes".formatted(vault.folder(), vault.notes().size());
      return faults == 0
          ? Check.ok("memory", detail)
          : Check.warn("memory", detail + ", %,d faults (mem memory check)".formatted(faults));
    } catch (VaultException | UserException e) {
      return Check.fail("memory", String.valueOf(e.getMessage()));
    }
  }

  private Check parts() {
    if (!(settings.model() instanceof ModelChoice.Local local)) {
      return Check.ok("parts", "not needed by " + ModelNames.of(settings.model()));
    }
    Path natives = settings.parts().resolve("llama");
    if (!Files.isDirectory(natives)) {
      return Check.fail(
          "parts", natives + " is missing: ./build fetches it, or set MEM_AGENT_PARTS.");
    }
    return Files.isRegularFile(local.file())
        ? Check.ok("parts", natives + ", " + local.file().getFileName())
        : Check.fail("parts", local.file() + " is missing: ./build fetches it.");
  }

  private Check embedding() {
    EmbeddingParts parts = new EmbeddingParts(settings.folders().embedding());
    if (!parts.areThere()) {
      return Check.ok(
          "embedding", "not fetched: searches go by words and links (mem embedding on)");
    }
    long start = System.nanoTime();
    try (MiniLmEmbedder embedder = MiniLmEmbedder.load(parts)) {
      long loaded = System.nanoTime();
      embedder.embed("colour of the door: green");
      long end = System.nanoTime();
      return Check.ok(
          "embedding",
          "%s: loaded in %,d ms, a passage takes %,d ms%s"
              .formatted(
                  embedder.name(),
                  (loaded - start) / 1_000_000,
                  (end - loaded) / 1_000_000,
                  settings.embeddedPassagesMax() == 0
                      ? ", not used (embedded-passages-max is 0)"
                      : ""));
    } catch (EmbedException e) {
      return Check.fail("embedding", String.valueOf(e.getMessage()));
    }
  }

  private Check model() {
    try {
      return settings.model() instanceof ModelChoice.Local local
          ? local(LocalModel.of(settings, local, surroundings))
          : tried("", () -> Parts.model(settings, surroundings));
    } catch (ModelException | UserException e) {
      return Check.fail("model", String.valueOf(e.getMessage()));
    }
  }

  private Check local(LocalModel local) {
    return tried(" (" + local.form() + ")", local::load);
  }

  private Check tried(String form, Supplier<ChatModel> source) {
    long start = System.nanoTime();
    try (ChatModel model = source.get()) {
      turnLimits = Parts.turnLimits(settings, model.info());
      long loaded = System.nanoTime();
      if (settings.model() instanceof ModelChoice.Scripted) {
        return Check.ok("model", ModelNames.of(settings.model()));
      }
      ChatRequest request =
          new ChatRequest(
              List.of(new ChatMessage.User("Count from one to twenty in words.")),
              SamplingParameters.GREEDY,
              List.of(),
              PROBE_TOKENS,
              Optional.empty());
      long[] first = {0};
      TextListener clock = text -> first[0] = first[0] == 0 ? System.nanoTime() : first[0];
      ChatResponse response = model.chat(request, clock, new Cancellation());
      long end = System.nanoTime();
      int tokens = response.usage().completionTokens();
      double seconds = (end - first[0]) / 1e9;
      return Check.ok(
          "model",
          "%s%s: loaded in %,d ms, first token after %,d ms, %.0f tokens a second"
              .formatted(
                  model.info().name(),
                  form,
                  (loaded - start) / 1_000_000,
                  (first[0] - loaded) / 1_000_000,
                  tokens > 1 && seconds > 0 ? (tokens - 1) / seconds : 0));
    }
  }

  private void sandboxAndTurn(Consumer<Check> told) {
    Path folder;
    try {
      folder = Files.createTempDirectory("mem-doctor");
    } catch (IOException e) {
      told.accept(Check.fail("turn", "No temporary folder can be made: " + e.getMessage() + "."));
      return;
    }
    try (Vault vault = Vault.create(folder.resolve("memory"), VaultLimits.DEFAULT);
        Sandbox sandbox = Parts.sandbox(settings)) {
      vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
      told.accept(search(vault));
      told.accept(block(vault, sandbox));
      for (Protections.Protection protection : sandbox.protections().items()) {
        String detail = protection.name() + ": " + protection.detail();
        told.accept(
            protection.holds() ? Check.ok("protection", detail) : Check.warn("protection", detail));
      }
      told.accept(turn(vault, sandbox, folder));
    } catch (SandboxException | VaultException | CompletionException e) {
      told.accept(Check.fail("sandbox", String.valueOf(e.getMessage())));
    } finally {
      delete(folder);
    }
  }

  private static Check search(Vault vault) {
    NotePath note = NotePath.of("doctor.md");
    try (VaultTransaction written = vault.begin()) {
      written.create(note, "- colour of the door: green\n");
      written.commit();
    }
    long start = System.nanoTime();
    List<SearchHit> hits = vault.index().search("doors", 1);
    long millis = (System.nanoTime() - start) / 1_000_000;
    try (VaultTransaction removed = vault.begin()) {
      removed.delete(note);
      removed.commit();
    }
    return hits.isEmpty()
        ? Check.fail("search", "A note that was just written is not found.")
        : Check.ok("search", "a first index made and asked in %,d ms".formatted(millis));
  }

  private static Check block(Vault vault, Sandbox sandbox) {
    long start = System.nanoTime();
    run(sandbox, vault, "first = 1");
    long ready = System.nanoTime();
    Observation observation = run(sandbox, vault, "answer = 6 * 7");
    long end = System.nanoTime();
    String detail =
        "Python ready after %,d ms, a block takes %,d ms"
            .formatted((ready - start) / 1_000_000, (end - ready) / 1_000_000);
    return Long.valueOf(42).equals(observation.variables().get("answer"))
        ? Check.ok("sandbox", detail)
        : Check.fail("sandbox", "A block gave " + observation.resultText() + " instead of 42.");
  }

  private static Observation run(Sandbox sandbox, Vault vault, String code) {
    try (VaultTransaction transaction = vault.begin()) {
      return sandbox.run(code, transaction, Map.of());
    }
  }

  /** A question through all modules, with a model whose turns are known. */
  private Check turn(Vault vault, Sandbox sandbox, Path folder) {
    ChatModel scripted =
        ScriptedChatModel.saying(
            """
            <think>I write a note.</think>
            <python>
            made = create_file("entities/tea.md", "# Tea\\n- kind: oolong\\n")
            </python>\
            """,
            "<think>It is there.</think>\n<reply>I noted that the tea is oolong.</reply>");
    AgentSettings agentSettings =
        AgentSettings.DEFAULT.withTrajectories(folder.resolve("trajectories"));
    SessionStore sessions = new SessionStore(folder.resolve("sessions"));
    Session session = sessions.load("doctor").session();
    AgentResult result =
        new Agent(scripted, sandbox, vault, agentSettings, surroundings.clock())
            .run(session, "The tea is oolong.", AgentListener.NONE, new Cancellation());
    sessions.save(session);
    boolean works =
        result instanceof AgentResult.Replied
            && vault.notes().contains(NOTE)
            && vault.note(NOTE).text().contains("oolong");
    return works
        ? Check.ok("turn", "question, Python, memory and reply work together")
        : Check.fail("turn", "The scripted turn ended with: " + result.reply());
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // A temporary folder that stays behind is the system's to clear.
      return;
    }
  }
}
