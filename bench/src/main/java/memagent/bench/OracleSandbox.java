package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.sandbox.MemoryTools;
import memagent.sandbox.Observation;
import memagent.sandbox.Protections;
import memagent.sandbox.Sandbox;
import memagent.vault.VaultTransaction;

/**
 * Runs the few forms of code that the oracle of the worlds writes, without Python: {@code x =
 * function("text", ...)} and {@code x = 3 + 4} (a {@link Reckoning}), a line each. The functions
 * are the real ones, in the same transaction, and the result text is that of the real sandbox; a
 * test and the checks of {@link WorldsFile} hold the two together. It is for making many traces
 * where no worker can be spared.
 */
public final class OracleSandbox implements Sandbox {
  private static final Pattern CALL = Pattern.compile("([a-z_][a-z0-9_]*) = ([a-z_]+)\\((.*)\\)");
  private static final Pattern SUM = Pattern.compile("([a-z_]+) = (.*)");
  private static final Pattern TEXT = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"(?:, )?");

  @Override
  public Observation run(String code, VaultTransaction transaction, Map<String, Object> variables) {
    MemoryTools tools = new MemoryTools(transaction);
    Map<String, Object> set = new LinkedHashMap<>();
    for (String line : code.lines().toList()) {
      Matcher sum = SUM.matcher(line);
      Matcher call = CALL.matcher(line);
      if (sum.matches() && Reckoning.is(sum.group(2))) {
        set.put(sum.group(1), new Reckoning(sum.group(2)).value());
      } else if (call.matches()) {
        set.put(call.group(1), call(tools, call.group(2), arguments(call.group(3))));
      } else {
        throw new BenchException(
            "The line \"" + line + "\" is no code of the oracle; run it in the real sandbox.");
      }
    }
    return new Observation.Finished(set, "", dictionary(set));
  }

  private static Object call(MemoryTools tools, String function, List<String> arguments) {
    return switch (tools.call(function, arguments)) {
      case MemoryTools.Returned(Object value) -> value;
      case MemoryTools.Raised(String exception, String message) ->
          throw new BenchException(
              "The oracle's " + function + " raised " + exception + ": " + message);
    };
  }

  private static List<String> arguments(String list) {
    List<String> arguments = new ArrayList<>();
    Matcher text = TEXT.matcher(list);
    int end = 0;
    while (text.find() && text.start() == end) {
      arguments.add(unescaped(text.group(1)));
      end = text.end();
    }
    if (end != list.length()) {
      throw new BenchException("The arguments (" + list + ") are no texts of the oracle.");
    }
    return arguments;
  }

  private static String unescaped(String literal) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < literal.length(); i++) {
      char c = literal.charAt(i);
      if (c == '\\') {
        char next = literal.charAt(++i);
        text.append(next == 'n' ? '\n' : next == 't' ? '\t' : next);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String dictionary(Map<String, Object> variables) {
    return variables.entrySet().stream()
        .map(e -> repr(e.getKey()) + ": " + repr(e.getValue()))
        .collect(Collectors.joining(", ", "{", "}"));
  }

  /* Python's repr of a text: double quotes only where that saves escapes. */
  static String repr(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? "True" : "False";
      case String text -> {
        char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
        StringBuilder out = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
          char c = text.charAt(i);
          switch (c) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\\' -> out.append("\\\\");
            default -> out.append(c == quote ? "\\" + c : String.valueOf(c));
          }
        }
        yield out.append(quote).toString();
      }
      default -> value.toString();
    };
  }

  @Override
  public void warm() {}

  @Override
  public Protections protections() {
    return new Protections(List.of());
  }

  @Override
  public void close() {}
}
