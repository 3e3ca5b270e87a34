package memagent.vault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that a sync tool puts beside a note when it was changed in two places at once.
 *
 * <p>Most tools say so in the name: Dropbox, Nextcloud and Obsidian Sync ({@code user (Ada's
 * conflicted copy 2026-01-01).md}, also in other languages), Syncthing ({@code
 * user.sync-conflict-20260101-120000-ABCDEFG.md}), ownCloud, Seafile, Resilio. iCloud, Google Drive
 * and OneDrive only add a number or the machine's name, as people do too: such a file is taken for
 * a copy if the original stands beside it and half of the lines are the same.
 *
 * @param original the note that it is a copy of
 * @param isCertain whether the name alone tells
 */
record SyncCopy(NotePath original, boolean isCertain) {
  /** What all the telling names have in common, so that other names cost no more than a look. */
  private static final String TELLING = "onfli";

  private static final Pattern CERTAIN =
      Pattern.compile(
          "(.+?)(?: \\([^()]*\\bconflicted copy\\b.*\\)"
              + "| \\((?:in konflikt stehende kopie|copie en conflit|copia en conflicto|copia in conflitto"
              + "|c\u00f3pia em conflito)\\b.*\\)"
              + "|\\.sync-conflict-\\d{8}-\\d{6}(?:-[a-z0-9]+)?"
              + "|_conflict-\\d{8}-\\d{6}"
              + "| \\(sfconflict .+\\)"
              + "|\\.conflict\\d*)",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.DOTALL);

  private static final Pattern LIKELY =
      Pattern.compile(
          "(.+?)(?: (?:[2-9]|1\\d)| \\((?:[1-9]|1\\d)\\)|-(?:DESKTOP|LAPTOP)-[A-Z0-9]{4,})");

  /** Whether a name says for certain that the file is such a copy. */
  static boolean isCertain(NotePath file) {
    return file.value().contains(TELLING) && of(file).map(SyncCopy::isCertain).orElse(false);
  }

  /** What a file is a copy of by its name; empty for a name of its own. */
  static Optional<SyncCopy> of(NotePath file) {
    if (!file.isNote()) {
      return Optional.empty();
    }
    String end = file.name().substring(file.stem().length());
    Matcher certain = CERTAIN.matcher(file.stem());
    if (certain.matches()) {
      return copy(file, certain.group(1) + end, true);
    }
    Matcher likely = LIKELY.matcher(file.stem());
    return likely.matches() ? copy(file, likely.group(1) + end, false) : Optional.empty();
  }

  private static Optional<SyncCopy> copy(NotePath file, String name, boolean isCertain) {
    try {
      return Optional.of(new SyncCopy(file.parent().child(name), isCertain));
    } catch (InvalidPathException noNote) {
      return Optional.empty();
    }
  }

  /** All copies in a memory, with a sentence each. */
  static List<VaultProblem> in(Vault vault) {
    List<VaultProblem> found = new ArrayList<>();
    Set<NotePath> files = new TreeSet<>(vault.files());
    try (VaultTransaction transaction = vault.begin()) {
      for (NotePath file : files) {
        of(file)
            .filter(copy -> copy.isCertain() || isAlike(transaction, files, file, copy.original()))
            .ifPresent(copy -> found.add(new VaultProblem(file.value(), copy.sentence())));
      }
    }
    return found;
  }

  private String sentence() {
    return isCertain
        ? "A sync tool made this copy of %s, which was changed in two places; it is left out: take over what is missing there, then delete it."
            .formatted(PathRules.quote(original.value()))
        : "This looks like a copy of %s that a sync tool made, and counts as a note of its own: join the two, or rename it."
            .formatted(PathRules.quote(original.value()));
  }

  private static boolean isAlike(
      VaultTransaction transaction, Set<NotePath> files, NotePath file, NotePath original) {
    if (!files.contains(original)) {
      return false;
    }
    Set<String> ours = lines(transaction, file);
    Set<String> shared = new HashSet<>(ours);
    shared.retainAll(lines(transaction, original));
    return !shared.isEmpty() && shared.size() * 2 >= ours.size();
  }

  private static Set<String> lines(VaultTransaction transaction, NotePath file) {
    Set<String> lines = new HashSet<>();
    transaction
        .readable(file)
        .ifPresent(text -> text.lines().map(String::strip).forEach(lines::add));
    lines.removeIf(String::isEmpty);
    return lines;
  }
}
