package memagent.agent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.sandbox.Observation;
import memagent.vault.NotePath;
import memagent.vault.UpdateOutcome;
import memagent.vault.VaultException;
import memagent.vault.VaultTransaction;

/**
 * Makes the edits of a block that missed their line by a few words. Only calls with plain texts are
 * looked at, and only where {@link NearEdit} leaves no doubt; the result then says {@code True}.
 */
final class Mending {
  private static final String TEXT = "(\"(?:[^\"\\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\\n]|\\\\.)*+')";
  private static final Pattern CALL =
      Pattern.compile(
          "(?m)^(\\w+)\\s*=\\s*update_file\\(\\s*"
              + TEXT
              + "\\s*,\\s*"
              + TEXT
              + "\\s*,\\s*"
              + TEXT
              + "\\s*\\)[ \\t]*$");
  private static final String MISSED =
      "Error: Could not find the specified content in the file. Looking for: '";

  private Mending() {}

  /** The block's observation with its near misses made good. */
  static Observation mended(String code, Observation observation, VaultTransaction transaction) {
    if (!(observation instanceof Observation.Finished finished)
        || !finished.resultText().contains(MISSED)) {
      return observation;
    }
    Map<String, Object> variables = new LinkedHashMap<>(finished.variables());
    String result = finished.resultText();
    Matcher call = CALL.matcher(code);
    while (call.find()) {
      String name = call.group(1);
      Matcher told = told(name, result);
      if (variables.get(name) instanceof String said && said.startsWith(MISSED) && told.find()) {
        if (isMade(plain(call.group(2)), plain(call.group(3)), plain(call.group(4)), transaction)) {
          variables.put(name, true);
          result = result.substring(0, told.start(1)) + "True" + result.substring(told.end(1));
        }
      }
    }
    return new Observation.Finished(variables, finished.printed(), result);
  }

  private static Matcher told(String name, String result) {
    return Pattern.compile(
            "'"
                + name
                + "': (\""
                + Pattern.quote(MISSED)
                + ".*?'\"|'Error: Could not find .*?\\\\'')"
                + "(?=[,}])")
        .matcher(result);
  }

  private static boolean isMade(String path, String old, String now, VaultTransaction transaction) {
    try {
      NotePath note = NotePath.of(path);
      Optional<NearEdit> near = NearEdit.of(transaction.read(note), old, now);
      return near.isPresent()
          && transaction.update(note, near.get().old(), near.get().now())
              instanceof UpdateOutcome.Replaced;
    } catch (VaultException e) {
      return false; // the model has its own call's error
    }
  }

  /** A Python text without its quotes and with its commonest escapes undone. */
  private static String plain(String literal) {
    StringBuilder text = new StringBuilder();
    for (int i = 1; i < literal.length() - 1; i++) {
      char sign = literal.charAt(i);
      if (sign == '\\' && i + 1 < literal.length() - 1) {
        i++;
        char escaped = literal.charAt(i);
        text.append(
            switch (escaped) {
              case 'n' -> '\n';
              case 't' -> '\t';
              default -> escaped;
            });
      } else {
        text.append(sign);
      }
    }
    return text.toString();
  }
}
