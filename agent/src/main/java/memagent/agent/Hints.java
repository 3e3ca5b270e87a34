package memagent.agent;

import java.util.List;
import memagent.agent.AssistantTurn.Fault;
import memagent.agent.AssistantTurn.Repair;

/**
 * What the program tells the model besides results. Small models are trained with these very words:
 * a changed one is a changed form.
 */
final class Hints {
  static final String LAST =
      "hint: this was the last block. Leave <python> empty and write <reply> from what you have.";
  static final String REPEATED =
      "hint: this block ran before with the same result. Do something else, or reply.";
  static final String REFUSED =
      "Error: The person did not allow these changes, and none of them was kept. Do not try them again; say so in your reply.";

  static final String NOT_KEPT = "hint: nothing that this block changed was kept.";
  private static final String FRAME =
      "Write <think>...</think>, then <python>code</python>, or <python></python> and"
          + " <reply>...</reply>.";

  private Hints() {}

  /** A message that stands where a result would. */
  static String result(String inside) {
    return "<result>\n" + inside + "\n</result>";
  }

  /** Changes that nobody asked for, after text from outside was read. */
  static String unasked(String why) {
    return "Error: "
        + why
        + " None of this block's changes was kept. Do not try them again; say so"
        + " in your reply.";
  }

  /** Why a turn did nothing, in the form of an error. */
  static String fault(Fault fault, int completionTokensMax) {
    return switch (fault) {
      case EMPTY -> error("The turn was empty. " + FRAME);
      case THOUGHT_ONLY -> error("The turn had only a thought. " + FRAME);
      case PLAIN_TEXT -> error("The turn had no tags. " + FRAME);
      case CUT_BLOCK ->
          error(
              "The block was cut after %d tokens and did not run. Write a shorter one."
                  .formatted(completionTokensMax));
    };
  }

  /** What was dropped from a turn whose block ran; empty for nothing. */
  static String dropped(List<Repair> repairs) {
    if (repairs.contains(Repair.REPLY_DROPPED)) {
      return "hint: a turn has code or a reply; the code ran, the reply was dropped.";
    }
    return repairs.contains(Repair.BLOCKS_DROPPED)
        ? "hint: a turn has one <python> block; only the first one ran."
        : "";
  }

  /** A block whose notes somebody else changed meanwhile. */
  static String conflict(String result, String paths) {
    return "(%s, {Conflict: somebody else changed %s since it was read. Nothing that this block"
            .formatted(result, paths)
        + " changed was kept. Read it again.})";
  }

  /** A reply with values that were read nowhere. */
  static String ungrounded(List<String> values, String evidence) {
    String text =
        error(
            "The reply says %s, which stands in nothing that was read. Reply again, only with what"
                    .formatted(String.join(", ", values))
                + " was read.");
    return evidence.isEmpty() ? text : text + "\n" + evidence;
  }

  /** For the trajectory: the model is not told, its turn goes on from another value. */
  static String drawnAgain(String value) {
    return "The reply says " + value + ", which was not read for it: drawn again from there.";
  }

  /** The same where a thought misquotes a note. */
  static String quotedAgain(String value) {
    return "The thought quotes \""
        + value
        + "\", which its note does not say: drawn again from there.";
  }

  /** The same where a turn goes in circles. */
  static final String LOOPED = "The turn says the same again and again: drawn again.";

  /** The same where a block changes notes and nobody asked for it. */
  static final String UNASKED = "The message asks for no change: a reply is drawn instead.";

  /** The same where a reply withholds what a filter leaves open. */
  static String leftOut(String line) {
    return "The reply leaves out \"" + line + "\", which may be told: drawn again for it.";
  }

  /** The same where a thought rests on a line that is not about what was asked. */
  static String wrongLine(String line) {
    return "The thought passes over \"" + line + "\": drawn again for it.";
  }

  /** The same where two notes say different things. */
  static String disagreement(String both) {
    return "The reply tells one of two values (" + both + "): drawn again for both.";
  }

  private static String error(String text) {
    return "({}, {Error: " + text + "})";
  }
}
