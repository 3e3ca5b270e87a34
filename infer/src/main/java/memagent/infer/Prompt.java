package memagent.infer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import memagent.model.ChatMessage;
import memagent.model.ModelException;

/** A conversation as tokens, up to where the assistant's message goes on. */
final class Prompt {
  private final int[] tokens;
  private final int[] ends;

  /**
   * A prompt.
   *
   * @param ends the token count after each message, ascending; the last one is all of them
   */
  Prompt(int[] tokens, int[] ends) {
    this.tokens = tokens;
    this.ends = ends;
  }

  int[] tokens() {
    return tokens;
  }

  List<Integer> tokenList() {
    return Arrays.stream(tokens).boxed().toList();
  }

  /** The token count after the first message. */
  int firstEnd() {
    return ends[0];
  }

  /** Turns conversations into tokens for one model. */
  static final class Writer {
    private final NativeModel model;
    private final ChatTemplate template;
    private final Map<String, Integer> controls = new HashMap<>();

    Writer(NativeModel model, ChatTemplate template, String file) {
      this.model = model;
      this.template = template;
      for (String spelling : template.family().controls()) {
        int token = model.controlToken(spelling);
        if (token < 0) {
          throw new ModelException(
              "The model file "
                  + file
                  + " has a chat template with "
                  + spelling
                  + " and a vocabulary without it; choose another file of this model.");
        }
        controls.put(spelling, token);
      }
    }

    Prompt write(List<ChatMessage> messages) {
      IntStream.Builder tokens = IntStream.builder();
      IntStream.Builder ends = IntStream.builder();
      int count = 0;
      int begin = model.beginToken();
      if (begin >= 0 && !controls.containsValue(begin)) {
        tokens.add(begin);
        count++;
      }
      for (List<ChatTemplate.Part> message : template.render(messages)) {
        for (ChatTemplate.Part part : message) {
          count += write(part, tokens);
        }
        ends.add(count);
      }
      return new Prompt(tokens.build().toArray(), ends.build().toArray());
    }

    private int write(ChatTemplate.Part part, IntStream.Builder tokens) {
      return switch (part) {
        case ChatTemplate.Part.Control(String spelling) -> {
          tokens.add(controls.getOrDefault(spelling, -1));
          yield 1;
        }
        case ChatTemplate.Part.Plain(String text) -> {
          int[] plain = model.tokens(text, false);
          for (int token : plain) {
            tokens.add(token);
          }
          yield plain.length;
        }
      };
    }
  }

  int length() {
    return tokens.length;
  }

  /**
   * The end of the batch that computes the token at {@code from}.
   *
   * <p>A prompt is always cut at the ends of its messages and each message into batches of equal
   * length, wherever the work begins, so that what is computed does not depend on what was cached.
   */
  int batchEnd(int from, int batchTokensMax) {
    int start = 0;
    for (int end : ends) {
      if (from < end) {
        int whole = (from - start) / batchTokensMax + 1;
        return Math.min(end, start + whole * batchTokensMax);
      }
      start = end;
    }
    return tokens.length;
  }

  /** The last cut at or before {@code position}. */
  int cutBefore(int position, int batchTokensMax) {
    int start = 0;
    for (int end : ends) {
      if (position < end) {
        return start + (position - start) / batchTokensMax * batchTokensMax;
      }
      start = end;
    }
    return start;
  }
}
