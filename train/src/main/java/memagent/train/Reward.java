package memagent.train;

import memagent.agent.AgentResult;
import memagent.bench.Grade;

/**
 * What an episode earns. The grader's verdict dominates; everything else together is worth less
 * than a success, so that no form can be farmed.
 *
 * <p>Earlier runs of others say why: a reward for well-formed turns was collected by talking until
 * the last turn; a judge's reward made replies long; a bonus for reading {@code user.md} first
 * helped at the start (docs/experiments.md).
 *
 * @param firstLookHelp for reading or checking {@code user.md} in the first block; fades to 0
 * @param helpSteps optimizer steps over which that help fades
 * @param turnCost for each turn beyond {@code freeTurns}
 * @param freeTurns turns that cost nothing
 * @param malformedCost for each malformed turn
 * @param outOfTurnsCost for ending without a reply
 */
public record Reward(
    double firstLookHelp,
    int helpSteps,
    double turnCost,
    int freeTurns,
    double malformedCost,
    double outOfTurnsCost) {

  /** The values of docs/experiments.md. */
  public static final Reward DEFAULT = new Reward(0.05, 40, 0.02, 4, 0.05, 0.2);

  /** The most that a failed episode can be worth, so that any success is worth more. */
  static final double FAILURE_MAX = 0.1;

  public Reward {
    if (firstLookHelp < 0 || firstLookHelp > FAILURE_MAX) {
      throw new TrainException(
          "The help for a first look is "
              + firstLookHelp
              + "; it must be 0 to "
              + FAILURE_MAX
              + ", or looking would pay without answering.");
    }
  }

  /**
   * The reward of one episode, at most 1 plus the help.
   *
   * @param firstCode of the first turn; empty where it ran none
   * @param step optimizer steps so far
   */
  public double of(AgentResult result, Grade grade, String firstCode, long step) {
    // An agent that gave up shows what it read last; that holds the answer now and then.
    boolean replied = result instanceof AgentResult.Replied;
    double reward = replied && grade.isRight() ? 1 : 0;
    if (firstCode.contains("user.md") || firstCode.contains("list_files")) {
      reward += firstLookHelp * Math.max(0, 1 - (double) step / helpSteps);
    }
    reward -= turnCost * Math.max(0, result.outcome().turns() - freeTurns);
    reward -= malformedCost * result.outcome().malformed();
    return replied ? reward : reward - outOfTurnsCost;
  }
}
