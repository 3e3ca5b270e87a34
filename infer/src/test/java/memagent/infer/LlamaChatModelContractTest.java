package memagent.infer;

import memagent.model.ChatModel;
import memagent.model.ChatModelContract;

class LlamaChatModelContractTest extends ChatModelContract {
  @Override
  protected ChatModel open() {
    return LlamaChatModel.load(Parts.embedded());
  }
}
