package memagent.bench;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How often code and judge say the same.
 *
 * @param onlyCode tasks that only the code calls right
 * @param onlyJudge tasks that only the judge calls right
 * @param errors tasks on which the judge failed; they count nowhere else
 */
record Agreement(
    String name, int bothRight, int bothWrong, int onlyCode, int onlyJudge, int errors) {
  static final String HEADER =
      "  %-14s %10s %10s %10s %11s %7s %7s %7s%n"
          .formatted(
              "category",
              "both right",
              "both wrong",
              "only code",
              "only judge",
              "errors",
              "agree",
              "kappa");

  static Agreement of(String name, List<TaskResult> results, Map<String, Judgement> judgements) {
    int[] counts = new int[5];
    for (TaskResult result : results) {
      Judgement judgement = judgements.get(result.id());
      if (judgement != null && !result.isError()) {
        boolean right = judgement.verdict() == TaskResult.Verdict.RIGHT;
        int cell =
            judgement.verdict() == TaskResult.Verdict.ERROR
                ? 4
                : result.isRight() ? (right ? 0 : 2) : (right ? 3 : 1);
        counts[cell]++;
      }
    }
    return new Agreement(name, counts[0], counts[1], counts[2], counts[3], counts[4]);
  }

  @JsonIgnore
  int total() {
    return bothRight + bothWrong + onlyCode + onlyJudge;
  }

  @JsonIgnore
  double share() {
    return (double) (bothRight + bothWrong) / total();
  }

  /* Cohen, Educational and Psychological Measurement 20 (1960): (p - e) / (1 - e), where e is the
   * agreement of two that say "right" as often as these do, but by chance. No number where both
   * always say the same word, for then chance explains it all. */
  @JsonIgnore
  double kappa() {
    double n = total();
    double code = (bothRight + onlyCode) / n;
    double judge = (bothRight + onlyJudge) / n;
    double chance = code * judge + (1 - code) * (1 - judge);
    return (share() - chance) / (1 - chance);
  }

  /** The share on which both agree, for people. */
  String shareText() {
    return total() == 0 ? "-" : String.format(Locale.ROOT, "%.1f%%", 100 * share());
  }

  /** Kappa for people; a line where it is no number. */
  String kappaText() {
    return Double.isNaN(kappa()) ? "-" : String.format(Locale.ROOT, "%.2f", kappa());
  }

  String line() {
    return String.format(
        Locale.ROOT,
        "  %-14s %10d %10d %10d %11d %7d %7s %7s%n",
        name,
        bothRight,
        bothWrong,
        onlyCode,
        onlyJudge,
        errors,
        shareText(),
        kappaText());
  }
}
