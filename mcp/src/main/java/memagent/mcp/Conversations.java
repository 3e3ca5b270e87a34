package memagent.mcp;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import memagent.agent.Agent;
import memagent.agent.AgentResult;
import memagent.agent.Session;
import memagent.agent.SessionStore;
import memagent.vault.VaultChange;

/** The agent's conversations with all clients; each is one client's own. */
final class Conversations {
  private static final int SESSIONS_SHOWN_MAX = 50;

  private final AgentSource agents;
  private final SessionStore store;
  private final Supplier<String> ids;
  private final FairTurns turns;
  private final Views views;
  private final ChangeLog log;
  private final McpLimits limits;
  private final Map<String, Kept> jobs = new ConcurrentHashMap<>();

  private final Map<String, ArrayDeque<String>> begun = new HashMap<>();

  private record Kept(Job job, long startedNanos) {}

  /**
   * @param agents may take long, and are asked for on the job's thread
   */
  Conversations(
      AgentSource agents,
      SessionStore store,
      Supplier<String> ids,
      Views views,
      ChangeLog log,
      McpLimits limits) {
    this.agents = agents;
    this.store = store;
    this.ids = ids;
    this.turns = new FairTurns(parallelMax(agents, limits), limits.waitingQuestionCountMax());
    this.views = views;
    this.log = log;
    this.limits = limits;
  }

  /** One model answers one question at a time; the clients' own ones do not wait for each other. */
  private static int parallelMax(AgentSource agents, McpLimits limits) {
    return switch (agents) {
      case AgentSource.OwnModel _ -> 1;
      case AgentSource.ClientModel _ -> limits.waitingQuestionCountMax();
    };
  }

  /** Whether only a client that offers sampling can ask. */
  boolean needsSampling() {
    return agents instanceof AgentSource.ClientModel;
  }

  private Agent agent(Client client, Job job) {
    return switch (agents) {
      case AgentSource.OwnModel own -> own.agents().apply(client.filters());
      case AgentSource.ClientModel clients ->
          clients
              .agents()
              .apply(client.filters(), new ClientChatModel(job, limits.askTimeMax().toMillis()));
    };
  }

  /** The name of a conversation that has not begun. */
  String fresh() {
    return ids.get();
  }

  /**
   * The job of a conversation; empty if none was begun, or it was forgotten.
   *
   * @throws UnusableArgumentException for a name that is none
   */
  Optional<Job> job(Client client, String session) {
    return Optional.ofNullable(jobs.get(key(client, session))).map(Kept::job);
  }

  /**
   * Begins to work on a question.
   *
   * @throws UnusableArgumentException if the conversation's last question is still worked on
   */
  Job begin(Client client, String session, String question) {
    forgetOld();
    String key = key(client, session);
    Job job = new Job();
    Kept kept =
        jobs.compute(
            key,
            (k, before) ->
                before != null && !before.job().isOver()
                    ? before
                    : new Kept(job, System.nanoTime()));
    if (kept.job() != job) {
      throw new UnusableArgumentException(
          "The session '%s' still works on its last question: call again with the session alone to wait for it."
              .formatted(session));
    }
    remember(client, session);
    Thread.ofVirtual().name("agent-" + session).start(() -> work(client, key, question, job));
    return job;
  }

  /** The sessions that a client began or went on with here, the last one first. */
  List<String> sessions(Client client) {
    synchronized (begun) {
      return List.copyOf(begun.getOrDefault(client.name(), new ArrayDeque<>()));
    }
  }

  private void remember(Client client, String session) {
    synchronized (begun) {
      ArrayDeque<String> own = begun.computeIfAbsent(client.name(), name -> new ArrayDeque<>());
      own.remove(session);
      own.addFirst(session);
      if (own.size() > SESSIONS_SHOWN_MAX) {
        own.removeLast();
      }
    }
  }

  private void work(Client client, String key, String question, Job job) {
    try {
      if (!turns.take(client.name(), job.cancellation)) {
        job.failed(new McpException("Stopped."));
        return;
      }
    } catch (McpException e) {
      job.failed(e);
      return;
    }
    boolean[] held = {true};
    try {
      Agent agent = agent(client, job);
      Session session = store.load(key).session();
      Doing doing =
          new Doing(
              job,
              views.of(client),
              (changes, why) -> allowed(client, changes, why, job, held),
              changes -> log.add(changes, client.name() + " (use_memory_agent)"));
      AgentResult result = agent.run(session, question, doing, job.cancellation);
      if (!(result instanceof AgentResult.Refused)) {
        store.save(session);
      }
      job.done(result);
    } catch (RuntimeException e) {
      job.failed(e);
    } finally {
      if (held[0]) {
        turns.give();
      }
    }
  }

  /** While a person thinks about it, others may use the model. */
  private boolean allowed(
      Client client, List<VaultChange> changes, Optional<String> why, Job job, boolean[] held) {
    Optional<String> question =
        why.map(unasked -> unasked + " May it be done?")
            .or(() ->
                Loss.of(changes).question(views.of(client).vault().overview().bytes(), limits));
    if (question.isEmpty()) {
      return true;
    }
    turns.give();
    held[0] = false;
    boolean allowed = job.confirm(question.get(), limits.askTimeMax().toMillis());
    held[0] = turns.take(client.name(), job.cancellation);
    return allowed && held[0];
  }

  /** Stops everything. */
  void close() {
    jobs.values().forEach(kept -> kept.job().cancellation.cancel());
  }

  private void forgetOld() {
    long now = System.nanoTime();
    jobs.values()
        .removeIf(kept ->
            kept.job().isOver() && now - kept.startedNanos() > limits.handleTimeMax().toNanos());
  }

  /**
   * A client's name goes before, so that no client reaches another one's conversation; a session
   * has no hyphen, so that it is plain where the name ends.
   */
  static String key(Client client, String session) {
    if (!session.matches("[A-Za-z0-9][A-Za-z0-9_]{0,30}")) {
      throw new UnusableArgumentException(
          "The session '%s' is none: send one that an earlier answer named, or leave it out."
              .formatted(Service.shown(session)));
    }
    return client.name() + "-" + session;
  }
}
