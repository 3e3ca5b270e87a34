package memagent.agent;

/**
 * What the program does in code for a model that often misses by a little. {@link Switch#AUTO} is
 * on for small models.
 *
 * @param askBack whether a question that fits several notes alike is asked back before the model is
 * @param mendEdits whether an edit that missed its line by a few words is made all the same
 * @param sayRead whether a line that a thought misquotes is drawn again from its note's lines, and
 *     a name or number that the model did not read for this answer from those that it did; for
 *     models that keep a grammar
 */
public record CodeHelp(Switch askBack, Switch mendEdits, Switch sayRead) {
  /** All of it for small models. */
  public static final CodeHelp AUTO = new CodeHelp(Switch.AUTO, Switch.AUTO, Switch.AUTO);

  /** None of it. */
  public static final CodeHelp OFF = new CodeHelp(Switch.OFF, Switch.OFF, Switch.OFF);
}
