package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Looks through a memory for what cannot be used as a note. */
final class Problems implements DiskFolder.Visitor {
  private static final int HEAD_BYTES = 64;

  private final Vault vault;
  private final Optional<LinkGraph> read;
  private final List<VaultProblem> found = new ArrayList<>();

  Problems(Vault vault, Optional<LinkGraph> read) {
    this.vault = vault;
    this.read = read;
  }

  List<VaultProblem> list() {
    vault.walk(this);
    return List.copyOf(found);
  }

  @Override
  public void entry(DiskFolder.Entry entry) throws IOException {
    String path = entry.path().value();
    switch (entry.kind()) {
      case FILE -> {
        if (entry.path().isNote()) {
          note(entry.path());
        }
        if (vault.key().seals()) {
          sealed(entry.path());
        }
      }
      case LINK -> unusable(path, VaultTransaction.linkRefused(entry.path()).getMessage());
      case OTHER -> unusable(path, VaultTransaction.notPlain(entry.path()).getMessage());
      case FOLDER, ABSENT, BEHIND_FILE -> {}
    }
  }

  @Override
  public void unusable(String path, String reason) {
    found.add(new VaultProblem(path, reason));
  }

  private void sealed(NotePath path) throws IOException {
    byte[] head = vault.disk().readStored(vault.disk().locate(path), HEAD_BYTES);
    if (!MemoryKey.isSealed(head)) {
      unusable(
          path.value(),
          "%s is not encrypted, though the memory is: encrypt the memory once more to take it in."
              .formatted(PathRules.quote(path.value())));
    }
  }

  private void note(NotePath path) {
    Optional<Note> known = read.flatMap(graph -> graph.note(path));
    try {
      String problem = known.isPresent() ? known.get().frontmatter().problem() : problem(path);
      if (!problem.isEmpty()) {
        unusable(path.value(), problem);
      }
    } catch (VaultException unreadable) {
      unusable(path.value(), unreadable.getMessage());
    }
  }

  private String problem(NotePath path) {
    try (VaultTransaction transaction = vault.begin()) {
      return Frontmatter.parse(transaction.read(path)).problem();
    }
  }
}
