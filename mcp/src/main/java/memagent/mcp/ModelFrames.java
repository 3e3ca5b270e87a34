package memagent.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.ModelInfo;
import memagent.model.SamplingParameters;
import memagent.model.TokenUsage;

/**
 * What a guest and a host say to each other: a line of JSON each. Both speak the same revision,
 * which is a part of the place's name.
 */
final class ModelFrames {
  static final String CHAT = "chat";
  static final String DONE = "done";
  static final String FAILED = "failed";
  static final String GUEST = "guest";

  private ModelFrames() {}

  static byte[] line(ObjectNode frame) {
    return (Json.write(frame) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** Nothing but that the host lives. */
  static ObjectNode beat() {
    return Json.object();
  }

  static ObjectNode failed(String sentence) {
    return Json.object(FAILED, sentence);
  }

  static ObjectNode infoRequest() {
    return Json.object("info", true);
  }

  static ObjectNode infoReply(ModelInfo info) {
    return Json.object(
        DONE,
        Json.object(
            "name",
            info.name(),
            "contextTokensMax",
            info.contextTokensMax(),
            "parameterCount",
            info.parameterCount(),
            "opensThought",
            info.opensThought(),
            "keepsGrammar",
            info.keepsGrammar()));
  }

  static ModelInfo info(JsonNode done) {
    return new ModelInfo(
        done.path("name").asText(),
        done.path("contextTokensMax").asInt(),
        done.path("parameterCount").asLong(),
        done.path("opensThought").asBoolean(),
        done.path("keepsGrammar").asBoolean());
  }

  static ObjectNode chatRequest(String guest, ChatRequest request) {
    List<ObjectNode> messages = new ArrayList<>();
    for (ChatMessage message : request.messages()) {
      messages.add(Json.object("role", role(message), "text", message.text()));
    }
    SamplingParameters sampling = request.sampling();
    ObjectNode chat =
        Json.object(
            "messages",
            messages,
            "temperature",
            sampling.temperature(),
            "topP",
            sampling.topP(),
            "topK",
            sampling.topK(),
            "minP",
            sampling.minP(),
            "seed",
            sampling.seed(),
            "stops",
            request.stops(),
            "completionTokensMax",
            request.completionTokensMax());
    request.grammar().ifPresent(grammar -> chat.put("grammar", grammar));
    return Json.object(GUEST, guest, CHAT, chat);
  }

  private static String role(ChatMessage message) {
    return switch (message) {
      case ChatMessage.System _ -> "system";
      case ChatMessage.User _ -> "user";
      case ChatMessage.Assistant _ -> "assistant";
    };
  }

  /**
   * The request of a frame.
   *
   * @throws IOException if it is none
   */
  static ChatRequest request(JsonNode chat) throws IOException {
    List<ChatMessage> messages = new ArrayList<>();
    for (JsonNode message : chat.path("messages")) {
      String text = message.path("text").asText();
      messages.add(
          switch (message.path("role").asText()) {
            case "system" -> new ChatMessage.System(text);
            case "user" -> new ChatMessage.User(text);
            case "assistant" -> new ChatMessage.Assistant(text);
            default -> throw new IOException("A message has no known role.");
          });
    }
    List<String> stops = new ArrayList<>();
    chat.path("stops").forEach(stop -> stops.add(stop.asText()));
    try {
      return new ChatRequest(
          messages,
          new SamplingParameters(
              chat.path("temperature").asDouble(),
              chat.path("topP").asDouble(),
              chat.path("topK").asInt(),
              chat.path("minP").asDouble(),
              chat.path("seed").asLong()),
          stops,
          chat.path("completionTokensMax").asInt(),
          Optional.ofNullable(chat.get("grammar")).map(JsonNode::asText));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  static ObjectNode reply(ChatResponse response) {
    return Json.object(
        DONE,
        Json.object(
            "text",
            response.text(),
            "promptTokens",
            response.usage().promptTokens(),
            "cachedTokens",
            response.usage().cachedTokens(),
            "completionTokens",
            response.usage().completionTokens(),
            "finish",
            response.finishReason().name()));
  }

  static ChatResponse response(JsonNode done) {
    return new ChatResponse(
        done.path("text").asText(),
        new TokenUsage(
            done.path("promptTokens").asInt(),
            done.path("cachedTokens").asInt(),
            done.path("completionTokens").asInt()),
        FinishReason.valueOf(done.path("finish").asText()));
  }
}
