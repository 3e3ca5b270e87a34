package memagent.agent;

/**
 * The turn frame as GBNF, llama.cpp's grammar form. Values are free but for their own closing tag.
 */
public final class TurnGrammar {
  /*
   * "Any text without </think>" is the automaton that looks for the tag (Knuth, Morris, Pratt 1977):
   * one rule per state, each with its last symbol a rule, so that llama.cpp's stacks do not grow, and
   * at most two of them are alive at a time.
   */

  /** Where a turn begins. */
  public enum Start {
    /** The model writes {@code <think>}. */
    FRAME,
    /** The chat template has written {@code <think>}. */
    THOUGHT
  }

  /** What a turn may hold. */
  public enum Body {
    /** A block, or an empty one and a reply. */
    ANY,
    /** An empty block and a reply: the last turn. */
    REPLY
  }

  private static final String GAP =
      """
      gap ::= [ \\n]? [ \\n]?
      """;

  private TurnGrammar() {}

  /** The grammar of one turn; its first rule is {@code root}. */
  public static String gbnf(Start start, Body body) {
    String open =
        switch (start) {
          case FRAME -> "\"<think>\" ";
          case THOUGHT -> "";
        };
    String parts =
        switch (body) {
          case ANY -> "( block | reply )";
          case REPLY -> "reply";
        };
    StringBuilder grammar = new StringBuilder();
    grammar.append("root ::= ").append(open).append("t0 \"</think>\" gap ").append(parts);
    grammar.append('\n');
    if (body == Body.ANY) {
      grammar.append("block ::= \"<python>\" [ \\n]* [^ \\n<`] p0 \"</python>\"\n");
    }
    grammar.append("reply ::= \"<python>\" gap \"</python>\" gap ");
    grammar.append("\"<reply>\" [ \\n]? [^ \\n<] r0 \"</reply>\"\n");
    grammar.append(GAP);
    grammar.append(without("t", "</think>"));
    if (body == Body.ANY) {
      grammar.append(without("p", "</python>"));
    }
    grammar.append(without("r", "</reply>"));
    return grammar.toString();
  }

  /** The grammar of a turn that the model begins itself. */
  public static final String GBNF = gbnf(Start.FRAME, Body.ANY);

  /** Rules for a text that does not contain {@code tag}; the first is the name with a 0. */
  private static String without(String name, String tag) {
    StringBuilder rules = new StringBuilder();
    for (int state = 0; state < tag.length(); state++) {
      char next = tag.charAt(state);
      rules.append(name).append(state).append(" ::= ");
      if (state + 1 < tag.length()) {
        rules.append('"').append(next).append("\" ").append(name).append(state + 1).append(" | ");
      }
      // Any tag of ours has its only '<' first, so a mismatch falls back to state 0 or 1.
      if (state == 0) {
        rules.append("[^<] ").append(name).append("0");
      } else {
        rules.append("\"<\" ").append(name).append("1 | [^<").append(next).append("] ");
        rules.append(name).append("0");
      }
      rules.append(" | \"\"\n");
    }
    return rules.toString();
  }
}
