package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelException;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;

/** A model that judges outcomes besides the code; it changes no figure of the code's. */
public final class Judge {
  private static final int COMPLETION_TOKENS_MAX =
      2_000; // reasoning models think before they judge
  private static final int REASON_CHARS_MAX = 600;
  private static final int TRIES = 2;
  private static final Pattern VERDICT =
      Pattern.compile("(?i)<judg(?:e)?ment>\\s*(IN)?CORRECT\\s*</judg(?:e)?ment>");
  private static final Pattern BESIDE = Pattern.compile("(?i)(?:\\W|or|and)*");
  private static final Pattern BARE = Pattern.compile("(?i)\\A\\W*(IN)?CORRECT\\W*\\z");

  private final ChatModel model;
  private final int completionTokensMax;

  /** A judge that may think before it says something. */
  public Judge(ChatModel model) {
    this(model, COMPLETION_TOKENS_MAX);
  }

  /** One that says at most so much. */
  Judge(ChatModel model, int completionTokensMax) {
    this.model = model;
    this.completionTokensMax = completionTokensMax;
  }

  /** What the judge is called. */
  public String name() {
    return model.info().name();
  }

  /**
   * Judges one outcome. A judge that fails, or twice gives no verdict, is an error, never wrong.
   */
  public Judgement judge(Task task, TaskResult result, Cancellation cancellation) {
    List<ChatMessage> messages = new ArrayList<>();
    messages.add(new ChatMessage.System(JudgePrompt.system(task.category())));
    messages.add(new ChatMessage.User(JudgePrompt.user(task, result)));
    String said = "";
    try {
      for (int i = 0; i < TRIES; i++) {
        if (i > 0) { // the same question would bring the same answer
          messages.add(new ChatMessage.Assistant(reason(said)));
          messages.add(new ChatMessage.User(JudgePrompt.AGAIN));
        }
        ChatResponse response = model.chat(request(messages), TextListener.NONE, cancellation);
        said = response.text().replaceFirst("(?s)\\A\\s*<think>.*?</think>", "").strip();
        Optional<TaskResult.Verdict> verdict = verdict(said);
        if (verdict.isPresent()) {
          return new Judgement(task.id(), verdict.get(), reason(said));
        }
      }
    } catch (ModelException e) {
      return new Judgement(task.id(), TaskResult.Verdict.ERROR, String.valueOf(e.getMessage()));
    }
    return new Judgement(
        task.id(), TaskResult.Verdict.ERROR, "The judge gave no verdict: " + reason(said));
  }

  private ChatRequest request(List<ChatMessage> messages) {
    return new ChatRequest(
        messages, SamplingParameters.GREEDY, List.of(), completionTokensMax, Optional.empty());
  }

  /*
   * The last verdict counts; a judge that weighs both in its reason ends with the one it means. One
   * that says both side by side repeats the question and means none.
   */
  private static Optional<TaskResult.Verdict> verdict(String said) {
    Matcher matcher = VERDICT.matcher(said);
    Optional<TaskResult.Verdict> verdict = Optional.empty();
    int end = 0;
    while (matcher.find()) {
      TaskResult.Verdict next = of(matcher);
      boolean besideOther =
          verdict.isPresent()
              && verdict.get() != next
              && BESIDE.matcher(said.substring(end, matcher.start())).matches();
      verdict = besideOther ? Optional.empty() : Optional.of(next);
      end = matcher.end();
    }
    Matcher bare = BARE.matcher(said);
    return verdict.isEmpty() && bare.matches() ? Optional.of(of(bare)) : verdict;
  }

  private static TaskResult.Verdict of(Matcher matcher) {
    return matcher.group(1) == null ? TaskResult.Verdict.RIGHT : TaskResult.Verdict.WRONG;
  }

  private static String reason(String said) {
    String reason = VERDICT.matcher(said).replaceAll("").strip();
    if (reason.isEmpty()) {
      return said.toLowerCase(Locale.ROOT);
    }
    return reason.length() > REASON_CHARS_MAX
        ? reason.substring(0, REASON_CHARS_MAX) + "…"
        : reason;
  }
}
