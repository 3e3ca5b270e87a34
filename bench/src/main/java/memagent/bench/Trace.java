package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import memagent.agent.TurnLimits;

/**
 * What the oracle does for one task.
 *
 * @param lastThought of the turn that replies
 * @param needs texts of notes that the model must see with the question, since no turn reads them
 * @param recallCharsMax characters of the first look that the trace is made for
 * @param evidence texts of notes that the reply rests on, by path, however the model sees them; an
 *     empty text for all of the note
 */
public record Trace(
    List<Turn> turns,
    String lastThought,
    String reply,
    List<String> needs,
    int recallCharsMax,
    Map<String, List<String>> evidence) {
  public Trace {
    turns = List.copyOf(turns);
    needs = List.copyOf(needs);
    evidence = Map.copyOf(evidence);
  }

  /** A trace whose evidence nobody wrote down. */
  public Trace(
      List<Turn> turns, String lastThought, String reply, List<String> needs, int recallCharsMax) {
    this(turns, lastThought, reply, needs, recallCharsMax, Map.of());
  }

  /**
   * A turn with a block.
   *
   * @param isTrained false for a wrong step that the next one mends: models see it but do not learn
   *     it
   */
  public record Turn(String thought, String code, boolean isTrained) {}

  /** The trace of a solution without thoughts of its own. */
  public static Trace of(Solution solution) {
    List<Turn> turns = new ArrayList<>();
    for (String step : solution.steps()) {
      turns.add(new Turn("Next step.", step, true));
    }
    return new Trace(
        turns, "This answers it.", solution.reply(), List.of(), TurnLimits.SMALL.recallCharsMax());
  }

  /** What the model says turn by turn, in the agent's frame. */
  public List<String> messages() {
    List<String> messages = new ArrayList<>();
    for (Turn turn : turns) {
      messages.add(
          "<think>" + turn.thought() + "</think>\n<python>\n" + turn.code() + "\n</python>");
    }
    messages.add(
        "<think>" + lastThought + "</think>\n<python></python>\n<reply>" + reply + "</reply>");
    return messages;
  }

  /** Which of {@link #messages()} are trained on. */
  public List<Boolean> mask() {
    List<Boolean> mask = new ArrayList<>();
    turns.forEach(turn -> mask.add(turn.isTrained()));
    mask.add(true);
    return mask;
  }

  /** The same steps and reply with other thoughts. */
  Trace withThoughts(Thoughts thoughts, String question) {
    return new Trace(
        turns.stream()
            .map(turn ->
                new Turn(
                    thoughts.of(question, turn.thought(), turn.code()),
                    turn.code(),
                    turn.isTrained()))
            .toList(),
        thoughts.of(question, lastThought, reply),
        reply,
        needs,
        recallCharsMax,
        evidence);
  }

  Solution solution() {
    return new Solution(turns.stream().map(Turn::code).toList(), reply);
  }
}
