package memagent.infer;

import java.nio.file.Path;
import memagent.model.ModelException;

/**
 * What a model file says of itself, read before native code opens it.
 *
 * @param name for people, from the file's name
 * @param fingerprint the same for the same weights
 */
record ModelCard(Path file, String name, GgufFile gguf, ChatTemplate template, String fingerprint) {

  static ModelCard read(Path file) {
    GgufFile gguf = GgufFile.read(file);
    if (gguf.text("general.type").orElse("model").equals("adapter")) {
      throw new ModelException(
          "The file " + file + " is a LoRA adapter; give it as an adapter of its base model.");
    }
    if (gguf.text("general.architecture").isEmpty() || gguf.tensors().isEmpty()) {
      throw new ModelException("The model file " + file + " holds no model; choose another one.");
    }
    ChatTemplate template =
        ChatTemplate.recognise(gguf.text("tokenizer.chat_template"), file.toString());
    return new ModelCard(file, name(file), gguf, template, Fingerprint.of(gguf));
  }

  /** {@code SmolLM2-135M-Instruct.Q4_1.gguf} is called {@code SmolLM2-135M-Instruct Q4_1}. */
  static String name(Path file) {
    return file.getFileName()
        .toString()
        .replaceFirst("\\.gguf$", "")
        .replaceFirst("[.-](?=(?:I?Q[0-9]|BF16|F16|F32)[A-Z0-9_]*$)", " ");
  }
}
