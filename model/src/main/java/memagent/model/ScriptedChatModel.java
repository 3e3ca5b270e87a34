package memagent.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Answers from a list, one entry a call: for tests, for {@code doctor} and for demonstrations. */
public final class ScriptedChatModel implements ChatModel {
  private static final ModelInfo INFO = new ModelInfo("scripted", 0, 0, false, false);

  private final ModelInfo info;
  private final List<Answer> answers;
  private final List<ChatRequest> requests = new ArrayList<>();
  private boolean closed;

  /** One entry of the script. */
  @FunctionalInterface
  public interface Answer {

    /**
     * The whole text, before stop strings and limits are applied to it.
     *
     * @throws ModelException to play a model that fails
     */
    String to(ChatRequest request);
  }

  /**
   * @param info what the model claims to be
   * @param answers in the order of the calls; a call after the last one fails
   */
  public ScriptedChatModel(ModelInfo info, List<Answer> answers) {
    this.info = info;
    this.answers = List.copyOf(answers);
  }

  /** A model that says these texts, one a call. */
  public static ScriptedChatModel saying(String... texts) {
    return new ScriptedChatModel(
        INFO, Stream.of(texts).<Answer>map(text -> request -> text).toList());
  }

  /** What it was asked so far, oldest first. */
  public synchronized List<ChatRequest> requests() {
    return List.copyOf(requests);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    return CannedText.stream(next(request).to(request), request, listener, cancellation);
  }

  private synchronized Answer next(ChatRequest request) {
    if (closed) {
      throw new ModelException("The scripted model was closed and cannot answer any more.");
    }
    requests.add(request);
    if (requests.size() > answers.size()) {
      throw new ModelException(
          "The script has " + answers.size() + " answers and was asked once more; add an answer.");
    }
    return answers.get(requests.size() - 1);
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
