package memagent.agent;

import java.util.List;

/**
 * The turn frame as GBNF, llama.cpp's grammar form. Values are free but for their own closing tag.
 */
public final class TurnGrammar {
  /*
   * "Any text without </python>" is the automaton that looks for the tag (Knuth, Morris, Pratt 1977):
   * one rule per state, each with its last symbol a rule, so that llama.cpp's stacks do not grow, and
   * at most two of them are alive at a time. The automaton ends before the whole tag: what begins
   * like it can only be it. An untrained SmolLM2 wrote </tink> and </pytho> and never came out of the
   * value; so "</" always closes a thought, "</py" a block and "</re" a reply, while "</div>" stays
   * possible in the last two.
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

  /** How long a thought may be. */
  public enum Thought {
    /** As long as the token limit allows. */
    FREE,
    /** At most three lines, for small models. */
    SHORT
  }

  /** The grammar of a turn that a large model begins itself. */
  public static final String GBNF = gbnf(Start.FRAME, Body.ANY, Thought.FREE);

  private static final String SHORT_THOUGHT =
      """
      thought ::= [\\n]? t0 ( [\\n] t0 )? ( [\\n] t0 )? [\\n]?
      """;

  private TurnGrammar() {}

  /** The grammar of one turn; its first rule is {@code root}. */
  public static String gbnf(Start start, Body body, Thought thought) {
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
    grammar.append("root ::= ").append(open).append("thought \"</think>\" gap ").append(parts);
    grammar.append('\n');
    grammar.append(
        switch (thought) {
          case FREE -> "thought ::= t0\n" + without("t", "</", "[^<]");
          case SHORT -> SHORT_THOUGHT + without("t", "</", "[^<\\n]");
        });
    return grammar.append(afterThought(body)).toString();
  }

  private static String afterThought(Body body) {
    StringBuilder grammar = new StringBuilder();
    if (body == Body.ANY) {
      grammar.append("block ::= \"<python>\" [ \\n]* [^ \\n<`] p0 \"</python>\"\n");
      grammar.append(without("p", "</py", "[^<]"));
    }
    grammar.append("reply ::= \"<python>\" gap \"</python>\" gap ");
    grammar.append("\"<reply>\" [ \\n]? [^ \\n<] r0 \"</reply>\"\n");
    grammar.append(without("r", "</re", "[^<]"));
    return grammar.append("gap ::= [ \\n]? [ \\n]?\n").toString();
  }

  /**
   * The grammar of a turn that is drawn again from one place of its thought on.
   *
   * @param before the turn up to there
   * @param values what may stand there
   * @param body what the turn may hold
   * @param isWhole whether the thought ends there
   */
  static String thoughtAgain(String before, List<String> values, Body body, boolean isWhole) {
    String parts = body == Body.ANY ? "( block | reply )" : "reply";
    return "root ::= "
        + literal(before)
        + (isWhole
            ? " value ( [ \\n] )? \"</think>\" gap "
            : " value ( [ \\n;)] thought )? \"</think>\" gap ")
        + parts
        + "\nvalue ::= "
        + alternatives(values)
        + '\n'
        + SHORT_THOUGHT
        + without("t", "</", "[^<\\n]")
        + afterThought(body);
  }

  /**
   * The grammar of a turn that is drawn again from one place of its reply on.
   *
   * @param before the turn up to there
   * @param values what may stand there
   */
  static String again(String before, List<String> values) {
    StringBuilder grammar = new StringBuilder("root ::= ").append(literal(before));
    grammar.append(" value r0 \"</reply>\"\n").append("value ::= ").append(alternatives(values));
    return grammar.append('\n').append(without("r", "</re", "[^<]")).toString();
  }

  private static String alternatives(List<String> values) {
    return String.join(" | ", values.stream().map(TurnGrammar::literal).toList());
  }

  private static String literal(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\r", "\\r")
        + '"';
  }

  /**
   * Rules for a text without {@code tag}, which begins with its only angle bracket; the first one
   * is the name with a 0.
   *
   * @param free the characters that do not begin the tag
   */
  private static String without(String name, String tag, String free) {
    StringBuilder rules = new StringBuilder();
    String noBreak = free.contains("\\n") ? "\\n" : "";
    for (int state = 0; state < tag.length(); state++) {
      char next = tag.charAt(state);
      rules.append(name).append(state).append(" ::= ");
      if (state + 1 < tag.length()) {
        rules.append('"').append(next).append("\" ").append(name).append(state + 1).append(" | ");
      }
      // A mismatch falls back to the state after a '<', or to the first.
      if (state == 0) {
        rules.append(free).append(' ').append(name).append('0');
      } else {
        rules.append("\"<\" ").append(name).append("1 | [^<").append(next).append(noBreak);
        rules.append("] ").append(name).append('0');
      }
      rules.append(" | \"\"\n");
    }
    return rules.toString();
  }
}
