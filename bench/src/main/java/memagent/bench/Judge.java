package memagent.bench;

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
  private static final Pattern BARE = Pattern.compile("(?i)\\A\\W*(IN)?CORRECT\\W*\\z");

  private final ChatModel model;

  public Judge(ChatModel model) {
    this.model = model;
  }

  /** What the judge is called. */
  public String name() {
    return model.info().name();
  }

  /**
   * Judges one outcome. A judge that fails, or twice gives no verdict, is an error, never wrong.
   */
  public Judgement judge(Task task, TaskResult result, Cancellation cancellation) {
    ChatRequest request =
        new ChatRequest(
            List.of(
                new ChatMessage.System(JudgePrompt.system(task.category())),
                new ChatMessage.User(JudgePrompt.user(task, result))),
            SamplingParameters.GREEDY,
            List.of(),
            COMPLETION_TOKENS_MAX,
            Optional.empty());
    String said = "";
    try {
      for (int i = 0; i < TRIES; i++) {
        ChatResponse response = model.chat(request, TextListener.NONE, cancellation);
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

  /* The last verdict counts; a judge that weighs both in its reason ends with the one it means. */
  private static Optional<TaskResult.Verdict> verdict(String said) {
    Matcher matcher = VERDICT.matcher(said);
    Optional<TaskResult.Verdict> verdict = Optional.empty();
    while (matcher.find()) {
      verdict = Optional.of(of(matcher));
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
