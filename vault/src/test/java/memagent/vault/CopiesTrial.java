package memagent.vault;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A sync tool drops conflict copies beside the notes while an agent changes them. Each copy must be
 * reported, stay as it is, and be no note where its name tells for certain; the agent's writes must
 * all be there.
 */
final class CopiesTrial {
  /** What tools make of {@code user.md}; %d makes each of them another one. */
  private static final List<String> CERTAIN =
      List.of(
          "%s (conflicted copy 2026-01-%02d).md",
          "%s (Ada's conflicted copy 2026-01-%02d).md",
          "%s (Conflicted copy phone 2026010112%02d).md",
          "%s (In Konflikt stehende Kopie von Ada 2026-01-%02d).md",
          "%s.sync-conflict-20260101-1200%02d-ABCDEFG.md",
          "%s_conflict-20260101-1200%02d.md",
          "%s (SFConflict ada@example.org 2026-01-01-12-00-%02d).md");

  private static final List<String> LIKELY =
      List.of("%s %d.md", "%s (%d).md", "%s-DESKTOP-A1B2C%d.md");

  private static final int NOTE_COUNT = 20;

  private CopiesTrial() {}

  static void run(Path folder, int count, Tally tally) throws IOException {
    Map<String, String> copies = new HashMap<>();
    Set<String> certain = new HashSet<>();
    List<String> written = new ArrayList<>();
    try (Vault vault = MixedWriter.open(folder)) {
      vault.keepIndexIn(folder.resolve("search"), SearchListener.SILENT);
      for (int i = 0; i < NOTE_COUNT; i++) {
        Fixture.create(vault, "n%d.md".formatted(i), "# Note %d\n\n- colour: red\n".formatted(i));
      }
      for (int i = 0; i < count; i++) {
        NotePath note = NotePath.of("n%d.md".formatted(i % NOTE_COUNT));
        boolean isCertain = i % 3 != 0;
        List<String> forms = isCertain ? CERTAIN : LIKELY;
        int number = isCertain ? 1 + i / NOTE_COUNT % 60 : 2 + i / NOTE_COUNT % 8;
        String name = forms.get(i / 3 % forms.size()).formatted(note.stem(), number);
        String text =
            vault.note(note).text() + "- copied: strayword" + Integer.toString(i, 36) + "\n";
        Fixture.write(vault.folder(), name, text);
        copies.put(name, text);
        if (isCertain) {
          certain.add(name);
        }
        written.add(update(vault, note, i));
      }
      check(vault, copies, certain, tally);
      Map<String, String> files = StateCheck.files(vault.folder());
      for (String line : written) {
        boolean isThere =
            files.entrySet().stream()
                .anyMatch(
                    file -> !copies.containsKey(file.getKey()) && file.getValue().contains(line));
        tally.add(Tally.LOST, isThere ? 0 : 1);
      }
      copies.forEach((name, text) -> tally.add(Tally.TORN, text.equals(files.get(name)) ? 0 : 1));
      tally.add("acknowledged", written.size());
    }
  }

  private static String update(Vault vault, NotePath note, int number) {
    String line = "- change: of " + number + " \n";
    try (VaultTransaction transaction = vault.begin(Author.agent("s", number + 1, "a question"))) {
      transaction.create(note, transaction.read(note) + line);
      if (transaction.commit() instanceof CommitOutcome.Committed) {
        return line;
      }
    }
    throw new IllegalStateException("Nobody else writes the note itself.");
  }

  private static void check(
      Vault vault, Map<String, String> copies, Set<String> certain, Tally tally) {
    Set<String> reported =
        vault.syncCopies().stream().map(VaultProblem::path).collect(Collectors.toSet());
    Set<String> notes = vault.notes().stream().map(NotePath::value).collect(Collectors.toSet());
    Set<String> missed = new TreeSet<>(copies.keySet());
    missed.removeAll(reported);
    tally.add("conflict copies", copies.size());
    tally.add("conflict copies not reported", missed.size());
    tally.add(
        "notes reported as copies", reported.stream().filter(r -> !copies.containsKey(r)).count());
    tally.add("certain copies taken for notes", certain.stream().filter(notes::contains).count());
    copies.forEach((name, text) -> {
      String word = text.substring(text.lastIndexOf("strayword")).strip();
      boolean isFound =
          vault.index().search(word, 1).stream()
              .anyMatch(hit -> hit.passage().value().equals(word));
      tally.add("certain copies found by a search", isFound && certain.contains(name) ? 1 : 0);
    });
  }
}
