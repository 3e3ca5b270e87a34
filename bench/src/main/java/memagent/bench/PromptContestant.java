package memagent.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;

/** The baselines: the same model, asked once, with notes in the prompt. They cannot write. */
public final class PromptContestant implements Contestant {
  private static final int COMPLETION_TOKENS_MAX = 400;
  private static final int LINES_MAX = 24;
  private static final double CHARS_PER_TOKEN = 3;
  private static final String INSTRUCTION =
      "Answer the user's question in one or two sentences, from these notes only. If the notes do"
          + " not hold the answer, say what is missing and ask. Obey <filter>.\n\nNotes:\n";

  private final ChatModel model;
  private final Notes notes;

  /** Which notes the prompt holds. */
  public enum Notes {
    /** All of them, as many as fit. */
    WHOLE_MEMORY("whole memory in the prompt"),
    /** The lines that share the most words with the question. */
    GREP("grep and the model");

    private final String label;

    Notes(String label) {
      this.label = label;
    }

    /** What reports call the baseline. */
    public String label() {
      return label;
    }
  }

  public PromptContestant(ChatModel model, Notes notes) {
    this.model = model;
    this.notes = notes;
  }

  @Override
  public Attempt attempt(Task task, Path folder, Cancellation cancellation) {
    Memory memory = Memory.read(task.memoryId(), folder);
    String shown =
        switch (notes) {
          case WHOLE_MEMORY -> memory.paste();
          case GREP -> grep(memory, task.question());
        };
    int context = model.info().contextTokensMax();
    int charsMax =
        context == 0
            ? Integer.MAX_VALUE
            : (int) ((context - COMPLETION_TOKENS_MAX) * CHARS_PER_TOKEN)
                - INSTRUCTION.length()
                - task.query().length();
    String fitting = shown.substring(0, Math.max(0, Math.min(shown.length(), charsMax)));
    ChatRequest request =
        new ChatRequest(
            List.of(
                new ChatMessage.System(INSTRUCTION + fitting), new ChatMessage.User(task.query())),
            SamplingParameters.GREEDY,
            List.of("<|im_end|>", "<|endoftext|>"),
            COMPLETION_TOKENS_MAX,
            Optional.empty());
    ChatResponse response = model.chat(request, TextListener.NONE, cancellation);
    String reply = response.text().replaceFirst("(?s)\\A\\s*<think>.*?</think>", "").strip();
    return new Attempt(
        reply, 1, 0, response.usage().promptTokens(), response.usage().completionTokens());
  }

  private record Hit(String line, int score) {}

  private static String grep(Memory memory, String question) {
    Set<String> asked = new HashSet<>(Words.of(question).list());
    asked.removeIf(word -> word.length() < 3);
    List<Hit> hits = new ArrayList<>();
    memory
        .notes()
        .forEach((path, note) -> {
          Set<String> name = new HashSet<>(Words.of(path.replace('_', ' ')).list());
          name.retainAll(asked);
          for (NoteLine line : NoteLine.all(note)) {
            Set<String> shared = new HashSet<>(Words.of(line.raw().replace('_', ' ')).list());
            shared.retainAll(asked);
            int score = 2 * shared.size() + name.size();
            if (score > 0) {
              hits.add(new Hit(path + ": " + line.raw().strip(), score));
            }
          }
        });
    hits.sort(Comparator.comparingInt(Hit::score).reversed());
    StringBuilder text = new StringBuilder();
    hits.stream().limit(LINES_MAX).forEach(hit -> text.append(hit.line()).append('\n'));
    return text.toString();
  }
}
