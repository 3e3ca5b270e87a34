package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import memagent.agent.AgentResult;
import memagent.mcp.Caller.Ask;
import memagent.model.Cancellation;

/** {@code use_memory_agent}: the whole agent, with a model, one turn of a conversation a call. */
final class AskTool implements Tool {
  /*
   * A call is a wait for a job, never the job itself: when the caller's time is up the job goes on,
   * and the next call with the same session waits for it again. What the agent asks back goes to
   * the person at once where the client can ask (elicitation), and is otherwise the answer, with
   * status "question". The state of a stateless client's round trip is the session and how often it
   * was asked, which makes the names of the asks; the job's own thread waits meanwhile. What the
   * client's own model is to say goes the same way.
   */
  private static final int QUESTION_CHARS_MAX = 20_000;
  private static final String REPLY = "reply";
  private static final String ALLOW = "allow";
  private static final String SAMPLE = "sample";

  private final Conversations conversations;
  private final Views views;
  private final McpLimits limits;

  AskTool(Conversations conversations, Views views, McpLimits limits) {
    this.conversations = conversations;
    this.views = views;
    this.limits = limits;
  }

  @Override
  public Card card() {
    ObjectNode change =
        Schema.object()
            .need("path", Schema.text("The note."))
            .need("kind", Schema.choice("What happened to it.", "created", "updated", "deleted"))
            .build();
    return new Card(
        "use_memory_agent",
        "Ask the memory agent",
        "Asks the agent that keeps the person's memory: it looks things up, follows links, and keeps or"
            + " changes what it is told. Send the question or statement in the person's words. Takes seconds"
            + " to minutes. Status 'question': ask the person and call again with the session. Status"
            + " 'working': call again with the session and no question. Status 'confirm': ask the person"
            + " whether it may be done, then call with the session and confirm.",
        Schema.object()
            .may(
                "question",
                Schema.text(
                    "What to look up or to keep; or the answer to what was asked back.",
                    QUESTION_CHARS_MAX))
            .may("session", Schema.text("Goes on with the conversation of an earlier answer."))
            .may("confirm", Schema.flag("The person's decision after status 'confirm'."))
            .build(),
        Schema.object()
            .need(
                "status",
                Schema.choice(
                    "What came of it.",
                    "answered",
                    "question",
                    "working",
                    "confirm",
                    "stopped",
                    "failed"))
            .need("reply", Schema.text("The agent's words."))
            .need("session", Schema.text("Names this conversation in later calls."))
            .need("changes", Schema.list("Notes that were changed.", change))
            .build(),
        Effects.CHANGES);
  }

  /**
   * A call that waits for a job.
   *
   * @param asked how often the client was asked already, by this call and those it goes on with
   * @param endNanos when the caller gets a handle instead
   */
  private record Waiting(Caller caller, String session, Job job, int asked, long endNanos) {
    Waiting once() {
      return new Waiting(caller, session, job, asked + 1, endNanos);
    }

    Waiting with(Job next) {
      return new Waiting(caller, session, next, asked, endNanos);
    }

    /** What a stateless client brings back with its answers. */
    String state() {
      return session + " " + (asked + 1);
    }
  }

  private Waiting waiting(Caller caller, String session, Job job, int asked) {
    long end = System.nanoTime() + limits.answerTimeMax().toNanos();
    return new Waiting(caller, session, job, asked, end);
  }

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    Arguments arguments = new Arguments(values);
    if (caller.client().isOutside()) {
      throw new UnusableArgumentException(
          "This client counts as outside, and only the person may ask the agent: use search, read_note and remember.");
    }
    Optional<String> question = arguments.optionalText("question", QUESTION_CHARS_MAX);
    if (caller.state().isPresent()) {
      return goOn(caller, caller.state().get());
    }
    Optional<String> session = arguments.optionalText("session", limits.statementCharsMax());
    if (session.isPresent() && values.path("confirm").isBoolean()) {
      Job job = job(caller, session.get());
      if (!job.answer(arguments.flag("confirm"))) {
        throw new UnusableArgumentException(
            "Nothing waits to be confirmed in the session '" + session.get() + "'.");
      }
      return await(waiting(caller, session.get(), job, 0));
    }
    if (question.isEmpty()) {
      String known =
          session.orElseThrow(() ->
              new UnusableArgumentException(
                  "The argument 'question' is missing: send the person's words."));
      return await(waiting(caller, known, job(caller, known), 0));
    }
    if (conversations.needsSampling() && !caller.can("sampling")) {
      throw new UnusableArgumentException(
          "This server answers with the client's own model (--model client), and this client offers no sampling:"
              + " start it with another model, or use search and read_note.");
    }
    if (conversations.needsSampling() && views.of(caller.client()).denies()) {
      throw new UnusableArgumentException(
          "A filter holds for this client, and its own model (--model client) would read the notes as they stand:"
              + " start the server with another model, or use search and read_note.");
    }
    String name = session.orElseGet(conversations::fresh);
    return await(
        waiting(caller, name, conversations.begin(caller.client(), name, question.get()), 0));
  }

  /** A stateless client's next trip: what it was asked for is in its answers. */
  private Answer goOn(Caller caller, String state) {
    int space = state.lastIndexOf(' ');
    String session = state.substring(0, space);
    int asked = Integer.parseInt(state.substring(space + 1));
    Job job = job(caller, session);
    Waiting waiting = waiting(caller, session, job, asked);
    switch (job.await(0)) {
      case Job.State.Asking _ -> job.answer(isAllowed(answer(caller, ALLOW, asked)));
      case Job.State.Sampled sampled ->
          sampled.sampling().answer().complete(ClientChatModel.text(answer(caller, SAMPLE, asked)));
      case Job.State.Done _, Job.State.Failed _, Job.State.Working _ -> {
        Optional<String> words = words(answer(caller, REPLY, asked));
        if (words.isPresent()) {
          return await(waiting.with(conversations.begin(caller.client(), session, words.get())));
        }
        return await(waiting(caller, session, job, limits.askCountMax()));
      }
    }
    return await(waiting);
  }

  private static ObjectNode answer(Caller caller, String name, int asked) {
    return caller.answers().getOrDefault(name + asked, Json.object());
  }

  private Job job(Caller caller, String session) {
    return conversations
        .job(caller.client(), session)
        .orElseThrow(() ->
            new UnusableArgumentException(
                "There is no answer to wait for in the session '%s': send a question."
                    .formatted(session)));
  }

  private Answer await(Waiting first) {
    Waiting waiting = first;
    while (true) {
      Job.State state = watched(waiting);
      switch (state) {
        case Job.State.Working working -> {
          return working(waiting.session(), working.latest());
        }
        case Job.State.Asking asking -> {
          return confirm(waiting, asking.confirmation());
        }
        case Job.State.Done done -> {
          return finished(waiting, done.result());
        }
        case Job.State.Failed failed -> {
          return Answer.error(String.valueOf(failed.cause().getMessage()));
        }
        case Job.State.Sampled sampled -> {
          sample(waiting, sampled.sampling());
          waiting = waiting.once();
        }
      }
    }
  }

  private static Job.State watched(Waiting waiting) {
    Job job = waiting.job();
    Consumer<String> watcher = waiting.caller()::progress;
    job.watch(watcher);
    try (Cancellation.Registration _ =
        waiting.caller().cancellation().onCancel(job.cancellation::cancel)) {
      long left = TimeUnit.NANOSECONDS.toMillis(waiting.endNanos() - System.nanoTime());
      return job.await(Math.max(0, left));
    } finally {
      job.unwatch(watcher);
    }
  }

  private static void sample(Waiting waiting, Job.Sampling sampling) {
    ObjectNode said =
        waiting.caller().can("sampling") ? asked(waiting, SAMPLE, sampling.ask()) : Json.object();
    sampling.answer().complete(ClientChatModel.text(said));
  }

  private static Answer working(String session, String latest) {
    String words =
        "Still at it (%s). Call use_memory_agent again with session '%s' and no question to wait for the answer."
            .formatted(latest, session);
    return answer("working", words, session, List.of(), words);
  }

  private Answer confirm(Waiting waiting, Job.Confirmation confirmation) {
    if (!waiting.caller().can("elicitation") || waiting.asked() >= limits.askCountMax()) {
      String words =
          confirmation.question()
              + " Ask the person, then call use_memory_agent with session '%s' and confirm true or false."
                  .formatted(waiting.session());
      return answer("confirm", confirmation.question(), waiting.session(), List.of(), words);
    }
    ObjectNode schema =
        Schema.object()
            .need(ALLOW, Json.object("type", "boolean", "title", "Do it", "default", false))
            .build();
    ObjectNode reply = asked(waiting, ALLOW, form(confirmation.question(), schema));
    waiting.job().answer(isAllowed(reply));
    return await(waiting(waiting.caller(), waiting.session(), waiting.job(), waiting.asked() + 1));
  }

  private Answer finished(Waiting waiting, AgentResult result) {
    Caller caller = waiting.caller();
    String session = waiting.session();
    boolean asks = result instanceof AgentResult.Replied && asksBack(result.reply());
    if (asks && caller.can("elicitation") && waiting.asked() < limits.askCountMax()) {
      ObjectNode schema =
          Schema.object()
              .need(REPLY, Json.object("type", "string", "title", "Your answer"))
              .build();
      Optional<String> words = words(asked(waiting, REPLY, form(result.reply(), schema)));
      if (words.isPresent()) {
        Job next = conversations.begin(caller.client(), session, words.get());
        return await(waiting(caller, session, next, waiting.asked() + 1));
      }
    }
    String status =
        switch (result) {
          case AgentResult.Replied _ -> asks ? "question" : "answered";
          case AgentResult.OutOfTurns _, AgentResult.GaveUp _, AgentResult.Refused _ -> "failed";
          case AgentResult.Cancelled _ -> "stopped";
        };
    List<ObjectNode> changes = changes(caller, result);
    String text =
        asks
            ? result.reply()
                + "\n\n(Ask the person, and send the answer with session '"
                + session
                + "'.)"
            : result.reply();
    return answer(status, result.reply(), session, changes, text);
  }

  private List<ObjectNode> changes(Caller caller, AgentResult result) {
    MemoryView view = views.of(caller.client());
    Map<String, ObjectNode> changes = new LinkedHashMap<>();
    result.changes().stream()
        .filter(change -> !view.hides(change.path()))
        .forEach(change ->
            changes.put(
                change.path().value(),
                Json.object("path", change.path().value(), "kind", ChangeLog.kind(change))));
    return List.copyOf(changes.values());
  }

  private static Ask form(String message, ObjectNode schema) {
    return new Ask(
        "elicitation/create",
        Json.object("mode", "form", "message", message, "requestedSchema", schema));
  }

  private static ObjectNode asked(Waiting waiting, String name, Ask ask) {
    String numbered = name + (waiting.asked() + 1);
    return waiting
        .caller()
        .ask(Map.of(numbered, ask), waiting.state())
        .getOrDefault(numbered, Json.object());
  }

  private static Optional<String> words(ObjectNode reply) {
    JsonNode words = reply.path("content").path(REPLY);
    return isAccepted(reply) && words.isTextual() && !words.textValue().isBlank()
        ? Optional.of(words.textValue())
        : Optional.empty();
  }

  private static boolean isAllowed(ObjectNode reply) {
    return isAccepted(reply) && reply.path("content").path(ALLOW).asBoolean(false);
  }

  private static boolean isAccepted(ObjectNode reply) {
    return reply.path("action").asText().equals("accept");
  }

  /** Whether the agent's last words want an answer. */
  static boolean asksBack(String reply) {
    return reply.strip().matches("(?s).*[?？؟;՞]\\s*[\"'”’)»]*$") && !reply.strip().endsWith(";");
  }

  private static Answer answer(
      String status, String reply, String session, List<ObjectNode> changes, String text) {
    return Answer.of(
        Json.object("status", status, "reply", reply, "session", session, "changes", changes),
        text);
  }
}
