package memagent.infer;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.model.ModelException;

/**
 * Looks over a GBNF text before llama.cpp does, which prints its complaints into the terminal:
 * every rule that is used must be defined, {@code root} among them, and literals must be closed.
 */
final class GrammarText {
  private static final Pattern DEFINITION = Pattern.compile("(?m)^\\s*([a-zA-Z][\\w-]*)\\s*::=");
  private static final Pattern NAME = Pattern.compile("[a-zA-Z][\\w-]*");

  private GrammarText() {}

  static void check(String grammar) {
    String bare = withoutLiterals(grammar);
    Set<String> defined = new HashSet<>();
    Matcher definition = DEFINITION.matcher(bare);
    while (definition.find()) {
      defined.add(definition.group(1));
    }
    if (!defined.contains("root")) {
      throw new ModelException("The grammar has no rule root; it must begin with root ::= ....");
    }
    Matcher name = NAME.matcher(bare);
    while (name.find()) {
      if (!defined.contains(name.group())) {
        throw new ModelException(
            "The grammar uses the rule " + name.group() + " and does not define it.");
      }
    }
  }

  /** Takes out strings, character classes, tokens, repetitions and comments. */
  private static String withoutLiterals(String grammar) {
    StringBuilder bare = new StringBuilder();
    int at = 0;
    while (at < grammar.length()) {
      char first = grammar.charAt(at);
      switch (first) {
        case '"' -> at = close(grammar, at, '"');
        case '[' -> at = close(grammar, at, ']');
        case '<' -> at = close(grammar, at, '>');
        case '{' -> at = close(grammar, at, '}');
        case '#' -> {
          int end = grammar.indexOf('\n', at);
          at = end < 0 ? grammar.length() : end;
        }
        default -> {
          bare.append(first);
          at++;
        }
      }
    }
    return bare.toString();
  }

  private static int close(String grammar, int from, char closer) {
    for (int at = from + 1; at < grammar.length(); at++) {
      char next = grammar.charAt(at);
      if (next == '\\') {
        at++;
      } else if (next == closer) {
        return at + 1;
      } else if (next == '\n' && closer != '}') {
        break;
      }
    }
    throw new ModelException(
        "The grammar has a "
            + grammar.charAt(from)
            + " at character "
            + from
            + " that is never closed by "
            + closer
            + ".");
  }
}
