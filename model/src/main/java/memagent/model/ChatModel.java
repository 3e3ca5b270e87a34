package memagent.model;

/**
 * A language model that continues a conversation. Implementations are safe for use by several
 * threads; calls that cannot run side by side wait for each other in order of arrival.
 */
public interface ChatModel extends AutoCloseable {

  /** What this model is called and what it can take. */
  ModelInfo info();

  /**
   * Generates the next assistant message.
   *
   * @param listener receives each piece of text as it is generated; the pieces joined are exactly
   *     {@link ChatResponse#text()}
   * @param cancellation asked while generating; once cancelled, the call returns soon with {@link
   *     FinishReason#CANCELLED} and the text so far
   * @throws ModelException if the model cannot answer (it is unreachable, broken, or the request
   *     does not fit); the message is one sentence for the user
   */
  ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation);

  /** Frees what the model holds. Calls after this throw {@link ModelException}. */
  @Override
  void close();
}
