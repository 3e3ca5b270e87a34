package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelException;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherArchitecturesTest {
  @TempDir private Path folder;

  private static LlamaSettings settings(Path file) {
    return LlamaSettings.of(file, Parts.folder().libraryFolder());
  }

  private static ChatResponse ask(LlamaChatModel model) {
    return model.chat(
        new ChatRequest(
            List.of(new ChatMessage.User("the them this")),
            SamplingParameters.GREEDY,
            List.of(),
            40,
            Optional.empty()),
        TextListener.NONE,
        new Cancellation());
  }

  @Test
  void runsQwen3() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
    try (LlamaChatModel model = LlamaChatModel.load(settings(file))) {
      assertThat(model.info().opensThought()).isFalse();
      assertThat(model.info().contextTokensMax()).isEqualTo(TinyModel.CONTEXT);
      assertThat(ask(model).usage().completionTokens()).isBetween(1, 40);
      assertThat(ask(model).text()).isEqualTo(ask(model).text());
    }
  }

  @Test
  void beginsInsideTheThoughtWhereTheTemplateOpensIt() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML_THINKING);
    try (LlamaChatModel model = LlamaChatModel.load(settings(file))) {
      assertThat(model.info().opensThought()).isTrue();
      int[] prompt = model.promptTokens(List.of(new ChatMessage.User("hi")));
      assertThat(model.text(prompt)).endsWith("assistant\n<think>\n");
    }
  }

  @Test
  void runsLlama() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "llama", TinyModel.CHATML);
    try (LlamaChatModel model = LlamaChatModel.load(settings(file))) {
      assertThat(ask(model).usage().completionTokens()).isBetween(1, 40);
    }
  }

  @Test
  void refusesAnArchitectureThatLlamaCppDoesNotKnow() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "abacus", TinyModel.CHATML);
    assertThatThrownBy(() -> LlamaChatModel.load(settings(file)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("tiny.gguf")
        .hasMessageContaining("abacus");
  }

  @Test
  void switchesAdaptersAtRunTime() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
    Path strong = TinyModel.writeAdapter(folder.resolve("strong.gguf"), "qwen3", 1.5f);
    Path weak = TinyModel.writeAdapter(folder.resolve("weak.gguf"), "qwen3", 0.9f);
    try (LlamaChatModel model = LlamaChatModel.load(settings(file))) {
      int[] tokens = model.tokens("the them this");
      float[][] bare = model.logits(tokens);
      LlamaAdapter first = model.adapter(strong);
      LlamaAdapter second = model.adapter(weak);
      model.use(List.of(new LlamaAdapter.Use(first, 1)));
      float[][] changed = model.logits(tokens);
      assertThat(changed[2]).isNotEqualTo(bare[2]);
      model.use(List.of(new LlamaAdapter.Use(second, 1)));
      assertThat(model.logits(tokens)[2]).isNotEqualTo(bare[2]).isNotEqualTo(changed[2]);
      model.use(List.of(new LlamaAdapter.Use(first, 0.5), new LlamaAdapter.Use(second, 0.5)));
      assertThat(model.logits(tokens)[2]).isNotEqualTo(changed[2]);
      model.use(List.of());
      assertThat(model.logits(tokens)[2]).isEqualTo(bare[2]);
    }
  }

  @Test
  void computesAConversationAnewWhenTheAdapterChanges() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
    Path strong = TinyModel.writeAdapter(folder.resolve("strong.gguf"), "qwen3", 1.5f);
    LlamaSettings attached =
        settings(file).withAdapters(List.of(new LlamaSettings.AdapterFile(strong, 1)));
    try (LlamaChatModel bare = LlamaChatModel.load(settings(file));
        LlamaChatModel always = LlamaChatModel.load(attached)) {
      String before = ask(bare).text();
      bare.use(List.of(new LlamaAdapter.Use(bare.adapter(strong), 1)));
      ChatResponse after = ask(bare);
      assertThat(after.usage().cachedTokens()).isZero();
      assertThat(after.text()).isEqualTo(ask(always).text()).isNotEqualTo(before);
    }
  }

  @Test
  void refusesAdaptersThatDoNotFit() {
    Path file = TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", TinyModel.CHATML);
    Path other = TinyModel.writeAdapter(folder.resolve("other.gguf"), "llama", 1f);
    try (LlamaChatModel model = LlamaChatModel.load(settings(file))) {
      assertThatThrownBy(() -> model.adapter(other))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("architecture llama");
      assertThatThrownBy(() -> model.adapter(file))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("not a LoRA adapter");
      assertThatThrownBy(() -> model.adapter(folder.resolve("none.gguf")))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("does not exist");
    }
    assertThatThrownBy(() -> LlamaChatModel.load(settings(other)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is a LoRA adapter");
  }

  @Test
  void refusesAVocabularyWithoutTheTemplatesTokens() {
    Path file =
        TinyModel.write(folder.resolve("tiny.gguf"), "qwen3", "{{ '<|start_header_id|>' + role }}");
    assertThatThrownBy(() -> LlamaChatModel.load(settings(file)))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("vocabulary without it");
  }
}
