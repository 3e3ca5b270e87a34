package memagent.app;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import memagent.app.Paint.Look;
import memagent.vault.Author;
import memagent.vault.CommitOutcome;
import memagent.vault.LinkGraph;
import memagent.vault.NotePath;
import memagent.vault.Repair;
import memagent.vault.Repairs;
import memagent.vault.Vault;
import memagent.vault.VaultChange;
import memagent.vault.VaultTransaction;

/** Offers repairs one by one, and does those that the person wants in one transaction. */
final class MemoryFix {
  private static final Author AUTHOR = Author.person("check --fix");

  private final Surroundings surroundings;
  private final Paint paint;
  private final FixFlags flags;
  private final Set<NotePath> touched = new HashSet<>();
  private boolean isAll;
  private boolean isOver;

  MemoryFix(Surroundings surroundings, Paint paint, FixFlags flags) {
    this.surroundings = surroundings;
    this.paint = paint;
    this.flags = flags;
    this.isAll = flags.isYes();
  }

  /** Says how many repairs there would be, if any; one may do for another. */
  void offer(Vault vault, LinkGraph links, IndexingView view) {
    int count = Repairs.of(vault, links, view.at("Repairs")).size();
    view.done();
    if (count > 0) {
      surroundings
          .errors()
          .println(
              count == 1
                  ? "`mem memory check --fix` offers a repair."
                  : "`mem memory check --fix` offers up to %,d repairs.".formatted(count));
    }
  }

  /** Offers them all. */
  void run(Vault vault) {
    if (!surroundings.isTerminal() && !flags.isYes() && !flags.isDryRun()) {
      throw new UserException(
          ExitCode.USAGE,
          "Nothing was changed: there is nobody to ask, so say --yes, or --dry-run to see the repairs.");
    }
    List<Repair> repairs = Repairs.of(vault);
    refuseUnknown(repairs);
    int done = 0;
    int shown = 0;
    try (VaultTransaction transaction = vault.begin(AUTHOR)) {
      for (Repair repair : repairs) {
        List<VaultChange> changes = isOver ? List.of() : repair.changes(transaction);
        if (!changes.isEmpty()) {
          shown++;
          show(repair, changes);
          if (isWanted(repair) && fits(vault, changes)) {
            repair.stage(transaction);
            done++;
          }
        }
      }
      if (done > 0) {
        commit(vault, transaction, done);
      } else {
        surroundings
            .errors()
            .println(
                shown == 0
                    ? "There is nothing to repair."
                    : "%,d repair%s offered; nothing was changed."
                        .formatted(shown, shown == 1 ? "" : "s"));
      }
    }
  }

  /** Whether the one transaction can take these notes too. */
  private boolean fits(Vault vault, List<VaultChange> changes) {
    Set<NotePath> all = new HashSet<>(touched);
    changes.forEach(change -> all.add(change.path()));
    int most = vault.limits().transactionFileCountMax();
    if (all.size() > most) {
      isOver = true;
      surroundings
          .errors()
          .println(
              "One change may hold %,d notes, and this would be one more: run it again for the rest."
                  .formatted(most));
      return false;
    }
    touched.addAll(all);
    return true;
  }

  private void commit(Vault vault, VaultTransaction transaction, int done) {
    PrintStream errors = surroundings.errors();
    switch (transaction.commit()) {
      case CommitOutcome.Committed committed ->
          errors.println(
              "%,d repair%s done; `mem undo %s` takes %s back."
                  .formatted(
                      done,
                      done == 1 ? "" : "s",
                      OpenMemory.history(vault).entries(1).getFirst().shortId(),
                      done == 1 ? "it" : "them"));
      case CommitOutcome.Conflict(List<NotePath> paths) ->
          throw new UserException(
              ExitCode.MEMORY,
              "Nothing was changed: somebody else has just changed %s; check again."
                  .formatted(
                      paths.stream()
                          .map(path -> Paint.harmless(path.value()))
                          .collect(Collectors.joining(" and "))));
    }
  }

  private void show(Repair repair, List<VaultChange> changes) {
    String place = repair.note() + (repair.line() > 0 ? ":" + repair.line() : "");
    surroundings
        .output()
        .println(
            paint.of(
                Look.YELLOW,
                Paint.harmless("%s: %s: %s".formatted(place, kind(repair.kind()), repair.text()))));
    new DiffView(new PrintWriter(surroundings.output(), false, StandardCharsets.UTF_8), paint)
        .show(changes);
    surroundings.output().println();
  }

  private static String kind(Repair.Kind kind) {
    return switch (kind) {
      case BROKEN_LINK -> "broken link";
      case ONE_WAY -> "one way";
      case DUPLICATE -> "duplicate";
    };
  }

  private boolean isWanted(Repair repair) {
    if (flags.isDryRun()) {
      return false;
    }
    boolean isNamed = flags.merges().contains(repair.note().value());
    if (isAll && (repair.isSafe() || isNamed)) {
      return true;
    }
    if (flags.isYes()) {
      surroundings.errors().println("Left alone: " + left(repair));
      return false;
    }
    String answer =
        PastFlags.answer(surroundings, repair.isSafe() ? "Do it? [y/N/a/q] " : "Do it? [y/N/q] ");
    isAll |= answer.equals("a") && repair.isSafe();
    isOver = answer.equals("q");
    return answer.matches("y|yes") || (answer.equals("a") && repair.isSafe());
  }

  private static String left(Repair repair) {
    return switch (repair.kind()) {
      case DUPLICATE ->
          "notes are merged only by name; --merge %s says so.".formatted(repair.note());
      case BROKEN_LINK, ONE_WAY -> "it is not certain what is meant; without --yes it is asked.";
    };
  }

  private void refuseUnknown(List<Repair> repairs) {
    List<String> unknown = new ArrayList<>(flags.merges());
    repairs.stream()
        .filter(repair -> repair.kind() == Repair.Kind.DUPLICATE)
        .forEach(repair -> unknown.remove(repair.note().value()));
    if (!unknown.isEmpty()) {
      throw new UserException(
          ExitCode.USAGE,
          "Nothing was changed: %s is no duplicate that could be merged; --dry-run shows those."
              .formatted(Paint.firstLine(unknown.getFirst(), 80)));
    }
  }
}
