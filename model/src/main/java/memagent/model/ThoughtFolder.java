package memagent.model;

/**
 * Puts a thought that a server sends apart from the answer ({@code reasoning_content} of llama.cpp,
 * SGLang and older vLLM, {@code reasoning} of newer vLLM, Ollama and OpenRouter) back before it, in
 * {@code <think>} tags. For one answer.
 */
final class ThoughtFolder {
  private static final String OPENER = "<think>\n";
  private static final String CLOSER = "\n</think>\n";

  private boolean thinking;

  /** Text of the thought, as it is to appear in the answer. */
  String thought(String text) {
    if (text.isEmpty() || thinking) {
      return text;
    }
    thinking = true;
    return OPENER + text;
  }

  /** Text of the answer. */
  String answer(String text) {
    if (text.isEmpty() || !thinking) {
      return text;
    }
    thinking = false;
    return CLOSER + text;
  }

  /** What closes a thought that no answer followed, once the model has ended its message. */
  String end() {
    String closer = thinking ? CLOSER : "";
    thinking = false;
    return closer;
  }
}
