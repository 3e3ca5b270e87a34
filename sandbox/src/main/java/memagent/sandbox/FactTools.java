package memagent.sandbox;

import java.util.List;
import java.util.stream.Collectors;
import memagent.vault.FactLookup;
import memagent.vault.FactOutcome;
import memagent.vault.InvalidPathException;
import memagent.vault.KeyedValue;
import memagent.vault.LinkOutcome;
import memagent.vault.Namesake;
import memagent.vault.NotePath;
import memagent.vault.VaultException;
import memagent.vault.VaultTransaction;

/**
 * The functions of a block that know facts by their names: {@code get_fact}, {@code set_fact} and
 * {@code add_link}. What they refuse is a text that begins with {@code Error:}, as {@code
 * update_file} and {@code read_file} have it; it is one sentence and holds no value of a fact.
 */
final class FactTools {
  private final VaultTransaction transaction;

  FactTools(VaultTransaction transaction) {
    this.transaction = transaction;
  }

  private interface Asking {
    Object of(NotePath path);
  }

  /** The value as text. */
  Object get(String path, String key, String heading) {
    return asked(
        path,
        note -> {
          FactLookup lookup = transaction.fact(note, key, heading);
          return lookup instanceof FactLookup.Found(KeyedValue fact)
              ? fact.value()
              : error(why(note, key, heading, lookup, ""));
        });
  }

  /** True. */
  Object set(String path, String key, String value, String heading) {
    return asked(path, note -> outcome(note, key, heading, value));
  }

  private Object outcome(NotePath note, String key, String heading, String value) {
    return switch (transaction.setFact(note, key, heading, value)) {
      case FactOutcome.Replaced replaced -> true;
      case FactOutcome.Added added -> true;
      case FactOutcome.Unchanged same ->
          error(
              "No changes were made, since '%s' in '%s' has that value already"
                  .formatted(same.present().key(), note));
      case FactOutcome.Unclear(FactLookup lookup) ->
          error(
              why(
                  note,
                  key,
                  heading,
                  lookup,
                  "; use its path, or make another note with create_file first"));
      case FactOutcome.Unusable(String reason) -> error(reason);
    };
  }

  /** True. */
  Object link(String one, String other, String relation, String inverse) {
    return asked(
        one, a -> asked(other, b -> linked(transaction.addLink(a, b, relation, inverse), a, b)));
  }

  private static Object linked(LinkOutcome outcome, NotePath a, NotePath b) {
    return switch (outcome) {
      case LinkOutcome.Linked done -> true;
      case LinkOutcome.Unchanged same ->
          error("No changes were made, since '%s' and '%s' are linked so already".formatted(a, b));
      case LinkOutcome.SameNote same ->
          error("'%s' cannot be linked to itself; name two notes".formatted(a));
      case LinkOutcome.NoSuchNote(NotePath path, FactLookup.NoSuchNote none) ->
          error(
              none.namesakes().isEmpty()
                  ? "File '%s' does not exist; make it with create_file first".formatted(path)
                  : why(path, "", "", none, "; use its path, or make another note first"));
      case LinkOutcome.Refused(NotePath path, String key, FactOutcome reason) ->
          error(
              switch (reason) {
                case FactOutcome.Unclear(FactLookup lookup) -> why(path, key, "", lookup, "");
                case FactOutcome.Unusable(String sentence) -> sentence;
                case FactOutcome.Added added -> "";
                case FactOutcome.Replaced replaced -> "";
                case FactOutcome.Unchanged same -> "";
              });
    };
  }

  private static String why(
      NotePath note, String key, String heading, FactLookup lookup, String instead) {
    String below = heading.isBlank() ? "" : " under '" + heading + "'";
    return switch (lookup) {
      case FactLookup.Found found -> "";
      case FactLookup.NoSuchFact(List<String> keys) ->
          keys.isEmpty()
              ? "'%s' has no facts%s; read it with read_file".formatted(note, below)
              : "'%s' has no fact '%s'%s; it has: %s"
                  .formatted(note, key, below, String.join(", ", keys));
      case FactLookup.NoSuchHeading(List<String> headings) ->
          headings.isEmpty()
              ? "'%s' has no headings; leave the heading out".formatted(note)
              : "'%s' has no heading '%s'; it has: %s"
                  .formatted(note, heading, String.join(", ", headings));
      case FactLookup.SeveralFacts(List<KeyedValue> facts) -> several(note, facts);
      case FactLookup.NoSuchNote(List<Namesake> namesakes) ->
          namesakes.isEmpty()
              ? "File '%s' does not exist".formatted(note)
              : "File '%s' does not exist, but this may be meant: %s%s"
                  .formatted(
                      note,
                      namesakes.stream().map(Namesake::shown).collect(Collectors.joining(" or ")),
                      instead);
    };
  }

  private static String several(NotePath note, List<KeyedValue> facts) {
    long headings = facts.stream().map(KeyedValue::headings).distinct().count();
    return "'%s' stands %d times in '%s': %s; %s"
        .formatted(
            facts.getFirst().key(),
            facts.size(),
            note,
            facts.stream().map(KeyedValue::place).collect(Collectors.joining(" and ")),
            headings == facts.size()
                ? "give the heading as well"
                : "change the right one with update_file");
  }

  /** Takes a path as every function does, without its ending too, and a link. */
  private Object asked(String path, Asking asking) {
    try {
      return asking.of(note(path));
    } catch (InvalidPathException e) {
      return error("Permission denied accessing '" + path + "': " + message(e));
    } catch (VaultException e) {
      return error(message(e));
    }
  }

  private NotePath note(String path) {
    String inner = path.strip();
    if (inner.startsWith("[[")) {
      var resolved = transaction.resolve(inner);
      if (resolved.isPresent()) {
        return resolved.get();
      }
      inner = inner.replaceAll("^\\[\\[|\\]\\]$", "").replaceAll("[|#].*$", "").strip();
    }
    NotePath note = NotePath.of(inner);
    return note.isNote() || transaction.fileExists(note) || transaction.folderExists(note)
        ? note
        : NotePath.of(inner + ".md");
  }

  private static String error(String sentence) {
    return "Error: " + (sentence.endsWith(".") ? sentence : sentence + ".");
  }

  private static String message(VaultException e) {
    var message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
