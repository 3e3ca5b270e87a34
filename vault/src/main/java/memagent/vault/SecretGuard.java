package memagent.vault;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import memagent.vault.SecretPolicy.Action;

/** What one transaction lets through of the secrets in its texts. */
final class SecretGuard {
  /*
   * What stands in the note already, or for the agent in one that it read, is let through: the
   * person has it in the memory, and a model that adds a line to a note, or moves it, must not
   * damage it. A client's second copy is none of these, so that no guess finds out what is there.
   */
  private final SecretPolicy policy;
  private final Set<WithheldSecret> withheld = new LinkedHashSet<>();

  private SecretGuard(SecretPolicy policy) {
    this.policy = policy;
  }

  /** The guard over what this author writes; a person is let through whole. */
  static SecretGuard over(SecretPolicy policy, Author author) {
    return switch (author.kind()) {
      case AGENT, CLIENT, IMPORT -> new SecretGuard(policy);
      case PERSON, PROGRAM, HAND -> new SecretGuard(SecretPolicy.KEEP_ALL);
    };
  }

  /**
   * The text as it may be written.
   *
   * @param isKnown whether a value stands in the memory already
   * @throws SecretRefusedException if it may not be written at all
   */
  String admitted(NotePath path, String text, Predicate<String> isKnown) {
    List<SecretFinding> masks = new ArrayList<>();
    for (SecretFinding finding : policy.find(text)) {
      if (isKnown.test(finding.value(text))) {
        continue;
      }
      Action action = policy.action(finding.kind());
      withheld.add(new WithheldSecret(path, finding.kind(), action));
      if (action == Action.REFUSE) {
        throw new SecretRefusedException(path, finding, text);
      }
      masks.add(finding);
    }
    return SecretPolicy.masked(text, masks);
  }

  List<WithheldSecret> withheld() {
    return List.copyOf(withheld);
  }
}
