package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
   * status "question". The state of a stateless client's round trip is the session and what was
   * asked; the job's own thread waits meanwhile.
   */
  private static final int QUESTION_CHARS_MAX = 20_000;
  private static final String REPLY = "reply";
  private static final String ALLOW = "allow";

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

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    Arguments arguments = new Arguments(values);
    Optional<String> question = arguments.optionalText("question", QUESTION_CHARS_MAX);
    Optional<String> session =
        caller.state().or(() -> arguments.optionalText("session", limits.statementCharsMax()));
    if (caller.state().isPresent()) {
      return goOn(caller, session.orElseThrow());
    }
    if (session.isPresent() && values.path("confirm").isBoolean()) {
      Job job = job(caller, session.get());
      if (!job.answer(arguments.flag("confirm"))) {
        throw new UnusableArgumentException(
            "Nothing waits to be confirmed in the session '" + session.get() + "'.");
      }
      return await(caller, session.get(), job, 0);
    }
    if (question.isEmpty()) {
      return await(
          caller,
          session.orElseThrow(() ->
              new UnusableArgumentException(
                  "The argument 'question' is missing: send the person's words.")),
          job(caller, session.orElse("")),
          0);
    }
    String name = session.orElseGet(conversations::fresh);
    return await(caller, name, conversations.begin(caller.client(), name, question.get()), 0);
  }

  /** A stateless client's second trip: the person's words are in its answers. */
  private Answer goOn(Caller caller, String session) {
    Job job = job(caller, session);
    ObjectNode allow = caller.answers().getOrDefault(ALLOW, Json.object());
    if (job.await(0) instanceof Job.State.Asking) {
      job.answer(isAccepted(allow) && allow.path("content").path(ALLOW).asBoolean(false));
      return await(caller, session, job, 1);
    }
    Optional<String> words = words(caller.answers());
    return words.isPresent()
        ? await(caller, session, conversations.begin(caller.client(), session, words.get()), 1)
        : await(caller, session, job, limits.askCountMax());
  }

  private Job job(Caller caller, String session) {
    return conversations
        .job(caller.client(), session)
        .orElseThrow(() ->
            new UnusableArgumentException(
                "There is no answer to wait for in the session '%s': send a question."
                    .formatted(session)));
  }

  private Answer await(Caller caller, String session, Job job, int asked) {
    Consumer<String> watcher = caller::progress;
    job.watch(watcher);
    Job.State state;
    try (Cancellation.Registration _ = caller.cancellation().onCancel(job.cancellation::cancel)) {
      state = job.await(limits.answerTimeMax().toMillis());
    } finally {
      job.unwatch(watcher);
    }
    return switch (state) {
      case Job.State.Working working -> working(session, working.latest());
      case Job.State.Asking asking -> confirm(caller, session, job, asking.confirmation(), asked);
      case Job.State.Done done -> finished(caller, session, done.result(), asked);
      case Job.State.Failed failed -> Answer.error(String.valueOf(failed.cause().getMessage()));
    };
  }

  private static Answer working(String session, String latest) {
    String words =
        "Still at it (%s). Call use_memory_agent again with session '%s' and no question to wait for the answer."
            .formatted(latest, session);
    return answer("working", words, session, List.of(), words);
  }

  private Answer confirm(
      Caller caller, String session, Job job, Job.Confirmation confirmation, int asked) {
    if (!caller.can("elicitation") || asked >= limits.askCountMax()) {
      String words =
          confirmation.question()
              + " Ask the person, then call use_memory_agent with session '%s' and confirm true or false."
                  .formatted(session);
      return answer("confirm", confirmation.question(), session, List.of(), words);
    }
    ObjectNode schema =
        Schema.object()
            .need(ALLOW, Json.object("type", "boolean", "title", "Do it", "default", false))
            .build();
    ObjectNode reply = asked(caller, ALLOW, confirmation.question(), schema, session);
    job.answer(isAccepted(reply) && reply.path("content").path(ALLOW).asBoolean(false));
    return await(caller, session, job, asked + 1);
  }

  private Answer finished(Caller caller, String session, AgentResult result, int asked) {
    boolean asks = result instanceof AgentResult.Replied && asksBack(result.reply());
    if (asks && caller.can("elicitation") && asked < limits.askCountMax()) {
      ObjectNode schema =
          Schema.object()
              .need(REPLY, Json.object("type", "string", "title", "Your answer"))
              .build();
      ObjectNode reply = asked(caller, REPLY, result.reply(), schema, session);
      Optional<String> words = words(Map.of(REPLY, reply));
      if (words.isPresent()) {
        Job next = conversations.begin(caller.client(), session, words.get());
        return await(caller, session, next, asked + 1);
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

  private ObjectNode asked(
      Caller caller, String name, String message, ObjectNode schema, String session) {
    ObjectNode params = Json.object("mode", "form", "message", message, "requestedSchema", schema);
    return caller
        .ask(Map.of(name, new Ask("elicitation/create", params)), session)
        .getOrDefault(name, Json.object());
  }

  private static Optional<String> words(Map<String, ObjectNode> answers) {
    ObjectNode reply = answers.getOrDefault(REPLY, Json.object());
    JsonNode words = reply.path("content").path(REPLY);
    return isAccepted(reply) && words.isTextual() && !words.textValue().isBlank()
        ? Optional.of(words.textValue())
        : Optional.empty();
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
