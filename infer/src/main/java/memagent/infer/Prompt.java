package memagent.infer;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import memagent.model.ChatMessage;
import memagent.model.ModelException;

/**
 * A conversation as tokens, up to where the assistant's message goes on, and how it is cut into
 * batches.
 *
 * <p>What llama.cpp computes for a token depends on its batch in one way: from {@link #TILE_TOKENS}
 * tokens on, attention is computed in tiles and rounds differently (measured: batches of 1 to 9
 * tokens give the same bits, batches of 64 to 512 the same among themselves, and the two kinds
 * differ). So a prompt is always cut at the same places, wherever the work begins: at the ends of
 * its messages, and each message into batches of equal length. What the model itself wrote is cut
 * into batches below the tile, which give the same bits as the one-by-one computation when it was
 * written. That makes every answer the same with and without caches, bit for bit.
 */
final class Prompt {
  /** From this many tokens on, a batch's attention is computed in tiles. */
  static final int TILE_TOKENS = 64;

  /** Batch length for what the model wrote. */
  private static final int GENERATED_BATCH_TOKENS = TILE_TOKENS / 2;

  /** A message of so many tokens is computed as what is generated. */
  private static final int SHORT_TOKENS_MAX = TILE_TOKENS - 1;

  private final int[] tokens;
  private final int[] ends;
  private final boolean[] generated;

  /**
   * A prompt.
   *
   * @param ends the token count after each message, ascending; the last one is all of them
   * @param generated for each message whether the model wrote it, or is about to
   */
  Prompt(int[] tokens, int[] ends, boolean[] generated) {
    this.tokens = tokens;
    this.ends = ends;
    this.generated = generated;
  }

  int[] tokens() {
    return tokens;
  }

  List<Integer> tokenList() {
    return Arrays.stream(tokens).boxed().toList();
  }

  /** How many leading tokens are the same. */
  int common(int[] other) {
    int most = Math.min(tokens.length, other.length);
    int mismatch = Arrays.mismatch(tokens, 0, most, other, 0, most);
    return mismatch < 0 ? most : mismatch;
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
      List<ChatTemplate.Rendered> rendered = template.render(messages);
      boolean[] generated = new boolean[rendered.size()];
      for (int i = 0; i < generated.length; i++) {
        for (ChatTemplate.Part part : rendered.get(i).parts()) {
          count += write(part, tokens);
        }
        ends.add(count);
        generated[i] = rendered.get(i).generated();
      }
      return new Prompt(tokens.build().toArray(), ends.build().toArray(), generated);
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

  /** The end of the batch that computes the token at {@code from}. */
  int batchEnd(int from, int batchTokensMax) {
    int message = message(from);
    int start = start(message);
    int length = generated[message] ? GENERATED_BATCH_TOKENS : batchTokensMax;
    int whole = (from - start) / length + 1;
    return Math.min(ends[message], start + whole * length);
  }

  /** Where the work can begin when the first {@code position} tokens are there already. */
  int resume(int position, int batchTokensMax) {
    int most = Math.min(position, length() - 1);
    int message = message(most);
    int start = start(message);
    return generated[message] ? most : start + (most - start) / batchTokensMax * batchTokensMax;
  }

  /**
   * Whether the token at {@code position} is computed as prompts are, and not as what is generated:
   * for a few tokens, changing over would take longer than it saves.
   */
  boolean isRead(int position) {
    int message = message(position);
    return !generated[message] && ends[message] - start(message) > SHORT_TOKENS_MAX;
  }

  /** The message that the token at {@code position} belongs to. */
  private int message(int position) {
    int message = 0;
    while (position >= ends[message]) {
      message++;
    }
    return message;
  }

  private int start(int message) {
    return message == 0 ? 0 : ends[message - 1];
  }
}
