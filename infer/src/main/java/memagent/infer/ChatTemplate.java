package memagent.infer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;
import memagent.model.ModelException;

/**
 * Writes a conversation in the form that a model was trained on.
 *
 * <p>A GGUF file brings its form as a Jinja template, and llama.cpp's C API cannot run Jinja. The
 * families of forms are few, so the template's text is recognised and its form rendered here: the
 * family by its control tokens, a default system message and an opened {@code <think>} by the
 * literals in the template. Rendering gives parts, not one string: only the template's own control
 * tokens may become control tokens, whatever a message spells.
 *
 * @param defaultSystem what stands in the system message's place where a conversation has none
 * @param opensThought whether the assistant's message is begun with {@code <think>}
 * @param datedSystem whether the system message begins with Llama 3.1's lines about dates
 */
record ChatTemplate(
    Family family, Optional<String> defaultSystem, boolean opensThought, boolean datedSystem) {

  /** The forms that are known, each named for its first user. */
  enum Family {
    CHATML,
    LLAMA3,
    GEMMA;

    /** The control tokens that the vocabulary must have. */
    List<String> controls() {
      return switch (this) {
        case CHATML -> List.of("<|im_start|>", "<|im_end|>");
        case LLAMA3 ->
            List.of("<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>");
        case GEMMA -> List.of("<bos>", "<start_of_turn>", "<end_of_turn>");
      };
    }
  }

  /**
   * A rendered message.
   *
   * @param generated whether the model wrote it, or is about to
   */
  record Rendered(boolean generated, List<Part> parts) {
    Rendered {
      parts = List.copyOf(parts);
    }
  }

  /** A piece of a rendered message. */
  sealed interface Part {
    /** A control token, by its spelling. */
    record Control(String spelling) implements Part {}

    /** Text in which no control token is seen. */
    record Plain(String text) implements Part {}
  }

  private static final Pattern DEFAULT_SYSTEM =
      Pattern.compile("'<\\|im_start\\|>system(?:\\\\n|\n)([^'{}<]+)<\\|im_end\\|>");
  private static final Pattern OPENED_THOUGHT =
      Pattern.compile("<\\|im_start\\|>assistant(?:\\\\n|\n)<think>(?:\\\\n|\n)*'");
  private static final String DATES =
      "Cutting Knowledge Date: December 2023\nToday Date: 26 Jul 2024\n\n";

  /**
   * Recognises a template.
   *
   * @param jinja the file's {@code tokenizer.chat_template}
   * @param file for messages
   */
  static ChatTemplate recognise(Optional<String> jinja, String file) {
    String text =
        jinja.orElseThrow(() ->
            new ModelException(
                "The model file "
                    + file
                    + " has no chat template; choose an instruction-tuned model."));
    if (text.contains("<|im_start|>")) {
      Matcher system = DEFAULT_SYSTEM.matcher(text);
      return new ChatTemplate(
          Family.CHATML,
          system.find() ? Optional.of(system.group(1).replace("\\n", "\n")) : Optional.empty(),
          OPENED_THOUGHT.matcher(text).find(),
          false);
    }
    if (text.contains("<|start_header_id|>")) {
      return new ChatTemplate(
          Family.LLAMA3, Optional.empty(), false, text.contains("Cutting Knowledge Date"));
    }
    if (text.contains("<start_of_turn>")) {
      return new ChatTemplate(Family.GEMMA, Optional.empty(), false, false);
    }
    throw new ModelException(
        "The chat template of the model file "
            + file
            + " is of no family that is known here (ChatML, Llama 3, Gemma); choose a model with"
            + " one of these.");
  }

  /**
   * Renders a conversation and the beginning of the assistant's next message.
   *
   * @return one for each message, the begun one last
   */
  List<Rendered> render(List<ChatMessage> messages) {
    return switch (family) {
      case CHATML -> renderChatMl(messages);
      case LLAMA3 -> renderLlama3(messages);
      case GEMMA -> renderGemma(messages);
    };
  }

  private List<Rendered> renderChatMl(List<ChatMessage> messages) {
    List<Rendered> rendered = new ArrayList<>();
    if (!(messages.getFirst() instanceof ChatMessage.System) && defaultSystem.isPresent()) {
      rendered.add(new Rendered(false, chatMl("system", defaultSystem.get())));
    }
    for (ChatMessage message : messages) {
      rendered.add(new Rendered(generated(message), chatMl(role(message), text(message))));
    }
    rendered.add(
        new Rendered(
            true,
            List.of(
                new Part.Control("<|im_start|>"),
                new Part.Plain(opensThought ? "assistant\n<think>\n" : "assistant\n"))));
    return rendered;
  }

  private static List<Part> chatMl(String role, String text) {
    return List.of(
        new Part.Control("<|im_start|>"),
        new Part.Plain(role + "\n" + text),
        new Part.Control("<|im_end|>"),
        new Part.Plain("\n"));
  }

  private List<Rendered> renderLlama3(List<ChatMessage> messages) {
    List<Rendered> rendered = new ArrayList<>();
    boolean hasSystem = messages.getFirst() instanceof ChatMessage.System;
    if (datedSystem && !hasSystem) {
      rendered.add(new Rendered(false, llama3("system", DATES)));
    }
    for (ChatMessage message : messages) {
      String dates = datedSystem && message instanceof ChatMessage.System ? DATES : "";
      rendered.add(
          new Rendered(generated(message), llama3(role(message), dates + message.text().strip())));
    }
    rendered.add(
        new Rendered(
            true,
            List.of(
                new Part.Control("<|start_header_id|>"),
                new Part.Plain("assistant"),
                new Part.Control("<|end_header_id|>"),
                new Part.Plain("\n\n"))));
    return begun(rendered, "<|begin_of_text|>");
  }

  private static List<Part> llama3(String role, String text) {
    return List.of(
        new Part.Control("<|start_header_id|>"),
        new Part.Plain(role),
        new Part.Control("<|end_header_id|>"),
        new Part.Plain("\n\n" + text),
        new Part.Control("<|eot_id|>"));
  }

  /** Gemma has no system role: what it says leads the first message of the user. */
  private static List<Rendered> renderGemma(List<ChatMessage> messages) {
    List<Rendered> rendered = new ArrayList<>();
    String lead = "";
    for (ChatMessage message : messages) {
      if (message instanceof ChatMessage.System) {
        lead += message.text().strip() + "\n\n";
      } else {
        String role = message instanceof ChatMessage.Assistant ? "model" : "user";
        rendered.add(
            new Rendered(
                generated(message),
                List.of(
                    new Part.Control("<start_of_turn>"),
                    new Part.Plain(role + "\n" + lead + message.text().strip()),
                    new Part.Control("<end_of_turn>"),
                    new Part.Plain("\n"))));
        lead = "";
      }
    }
    rendered.add(
        new Rendered(
            true, List.of(new Part.Control("<start_of_turn>"), new Part.Plain("model\n"))));
    return begun(rendered, "<bos>");
  }

  private static List<Rendered> begun(List<Rendered> rendered, String control) {
    List<Part> first = new ArrayList<>(rendered.getFirst().parts());
    first.addFirst(new Part.Control(control));
    rendered.set(0, new Rendered(rendered.getFirst().generated(), first));
    return rendered;
  }

  private static boolean generated(ChatMessage message) {
    return message instanceof ChatMessage.Assistant;
  }

  private static String role(ChatMessage message) {
    return switch (message) {
      case ChatMessage.System _ -> "system";
      case ChatMessage.User _ -> "user";
      case ChatMessage.Assistant _ -> "assistant";
    };
  }

  /** A thought that the template opened gets its opener back. */
  private String text(ChatMessage message) {
    boolean headless =
        opensThought
            && message instanceof ChatMessage.Assistant
            && message.text().contains("</think>")
            && !message.text().stripLeading().startsWith("<think>");
    return headless ? "<think>\n" + message.text() : message.text();
  }
}
