package memagent.agent;

/**
 * Every limit of a question.
 *
 * @param toolTurnCountMax turns before the model is asked for its reply; the reference has 20
 * @param completionTokensMax tokens of one turn
 * @param questionCharsMax characters of a question, its filter included
 * @param filterCharsMax characters of a filters file
 * @param hintCountMax hints about the same fault in a row before the question ends
 * @param historyCharsMax characters of the conversation that the model sees, the system prompt not
 *     counted; a model with a small context gets less
 * @param sessionCharsMax characters of a conversation that are kept on disk
 * @param evidenceCharsMax characters of the evidence after one result
 * @param evidenceCountMax lines of it
 * @param recallCharsMax characters of the first look that the question comes with
 * @param recallNoteCountMax notes that the first look reads
 * @param seenCharsMax characters of read text that the evidence and the filter look at
 */
public record TurnLimits(
    int toolTurnCountMax,
    int completionTokensMax,
    int questionCharsMax,
    int filterCharsMax,
    int hintCountMax,
    int historyCharsMax,
    int sessionCharsMax,
    int evidenceCharsMax,
    int evidenceCountMax,
    int recallCharsMax,
    int recallNoteCountMax,
    int seenCharsMax) {

  /** For every model that nobody has set others for. */
  public static final TurnLimits DEFAULT =
      new TurnLimits(20, 4_096, 20_000, 20_000, 1, 400_000, 200_000, 400, 4, 1_600, 500, 4_000_000);

  /** For models below 1 B parameters: their turns are short, and a long one has lost its way. */
  public static final TurnLimits SMALL = DEFAULT.withCompletionTokensMax(512);

  public TurnLimits {
    atLeast("toolTurnCountMax", toolTurnCountMax, 1);
    atLeast("completionTokensMax", completionTokensMax, 1);
    atLeast("questionCharsMax", questionCharsMax, 1);
    atLeast("filterCharsMax", filterCharsMax, 0);
    atLeast("hintCountMax", hintCountMax, 0);
    atLeast("historyCharsMax", historyCharsMax, 1_000);
    atLeast("sessionCharsMax", sessionCharsMax, 1_000);
    atLeast("evidenceCharsMax", evidenceCharsMax, 0);
    atLeast("evidenceCountMax", evidenceCountMax, 0);
    atLeast("recallCharsMax", recallCharsMax, 0);
    atLeast("recallNoteCountMax", recallNoteCountMax, 1);
    atLeast("seenCharsMax", seenCharsMax, 0);
  }

  /** These limits with another {@link #toolTurnCountMax()}. */
  public TurnLimits withToolTurnCountMax(int count) {
    return new TurnLimits(
        count,
        completionTokensMax,
        questionCharsMax,
        filterCharsMax,
        hintCountMax,
        historyCharsMax,
        sessionCharsMax,
        evidenceCharsMax,
        evidenceCountMax,
        recallCharsMax,
        recallNoteCountMax,
        seenCharsMax);
  }

  /** These limits with another {@link #completionTokensMax()}. */
  public TurnLimits withCompletionTokensMax(int tokens) {
    return new TurnLimits(
        toolTurnCountMax,
        tokens,
        questionCharsMax,
        filterCharsMax,
        hintCountMax,
        historyCharsMax,
        sessionCharsMax,
        evidenceCharsMax,
        evidenceCountMax,
        recallCharsMax,
        recallNoteCountMax,
        seenCharsMax);
  }

  /** These limits with another {@link #recallCharsMax()}. */
  public TurnLimits withRecallCharsMax(int chars) {
    return new TurnLimits(
        toolTurnCountMax,
        completionTokensMax,
        questionCharsMax,
        filterCharsMax,
        hintCountMax,
        historyCharsMax,
        sessionCharsMax,
        evidenceCharsMax,
        evidenceCountMax,
        chars,
        recallNoteCountMax,
        seenCharsMax);
  }

  /** These limits with another {@link #historyCharsMax()}. */
  public TurnLimits withHistoryCharsMax(int chars) {
    return new TurnLimits(
        toolTurnCountMax,
        completionTokensMax,
        questionCharsMax,
        filterCharsMax,
        hintCountMax,
        chars,
        sessionCharsMax,
        evidenceCharsMax,
        evidenceCountMax,
        recallCharsMax,
        recallNoteCountMax,
        seenCharsMax);
  }

  private static void atLeast(String name, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "The limit " + name + " is " + value + "; it must be " + least + " or more.");
    }
  }
}
