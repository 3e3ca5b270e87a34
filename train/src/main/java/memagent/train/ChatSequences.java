package memagent.train;

import java.util.Arrays;
import java.util.List;
import memagent.infer.GgufFile;
import memagent.infer.LlamaChatModel;
import memagent.model.ChatMessage;

/**
 * Conversations as tokens, cut exactly as the serving side cuts them: the tokens before each
 * assistant message are the very prompt that the model gets when it serves, and the message is the
 * tokens that it would have to sample, its end included.
 */
public final class ChatSequences {
  private final LlamaChatModel tokenizer;
  private final int endToken;

  /**
   * @param tokenizer the model that is trained, as it is served
   * @param gguf its file, for the token that ends a message
   */
  public ChatSequences(LlamaChatModel tokenizer, GgufFile gguf) {
    this.tokenizer = tokenizer;
    this.endToken =
        (int)
            gguf.whole("tokenizer.ggml.eos_token_id")
                .orElseThrow(() ->
                    new TrainException(
                        "The model file "
                            + gguf.path().getFileName()
                            + " names no end token; choose an instruction-tuned model."));
  }

  /** The token that ends an assistant's message. */
  public int endToken() {
    return endToken;
  }

  /** (tokens): what stands before the first user message of such conversations. */
  public int[] systemPrefix(ChatMessage.System system) {
    int[] one = tokenizer.promptTokens(List.of(system, new ChatMessage.User("a")));
    int[] other = tokenizer.promptTokens(List.of(system, new ChatMessage.User("1")));
    int same = Arrays.mismatch(one, other);
    return Arrays.copyOf(one, same);
  }

  /**
   * One conversation.
   *
   * @param conversation begins with the system message, ends with an assistant message
   * @param prefix from {@link #systemPrefix}; left out of the result
   */
  public TokenSequence sequence(TraceFile.Conversation conversation, int[] prefix) {
    List<ChatMessage> messages = conversation.messages();
    int[] whole = prefix.clone();
    boolean[] trained = new boolean[whole.length];
    for (int i = 0; i < messages.size(); i++) {
      if (messages.get(i) instanceof ChatMessage.Assistant(String text)) {
        int[] prompt = tokenizer.promptTokens(messages.subList(0, i));
        int[] said = tokenizer.tokens(text);
        int[] next = Arrays.copyOf(prompt, prompt.length + said.length + 1);
        System.arraycopy(said, 0, next, prompt.length, said.length);
        next[next.length - 1] = endToken;
        boolean learned = conversation.trained().get(i);
        trained = marks(whole, trained, prompt, next.length, learned);
        whole = next;
      }
    }
    return new TokenSequence(
        Arrays.copyOfRange(whole, prefix.length, whole.length),
        Arrays.copyOfRange(trained, prefix.length, trained.length));
  }

  /** Keeps the marks of what came before, and gives what follows the prompt its own. */
  private static boolean[] marks(
      int[] before, boolean[] marks, int[] prompt, int length, boolean learned) {
    if (prompt.length < before.length
        || Arrays.mismatch(before, 0, before.length, prompt, 0, before.length) >= 0) {
      throw new TrainException(
          "A conversation's history is cut into other tokens than its turns were; train its last turn alone.");
    }
    boolean[] all = Arrays.copyOf(marks, length);
    Arrays.fill(all, prompt.length, length, learned);
    return all;
  }
}
