package memagent.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;
import memagent.model.ModelInfo;

/** Which messages a model sees. */
final class History {
  private static final Pattern THOUGHT = Pattern.compile("(?s)\\A\\s*<think>.*?</think>\\s*");
  private static final Pattern QWEN = Pattern.compile("(?i)qwen|mem-agent(?!-nano)");
  private static final String CUT = "\n... [cut: %d more characters]\n</result>";
  private static final double CHARS_PER_TOKEN = 3;
  private static final int CUT_DIGITS_MAX = 8;
  private static final int FITS_MAX = 8;
  private static final int WORD_PIECE_CHARS = 4;
  private static final int MESSAGE_TOKENS = 5; // who speaks, and the end of it
  private static final int RESULT_CHARS_MIN = 1_000;

  private History() {}

  /** The system prompt and as much of the conversation as fits, the current question whole. */
  static List<ChatMessage> fit(
      SystemPrompt prompt,
      List<ChatMessage> earlier,
      List<ChatMessage> current,
      ThoughtHistory thoughts,
      ModelInfo model,
      TurnLimits limits) {
    List<ChatMessage> all = new ArrayList<>(earlier);
    all.addAll(current);
    List<ChatMessage> shown = lastOnly(all, thoughts, model);
    int charsMax = charsMax(prompt, model, limits);
    List<ChatMessage> fitted = fitted(prompt, shown, charsMax);
    int tokensMax = model.contextTokensMax() - limits.completionTokensMax();
    for (int i = 0; i < FITS_MAX && model.contextTokensMax() > 0; i++) {
      int tokens = fitted.stream().mapToInt(message -> tokensMost(message.text())).sum();
      if (tokens <= tokensMax) {
        break;
      }
      charsMax = Math.max(RESULT_CHARS_MIN, (int) ((double) charsMax * tokensMax / tokens));
      fitted = fitted(prompt, shown, charsMax);
    }
    return fitted;
  }

  private static List<ChatMessage> fitted(
      SystemPrompt prompt, List<ChatMessage> messages, int charsMax) {
    List<ChatMessage> fitted = new ArrayList<>();
    fitted.add(new ChatMessage.System(prompt.text()));
    fitted.addAll(shortened(newest(messages, charsMax), charsMax));
    return fitted;
  }

  /*
   * Paths, digits and other scripts have far fewer than three characters a token. Of 36 prompts of
   * SmolLM2, in ten scripts, this counts 2 to 29 % more tokens than they had and never fewer: four
   * letters of a word, each digit, sign and line end, a code point of two bytes, and each byte of a
   * longer one.
   */
  static int tokensMost(String text) {
    int tokens = MESSAGE_TOKENS;
    int letters = 0; // of the word so far
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int sign = text.codePointAt(i);
      boolean letter = sign < 0x80 && Character.isLetter(sign);
      letters = letter ? letters + 1 : 0;
      if (letter) {
        tokens += letters % WORD_PIECE_CHARS == 1 ? 1 : 0;
      } else if (sign >= 0x800) {
        tokens += sign < 0x10000 ? 3 : 4;
      } else if (sign != ' ') {
        tokens++;
      }
    }
    return tokens;
  }

  private static int charsMax(SystemPrompt prompt, ModelInfo model, TurnLimits limits) {
    if (model.contextTokensMax() == 0) {
      return limits.historyCharsMax();
    }
    double free =
        (model.contextTokensMax() - limits.completionTokensMax()) * CHARS_PER_TOKEN
            - prompt.text().length();
    return (int) Math.max(RESULT_CHARS_MIN, Math.min(limits.historyCharsMax(), free));
  }

  /** The newest questions that fit, each whole; the last one always stays. */
  static List<ChatMessage> newest(List<ChatMessage> messages, int charsMax) {
    int from = messages.size();
    int chars = 0;
    boolean any = false;
    for (int i = messages.size() - 1; i >= 0; i--) {
      chars += messages.get(i).text().length();
      if (any && chars > charsMax) {
        break;
      }
      if (isQuestion(messages.get(i))) {
        from = i;
        any = true;
      }
    }
    return List.copyOf(messages.subList(any ? from : 0, messages.size()));
  }

  /** Whether a message begins a question: it is the person's, not a result. */
  static boolean isQuestion(ChatMessage message) {
    return message instanceof ChatMessage.User(String text) && !text.startsWith("<result>\n");
  }

  /** Cuts the longest results of a question that does not fit by itself, the oldest first. */
  private static List<ChatMessage> shortened(List<ChatMessage> messages, int charsMax) {
    List<ChatMessage> result = new ArrayList<>(messages);
    int over = messages.stream().mapToInt(m -> m.text().length()).sum() - charsMax;
    for (int i = 0; i < result.size() && over > 0; i++) {
      ChatMessage message = result.get(i);
      int spare = message.text().length() - RESULT_CHARS_MIN;
      if (message instanceof ChatMessage.User(String text) && !isQuestion(message) && spare > 0) {
        String closing = OutsideText.closing(text);
        int cut = Math.min(spare, over + CUT.length() + CUT_DIGITS_MAX + closing.length());
        int keep = text.length() - cut;
        if (Character.isHighSurrogate(text.charAt(keep - 1))) {
          keep--;
        }
        String shorter = text.substring(0, keep) + closing + CUT.formatted(text.length() - keep);
        over -= text.length() - shorter.length();
        result.set(i, new ChatMessage.User(shorter));
      }
    }
    return result;
  }

  private static List<ChatMessage> lastOnly(
      List<ChatMessage> messages, ThoughtHistory thoughts, ModelInfo model) {
    boolean all =
        switch (thoughts) {
          case ALL -> true;
          case LAST -> false;
          case AUTO -> model.isSmall() || !QWEN.matcher(model.name()).find();
        };
    if (all) {
      return messages;
    }
    List<ChatMessage> result = new ArrayList<>(messages);
    boolean last = true;
    for (int i = result.size() - 1; i >= 0; i--) {
      if (result.get(i) instanceof ChatMessage.Assistant(String text)) {
        if (!last) {
          result.set(i, new ChatMessage.Assistant(THOUGHT.matcher(text).replaceFirst("")));
        }
        last = false;
      }
    }
    return result;
  }
}
