package memagent.mcp;

import java.time.Duration;

/**
 * Every limit of a server.
 *
 * @param frameBytesMax bytes of one message that a client sends
 * @param answerTokensMax tokens of one answer, estimated; the rest is on the next page
 * @param pageCountMax tools, notes or hits on one page of a list
 * @param queryCharsMax characters of a search
 * @param statementCharsMax characters of one thing to remember, or of a fact's new value
 * @param answerTimeMax how long a question may take before the caller gets a handle instead
 * @param askTimeMax how long a person has to answer a question of the agent
 * @param askCountMax questions of the agent that one call passes on
 * @param lossShareMax share of the memory's text, 0 to 1, that a block of code may remove unasked
 * @param lossCharsMin characters that may always be removed unasked, whatever their share
 * @param parallelCallCountMax requests of one client that are worked on at once
 * @param waitingQuestionCountMax questions that wait for the model, of all clients together
 * @param callsPerMinuteMax requests of one client by HTTP
 * @param connectionCountMax requests by HTTP at once, of all clients together
 * @param sessionCountMax conversations by HTTP that are kept open; the longest unused is closed
 * @param handleTimeMax how long an answer waits to be fetched
 */
public record McpLimits(
    int frameBytesMax,
    int answerTokensMax,
    int pageCountMax,
    int queryCharsMax,
    int statementCharsMax,
    Duration answerTimeMax,
    Duration askTimeMax,
    int askCountMax,
    double lossShareMax,
    int lossCharsMin,
    int parallelCallCountMax,
    int waitingQuestionCountMax,
    int callsPerMinuteMax,
    int connectionCountMax,
    int sessionCountMax,
    Duration handleTimeMax) {

  /** 1 MB a message, 8,000 tokens an answer, 25 seconds until a handle is given. */
  public static final McpLimits DEFAULT =
      new McpLimits(
          1_048_576,
          8_000,
          50,
          1_000,
          4_000,
          Duration.ofSeconds(25),
          Duration.ofMinutes(5),
          3,
          0.25,
          1_000,
          16,
          32,
          600,
          128,
          256,
          Duration.ofMinutes(30));

  public McpLimits {
    atLeast("frameBytesMax", frameBytesMax, 1_024);
    atLeast("answerTokensMax", answerTokensMax, 200);
    atLeast("pageCountMax", pageCountMax, 1);
    atLeast("queryCharsMax", queryCharsMax, 1);
    atLeast("statementCharsMax", statementCharsMax, 1);
    atLeast("answerTimeMax in ms", answerTimeMax.toMillis(), 1);
    atLeast("askTimeMax in ms", askTimeMax.toMillis(), 1);
    atLeast("askCountMax", askCountMax, 0);
    atLeast("lossCharsMin", lossCharsMin, 0);
    atLeast("parallelCallCountMax", parallelCallCountMax, 1);
    atLeast("waitingQuestionCountMax", waitingQuestionCountMax, 1);
    atLeast("callsPerMinuteMax", callsPerMinuteMax, 1);
    atLeast("connectionCountMax", connectionCountMax, 1);
    atLeast("sessionCountMax", sessionCountMax, 1);
    atLeast("handleTimeMax in ms", handleTimeMax.toMillis(), 1);
    if (!(lossShareMax >= 0 && lossShareMax <= 1)) {
      throw new IllegalArgumentException(
          "The limit lossShareMax is " + lossShareMax + "; it must be from 0 to 1.");
    }
  }

  /** These limits with another {@link #answerTimeMax()}. */
  public McpLimits withAnswerTimeMax(Duration time) {
    return new McpLimits(
        frameBytesMax,
        answerTokensMax,
        pageCountMax,
        queryCharsMax,
        statementCharsMax,
        time,
        askTimeMax,
        askCountMax,
        lossShareMax,
        lossCharsMin,
        parallelCallCountMax,
        waitingQuestionCountMax,
        callsPerMinuteMax,
        connectionCountMax,
        sessionCountMax,
        handleTimeMax);
  }

  /** These limits with another {@link #callsPerMinuteMax()}. */
  public McpLimits withCallsPerMinuteMax(int count) {
    return new McpLimits(
        frameBytesMax,
        answerTokensMax,
        pageCountMax,
        queryCharsMax,
        statementCharsMax,
        answerTimeMax,
        askTimeMax,
        askCountMax,
        lossShareMax,
        lossCharsMin,
        parallelCallCountMax,
        waitingQuestionCountMax,
        count,
        connectionCountMax,
        sessionCountMax,
        handleTimeMax);
  }

  private static void atLeast(String name, long value, long least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "The limit " + name + " is " + value + "; it must be " + least + " or more.");
    }
  }
}
