package memagent.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Answers a conversation as it was recorded by {@link RecordingChatModel}. A request must have the
 * messages of a recorded one; each recorded exchange answers once.
 */
public final class ReplayChatModel implements ChatModel {
  private final ModelInfo info;
  private final List<Exchange> left;
  private boolean closed;

  /**
   * @param info of the model that was recorded
   * @param exchanges in the order of the calls
   */
  public ReplayChatModel(ModelInfo info, List<Exchange> exchanges) {
    this.info = info;
    this.left = new ArrayList<>(exchanges);
  }

  /**
   * Reads a recording.
   *
   * @throws ModelException if the file cannot be read or is no recording
   */
  public static ReplayChatModel read(Path file) {
    return Recording.read(file);
  }

  @Override
  public ModelInfo info() {
    return info;
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    ChatResponse recorded = take(request).response();
    ChatResponse said = CannedText.stream(recorded.text(), request, listener, cancellation);
    boolean whole = said.text().equals(recorded.text());
    return whole && said.finishReason() != FinishReason.CANCELLED ? recorded : said;
  }

  private synchronized Exchange take(ChatRequest request) {
    if (closed) {
      throw new ModelException("The replayed model was closed and cannot answer any more.");
    }
    Optional<Exchange> match =
        left.stream()
            .filter(one -> one.request().messages().equals(request.messages()))
            .findFirst();
    match.ifPresent(left::remove);
    return match.orElseThrow(() -> new ModelException(unknown(request)));
  }

  private String unknown(ChatRequest request) {
    if (left.isEmpty()) {
      return "The recording of " + info.name() + " is at its end and was asked once more.";
    }
    return "The recording of "
        + info.name()
        + " has no answer to this conversation: "
        + CannedText.firstDifference(left.getFirst().request().messages(), request.messages())
        + ".";
  }

  @Override
  public synchronized void close() {
    closed = true;
  }
}
