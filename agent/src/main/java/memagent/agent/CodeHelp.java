package memagent.agent;

/**
 * What the program does in code for a model that often misses by a little. {@link Switch#AUTO} is
 * on for small models.
 *
 * @param askBack whether a question that fits several notes alike is asked back before the model is
 * @param mendEdits whether an edit that missed its line by a few words is made all the same, and
 *     one of somebody else's note is not
 * @param sayRead whether what a model did not read is drawn again: a line that a thought misquotes
 *     or passes over, a sum that does not come out, and a name or number of the reply; and whether
 *     a message that asks for no change is answered where the model would make one; for models that
 *     keep a grammar
 */
public record CodeHelp(Switch askBack, Switch mendEdits, Switch sayRead) {
  /** All of it for small models. */
  public static final CodeHelp AUTO = new CodeHelp(Switch.AUTO, Switch.AUTO, Switch.AUTO);

  /** None of it. */
  public static final CodeHelp OFF = new CodeHelp(Switch.OFF, Switch.OFF, Switch.OFF);
}
