package memagent.model;

/** One message of a conversation. */
public sealed interface ChatMessage {

  /** The message's text; may be empty. */
  String text();

  /** Instructions that come before the conversation. */
  @SuppressWarnings("AvoidCommonTypeNames") // "system" is the name of the role
  record System(String text) implements ChatMessage {}

  /** What the person, or the program on their behalf (a {@code <result>}), said. */
  record User(String text) implements ChatMessage {}

  /** What the model said. */
  record Assistant(String text) implements ChatMessage {}
}
