package memagent.model;

import java.nio.file.Path;

/** Passes every call to another model and keeps what was asked and answered in a file. */
public final class RecordingChatModel implements ChatModel {
  private final ChatModel model;
  private final Path file;

  /**
   * Starts the file anew.
   *
   * @param model closed with this one
   * @param file JSON Lines: first the model's info, then one exchange a line; read by {@link
   *     ReplayChatModel#read}
   * @throws ModelException if the file cannot be written
   */
  public RecordingChatModel(ChatModel model, Path file) {
    this.model = model;
    this.file = file;
    Recording.start(file, model.info());
  }

  @Override
  public ModelInfo info() {
    return model.info();
  }

  @Override
  public ChatResponse chat(ChatRequest request, TextListener listener, Cancellation cancellation) {
    ChatResponse response = model.chat(request, listener, cancellation);
    synchronized (this) {
      Recording.append(file, new Exchange(request, response));
    }
    return response;
  }

  @Override
  public void close() {
    model.close();
  }
}
