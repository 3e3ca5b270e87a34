package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import memagent.model.ChatMessage;
import memagent.model.ModelException;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {
  private static final List<ChatMessage> CONVERSATION =
      List.of(
          new ChatMessage.System("Be kind."),
          new ChatMessage.User(" Hi "),
          new ChatMessage.Assistant("Hello."),
          new ChatMessage.User("Bye"));

  private static ChatTemplate recognise(String jinja) {
    return ChatTemplate.recognise(Optional.of(jinja), "model.gguf");
  }

  private static String written(ChatTemplate template, List<ChatMessage> messages) {
    StringBuilder text = new StringBuilder();
    for (ChatTemplate.Rendered message : template.render(messages)) {
      for (ChatTemplate.Part part : message.parts()) {
        text.append(
            switch (part) {
              case ChatTemplate.Part.Control(String spelling) -> spelling;
              case ChatTemplate.Part.Plain(String plain) -> plain;
            });
      }
    }
    return text.toString();
  }

  @Test
  void writesChatMl() {
    assertThat(written(recognise(TinyModel.CHATML), CONVERSATION))
        .isEqualTo(
            """
            <|im_start|>system
            Be kind.<|im_end|>
            <|im_start|>user
             Hi <|im_end|>
            <|im_start|>assistant
            Hello.<|im_end|>
            <|im_start|>user
            Bye<|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void findsTheDefaultSystemMessageInEitherSpelling() {
    String escaped =
        "{{- '<|im_start|>system\\nYou are Qwen, created by Alibaba Cloud. You are a helpful"
            + " assistant.<|im_end|>\\n' }}";
    assertThat(recognise(escaped).defaultSystem())
        .contains("You are Qwen, created by Alibaba Cloud. You are a helpful assistant.");
    String literal = "{{ '<|im_start|>system\nBe good.<|im_end|>\n' }}";
    assertThat(recognise(literal).defaultSystem()).contains("Be good.");
    assertThat(written(recognise(literal), List.of(new ChatMessage.User("Hi"))))
        .startsWith("<|im_start|>system\nBe good.<|im_end|>\n<|im_start|>user\nHi");
    String none = "{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}";
    assertThat(recognise(none).defaultSystem()).isEmpty();
  }

  @Test
  void tellsAThoughtThatIsAlwaysOpenedFromOneThatIsSwitchedOff() {
    ChatTemplate thinking = recognise(TinyModel.CHATML_THINKING);
    assertThat(thinking.opensThought()).isTrue();
    assertThat(written(thinking, CONVERSATION)).endsWith("<|im_start|>assistant\n<think>\n");
    String hybrid =
        "{{- '<|im_start|>assistant\\n' }}{%- if enable_thinking is false %}{{-"
            + " '<think>\\n\\n</think>\\n\\n' }}{%- endif %}";
    assertThat(recognise(hybrid).opensThought()).isFalse();
  }

  @Test
  void givesAThoughtItsOpenerBack() {
    List<ChatMessage> messages =
        List.of(new ChatMessage.User("Hi"), new ChatMessage.Assistant("Hm.\n</think>\nHello."));
    assertThat(written(recognise(TinyModel.CHATML_THINKING), messages))
        .contains("<|im_start|>assistant\n<think>\nHm.\n</think>\nHello.<|im_end|>");
    assertThat(written(recognise(TinyModel.CHATML), messages))
        .contains("<|im_start|>assistant\nHm.\n</think>");
  }

  @Test
  void writesLlama3() {
    assertThat(written(recognise("{{ '<|start_header_id|>' }}"), CONVERSATION))
        .isEqualTo(
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\nBe kind.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\nHello.<|eot_id|>"
                + "<|start_header_id|>user<|end_header_id|>\n\nBye<|eot_id|>"
                + "<|start_header_id|>assistant<|end_header_id|>\n\n");
    String dated = "{{ '<|start_header_id|>' }} Cutting Knowledge Date: December 2023";
    assertThat(written(recognise(dated), List.of(new ChatMessage.User("Hi"))))
        .startsWith(
            "<|begin_of_text|><|start_header_id|>system<|end_header_id|>\n\n"
                + "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n<|eot_id|>");
  }

  @Test
  void writesGemmaWithTheSystemMessageInTheFirstQuestion() {
    assertThat(written(recognise("{{ '<start_of_turn>' }}"), CONVERSATION))
        .isEqualTo(
            """
            <bos><start_of_turn>user
            Be kind.

            Hi<end_of_turn>
            <start_of_turn>model
            Hello.<end_of_turn>
            <start_of_turn>user
            Bye<end_of_turn>
            <start_of_turn>model
            """);
  }

  @Test
  void refusesWhatItDoesNotKnow() {
    assertThatThrownBy(() -> recognise("{{ '[INST]' }}"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("model.gguf")
        .hasMessageContaining("ChatML, Llama 3, Gemma");
    assertThatThrownBy(() -> ChatTemplate.recognise(Optional.empty(), "model.gguf"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("no chat template");
  }
}
