package memagent.agent;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.sandbox.Observation;
import memagent.sandbox.Sandbox;
import memagent.vault.Author;
import memagent.vault.CommitOutcome;
import memagent.vault.NotePath;
import memagent.vault.SecretPolicy;
import memagent.vault.ToldFact;
import memagent.vault.Vault;
import memagent.vault.VaultChange;
import memagent.vault.VaultTransaction;
import memagent.vault.WithheldSecret;

/**
 * A block that ran.
 *
 * @param outcome {@code finished}, {@code raised}, {@code timed-out}, {@code over-limit}, {@code
 *     conflict}, {@code refused} or {@code asks}
 * @param result what stands between the result tags, hints not included
 * @param hint what became of its changes, where they were not kept, or what the person is asked
 *     instead; empty for nothing
 * @param changes what is on disk now; empty unless it finished
 * @param seen what the model has read by it
 */
record Block(String outcome, String result, String hint, List<VaultChange> changes, Readings seen) {

  private static final String ASKS = "asks";
  private static final Pattern LITERAL =
      Pattern.compile("(?<![fF])(?:\"(?:[^\"\\\\\n]|\\\\.)*+\"|'(?:[^'\\\\\n]|\\\\.)*+')");

  /**
   * Runs the code in a transaction of its own and keeps its changes only if it came to its end.
   *
   * @param mends whether edits that missed their line by a few words are made all the same, and
   *     those of somebody else's note are not
   */
  static Block run(String code, Sandbox sandbox, Vault vault, Run run, boolean mends) {
    try (VaultTransaction transaction = vault.begin(run.versions, author(run))) {
      transaction.readThrough(run.outside);
      Observation ran = sandbox.run(code, transaction, offered(code, run.variables));
      Observation observation = mends ? Mending.mended(code, ran, transaction) : ran;
      run.variables.putAll(observation.variables());
      Readings seen = run.readings.add(code, observation, transaction.told());
      String result = withFacts(observation.resultText(), transaction.told());
      Block block =
          switch (observation) {
            case Observation.Finished _ -> {
              Optional<String> asks =
                  mends
                      ? OtherPerson.question(run.question.text(), transaction.changes())
                          .or(() -> OtherPerson.deletion(run.question.text(), transaction))
                      : Optional.empty();
              if (asks.isPresent()) {
                yield new Block(ASKS, result, asks.get(), List.of(), seen);
              }
              Optional<String> refusal = refusal(transaction, run);
              if (refusal.isPresent()) {
                yield new Block("refused", result, refusal.get(), List.of(), seen);
              }
              transaction.by(author(run).after(run.outside.paths()));
              yield committed(result, transaction, seen);
            }
            case Observation.Raised _ -> dropped("raised", result, transaction, seen);
            case Observation.TimedOut _ -> dropped("timed-out", result, transaction, seen);
            case Observation.LimitExceeded _ -> dropped("over-limit", result, transaction, seen);
          };
      List<WithheldSecret> withheld =
          transaction.withheld().stream()
              .filter(secret -> block.isKept() || secret.action() == SecretPolicy.Action.REFUSE)
              .toList();
      if (!withheld.isEmpty()) {
        run.listener.withheld(withheld);
      }
      run.versions = transaction.seen();
      return block;
    }
  }

  /**
   * The facts that were asked for by their keys and whose values stand in the result, each as
   * {@code search_memory} would give it: a later question of the session must still know whose and
   * what they are.
   */
  private static String withFacts(String result, List<ToldFact> told) {
    String lines =
        told.stream()
            .filter(each -> !each.fact().value().isEmpty() && result.contains(each.fact().value()))
            .map(ToldFact::line)
            .distinct()
            .collect(Collectors.joining("\n"));
    return lines.isEmpty() ? result : result + "\nfacts:\n" + lines;
  }

  /** Whose change it is, for the memory's history. */
  private static Author author(Run run) {
    return Author.agent(run.session.id(), run.session.questions() + 1, run.question.text());
  }

  /** Why the changes may not be written, for the model; empty if they may. */
  private static Optional<String> refusal(VaultTransaction transaction, Run run) {
    List<VaultChange> changes = transaction.changes();
    if (changes.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> unasked = run.outside.refusal(changes, transaction);
    if (unasked.isPresent()) {
      return run.listener.mayChangeUnasked(changes, unasked.get())
          ? Optional.empty()
          : Optional.of(Hints.unasked(unasked.get()));
    }
    return run.listener.mayChange(changes) ? Optional.empty() : Optional.of(Hints.REFUSED);
  }

  private static Block committed(String result, VaultTransaction transaction, Readings seen) {
    return switch (transaction.commit()) {
      case CommitOutcome.Committed done -> new Block("finished", result, "", done.changes(), seen);
      case CommitOutcome.Conflict conflict -> {
        String paths =
            conflict.paths().stream().map(NotePath::value).collect(Collectors.joining(" and "));
        yield new Block("conflict", Hints.conflict(result, paths), "", List.of(), seen);
      }
    };
  }

  /**
   * What earlier blocks left behind, without what this one sets anew before it uses it: the sandbox
   * shows what a block changed, and a note that is read a second time into the same name must be
   * shown again.
   */
  static Map<String, Object> offered(String code, Map<String, Object> variables) {
    String bare = LITERAL.matcher(code).replaceAll("''");
    Map<String, Object> offered = new LinkedHashMap<>(variables);
    offered
        .keySet()
        .removeIf(name -> {
          Matcher first = Pattern.compile("\\b" + Pattern.quote(name) + "\\b").matcher(code);
          Matcher anew =
              Pattern.compile(
                      "(?m)^"
                          + Pattern.quote(name)
                          + "[ \\t]*=(?!=)(?!.*\\b"
                          + Pattern.quote(name)
                          + "\\b)")
                  .matcher(bare);
          return first.find() && anew.find() && anew.start() == first.start();
        });
    return offered;
  }

  private static Block dropped(
      String outcome, String result, VaultTransaction transaction, Readings seen) {
    boolean changed = !transaction.changes().isEmpty();
    return new Block(outcome, result, changed ? Hints.NOT_KEPT : "", List.of(), seen);
  }

  /** What the person is to be asked in place of its changes; empty for nothing. */
  Optional<String> question() {
    return outcome.equals(ASKS) ? Optional.of(hint) : Optional.empty();
  }

  /** Whether the block came to its end and its changes, if any, are on disk. */
  boolean isKept() {
    return outcome.equals("finished");
  }
}
