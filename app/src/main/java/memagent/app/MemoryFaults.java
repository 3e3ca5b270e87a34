package memagent.app;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import memagent.vault.LinkGraph;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.SearchListener;
import memagent.vault.SecretFinding;
import memagent.vault.Vault;
import memagent.vault.VaultProblem;

/** What a person should put right in a memory. */
final class MemoryFaults {

  private MemoryFaults() {}

  /**
   * One of them.
   *
   * @param where the note, with its line where there is one
   * @param kind in two words
   * @param text what is wrong
   */
  record Fault(String where, String kind, String text) {}

  /**
   * All faults: unreadable notes first, then copies of sync tools, links, orphans, duplicates,
   * secrets.
   */
  static List<Fault> of(Vault vault) {
    return of(vault, vault.links(), SearchListener.SILENT);
  }

  /** The same of a memory whose links were read already. */
  static List<Fault> of(Vault vault, LinkGraph graph, SearchListener listener) {
    List<Fault> faults = new ArrayList<>();
    for (VaultProblem problem : vault.problems(graph)) {
      faults.add(new Fault(problem.path(), "unusable", problem.reason()));
    }
    for (VaultProblem copy : vault.syncCopies()) {
      faults.add(new Fault(copy.path(), "sync copy", copy.reason()));
    }
    for (LinkGraph.Edge edge : graph.broken()) {
      faults.add(
          new Fault(
              edge.from().value() + ":" + edge.link().line(),
              "broken link",
              "nothing is called [[%s]]".formatted(edge.link().target())));
    }
    for (NotePath orphan : graph.orphans()) {
      faults.add(new Fault(orphan.value(), "orphan", "no other note links to it"));
    }
    for (LinkGraph.Duplicate duplicate : graph.duplicates()) {
      faults.add(
          new Fault(
              duplicate.notes().getFirst().value(),
              "duplicate",
              "\"%s\" is claimed by %s"
                  .formatted(
                      duplicate.name(),
                      duplicate.notes().stream()
                          .map(NotePath::value)
                          .collect(Collectors.joining(" and ")))));
    }
    secrets(vault, graph, faults, listener);
    return faults;
  }

  /** The person's own; they are named by kind and place only. */
  private static void secrets(
      Vault vault, LinkGraph graph, List<Fault> faults, SearchListener listener) {
    if (vault.secrets().keepsAll()) {
      return;
    }
    List<Note> notes = graph.notes();
    List<List<SecretFinding>> findings = vault.secrets().find(notes, listener);
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      for (SecretFinding finding : findings.get(i)) {
        faults.add(
            new Fault(
                note.path().value() + ":" + finding.line(note.text()),
                "secret",
                "%s, which every model and program can read that reads this memory; keep it elsewhere, or allow it (secrets = %s=keep)"
                    .formatted(finding.kind().phrase(), finding.kind().word())));
      }
    }
  }
}
