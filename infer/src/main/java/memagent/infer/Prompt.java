package memagent.infer;

import java.util.ArrayList;
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
 * tokens on, flash attention is computed in tiles and rounds differently (measured: batches of 1 to
 * 9 tokens give the same bits, batches of 64 to 512 the same among themselves, wherever they are
 * cut, and the two kinds differ). So what is read between two of the model's messages, one run with
 * the header of the next one, is computed in batches of at least the tile, if need be together with
 * tokens of the run that are there already; a run that is shorter than the tile is one batch. What
 * the model itself wrote is cut into batches below the tile, which give the same bits as the
 * one-by-one computation when it was written. That makes every answer the same with and without
 * caches, bit for bit.
 */
final class Prompt {
  /** From this many tokens on, a batch's attention is computed in tiles. */
  static final int TILE_TOKENS = 64;

  /** Batch length for what the model wrote. */
  private static final int GENERATED_BATCH_TOKENS = TILE_TOKENS / 2;

  private final int[] tokens;
  private final int firstEnd;
  private final List<Run> runs;

  /** Tokens that are computed alike. */
  private record Run(int start, int end, boolean generated) {
    int length() {
      return end - start;
    }
  }

  /**
   * A prompt.
   *
   * @param ends the token count after each message, ascending; the last one is all of them
   * @param generated for each message whether the model wrote it, or is about to; the last message
   *     has the header only
   */
  Prompt(int[] tokens, int[] ends, boolean[] generated) {
    this.tokens = tokens;
    this.firstEnd = ends[0];
    this.runs = runs(tokens, ends, generated);
  }

  private static List<Run> runs(int[] tokens, int[] ends, boolean[] generated) {
    List<Run> runs = new ArrayList<>();
    int last = ends.length - 1;
    int header = generated[last] && last > 0 ? ends[last] - ends[last - 1] : 0;
    int begun = 0;
    for (int i = 0; i < last; i++) {
      int start = i == 0 ? 0 : ends[i - 1];
      if (generated[i]) {
        int length = isHeader(tokens, start, ends[i], header) ? header : 0;
        add(runs, begun, start + length, false);
        add(runs, start + length, ends[i], true);
        begun = ends[i];
      }
    }
    add(runs, begun, tokens.length, false);
    return List.copyOf(runs);
  }

  private static void add(List<Run> runs, int start, int end, boolean generated) {
    if (end > start) {
      runs.add(new Run(start, end, generated));
    }
  }

  private static boolean isHeader(int[] tokens, int start, int end, int header) {
    int from = tokens.length - header;
    return end - start >= header
        && Arrays.equals(tokens, start, start + header, tokens, from, tokens.length);
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
    return firstEnd;
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

  /**
   * The end of the batch that computes the token at {@code from}.
   *
   * @param until where the work ends, at most; from the start of its run on it is long enough, as
   *     {@link #isLong} says
   */
  int batchEnd(int from, int until, int batchTokensMax) {
    Run run = run(from);
    int end = Math.min(run.end(), until);
    if (run.generated()) {
      int whole = (from - run.start()) / GENERATED_BATCH_TOKENS + 1;
      return Math.min(end, run.start() + whole * GENERATED_BATCH_TOKENS);
    }
    if (end - from <= batchTokensMax) {
      return end;
    }
    return Math.min(from + batchTokensMax, end - TILE_TOKENS);
  }

  /** Where the work can begin when the first {@code position} tokens are there already. */
  int resume(int position) {
    int most = Math.min(position, length() - 1);
    Run run = run(most);
    if (run.generated()) {
      return most;
    }
    // What is there of the run may have been a run of its own, of less than a tile.
    return most - run.start() < TILE_TOKENS ? run.start() : Math.min(most, run.end() - TILE_TOKENS);
  }

  /** Whether the token at {@code position} is computed as prompts are: its run has a tile. */
  boolean isRead(int position) {
    Run run = run(position);
    return !run.generated() && run.length() >= TILE_TOKENS;
  }

  /** Whether the work can end at {@code position}, to go on from there another time. */
  boolean isLong(int position) {
    Run run = run(position);
    return position - run.start() >= TILE_TOKENS && position < run.end();
  }

  private Run run(int position) {
    int run = 0;
    while (position >= runs.get(run).end()) {
      run++;
    }
    return runs.get(run);
  }
}
