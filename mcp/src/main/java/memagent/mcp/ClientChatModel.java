package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memagent.mcp.Caller.Ask;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.model.TextListener;

/** The model of the client that asks: {@code sampling/createMessage}, for one job. */
final class ClientChatModel implements ChatModel {
  /*
   * The job's thread waits here while whoever waits for the job passes the request on to the client:
   * at once in a session, by a round trip in the stateless era. What the client samples with is its
   * own affair; a grammar cannot be asked for, and stop strings that it ignored are cut off here.
   */
  private static final ModelInfo INFO = new ModelInfo("the client's own model", 0, 0, false, false);

  private final Job job;
  private final long millisMax;

  /** A model for the job; an answer may take so many milliseconds. */
  ClientChatModel(Job job, long millisMax) {
    this.job = job;
    this.millisMax = millisMax;
  }

  @Override
  public ModelInfo info() {
    return INFO;
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    Optional<String> said = job.sample(ask(request), millisMax);
    if (said.isEmpty() && !cancellation.isCancelled()) {
      throw new ModelException(
          "The client's own model gave no answer: allow it there, or start the server with another model.");
    }
    try (ChatModel canned = ScriptedChatModel.saying(said.orElse(""))) {
      return canned.chat(request, listener, cancellation);
    }
  }

  /** The request as the protocol carries it. */
  static Ask ask(ChatRequest request) {
    StringBuilder system = new StringBuilder();
    List<ObjectNode> messages = new ArrayList<>();
    for (ChatMessage message : request.messages()) {
      switch (message) {
        case ChatMessage.System m -> system.append(system.isEmpty() ? "" : "\n\n").append(m.text());
        case ChatMessage.User m -> messages.add(message("user", m.text()));
        case ChatMessage.Assistant m -> messages.add(message("assistant", m.text()));
      }
    }
    ObjectNode params =
        Json.object(
            "messages",
            messages,
            "includeContext",
            "none",
            "temperature",
            request.sampling().temperature(),
            "maxTokens",
            request.completionTokensMax(),
            "stopSequences",
            request.stops());
    if (!system.isEmpty()) {
      params.put("systemPrompt", system.toString());
    }
    return new Ask("sampling/createMessage", params);
  }

  private static ObjectNode message(String role, String text) {
    return Json.object("role", role, "content", Json.object("type", "text", "text", text));
  }

  /** The text of a client's result; empty if it holds none. */
  static Optional<String> text(ObjectNode result) {
    JsonNode content = result.path("content");
    StringBuilder text = new StringBuilder(content.path("text").asText(""));
    for (JsonNode part : content.isArray() ? content : Json.array(List.of())) {
      text.append(part.path("text").asText(""));
    }
    return text.isEmpty() ? Optional.empty() : Optional.of(text.toString());
  }

  @Override
  public void close() {}
}
