package memagent.vault;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What becomes of the secrets in what a model, a client's tool or an import writes. What a person
 * writes is never changed.
 *
 * @param actions what is done with each kind
 */
public record SecretPolicy(Map<SecretKind, Action> actions) {

  /** What is done with a secret. */
  public enum Action {
    /** It is written as it is. */
    KEEP,
    /** A mark stands in its place, with the last digits of a number. */
    MASK,
    /** The text that holds it is not written at all. */
    REFUSE;

    /** Its name in the settings. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Everything is written as it is. */
  public static final SecretPolicy KEEP_ALL = all(Action.KEEP);

  /** As {@link SecretKind#usual} says for each kind. */
  public static final SecretPolicy USUAL =
      new SecretPolicy(
          Arrays.stream(SecretKind.values())
              .collect(Collectors.toMap(kind -> kind, SecretKind::usual)));

  public SecretPolicy {
    actions = Map.copyOf(actions);
    if (actions.size() != SecretKind.values().length) {
      throw new IllegalArgumentException("A policy says what is done with every kind.");
    }
  }

  private static SecretPolicy all(Action action) {
    return new SecretPolicy(
        Arrays.stream(SecretKind.values()).collect(Collectors.toMap(kind -> kind, kind -> action)));
  }

  /**
   * Reads a policy as the settings have it: one action for all kinds, or {@code kind=action} with
   * commas between, where the kinds that are left out keep their usual one.
   *
   * @throws IllegalArgumentException with a sentence that names the word
   */
  public static SecretPolicy parse(String words) {
    Map<SecretKind, Action> actions = new EnumMap<>(USUAL.actions);
    for (String word : words.split(",", -1)) {
      String[] sides = word.strip().split("\\s*[=:]\\s*", 2);
      if (sides.length == 1) {
        Action action = action(sides[0]);
        actions.replaceAll((kind, before) -> action);
      } else {
        SecretKind kind =
            SecretKind.of(sides[0])
                .orElseThrow(() ->
                    new IllegalArgumentException(
                        "\"%s\" is no kind of secret; the kinds are %s"
                            .formatted(sides[0], words(SecretKind.values()))));
        actions.put(kind, action(sides[1]));
      }
    }
    return new SecretPolicy(actions);
  }

  private static String words(SecretKind... kinds) {
    return Arrays.stream(kinds).map(SecretKind::word).collect(Collectors.joining(", "));
  }

  private static Action action(String word) {
    for (Action action : Action.values()) {
      if (action.word().equals(word)) {
        return action;
      }
    }
    throw new IllegalArgumentException(
        "\"%s\" says nothing about secrets; write keep, mask or refuse, or kind=action with commas between"
            .formatted(word));
  }

  /** What is done with a kind. */
  public Action action(SecretKind kind) {
    return actions.getOrDefault(kind, Action.KEEP);
  }

  /** Whether nothing is looked for at all. */
  public boolean keepsAll() {
    return actions.values().stream().allMatch(action -> action == Action.KEEP);
  }

  /** The secrets of a text that this policy does not keep, in the order of the text. */
  public List<SecretFinding> find(String text) {
    return keepsAll()
        ? List.of()
        : SecretScanner.scan(text).stream()
            .filter(finding -> action(finding.kind()) != Action.KEEP)
            .toList();
  }

  /** The same of many notes: of each what was found, in their order. */
  public List<List<SecretFinding>> find(List<Note> notes, SearchListener listener) {
    return SideBySide.map(notes, note -> find(note.text()), listener);
  }

  /**
   * A text for a file of ours that is not the memory, such as a session: whatever is not kept is
   * masked, also what would be refused in a note.
   */
  public String masked(String text) {
    return masked(text, find(text));
  }

  static String masked(String text, List<SecretFinding> findings) {
    StringBuilder masked = new StringBuilder();
    int from = 0;
    for (SecretFinding finding : findings) {
      masked.append(text, from, finding.start());
      masked.append(finding.kind().mask(finding.value(text)));
      from = finding.end();
    }
    return masked.append(text.substring(from)).toString();
  }

  /** One line for people, such as {@code password=refuse, card=mask}. */
  @Override
  public String toString() {
    List<String> words = new ArrayList<>();
    for (SecretKind kind : SecretKind.values()) {
      words.add(kind.word() + "=" + action(kind).word());
    }
    return String.join(", ", words);
  }
}
