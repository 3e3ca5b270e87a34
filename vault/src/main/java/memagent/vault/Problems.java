package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Looks through a memory for what cannot be used as a note. */
final class Problems implements DiskFolder.Visitor {
  private final Vault vault;
  private final List<VaultProblem> found = new ArrayList<>();

  Problems(Vault vault) {
    this.vault = vault;
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

  private void note(NotePath path) {
    try (VaultTransaction transaction = vault.begin()) {
      Note note = Note.parse(path, transaction.read(path));
      if (!note.frontmatter().problem().isEmpty()) {
        unusable(path.value(), note.frontmatter().problem());
      }
    } catch (VaultException unreadable) {
      unusable(path.value(), unreadable.getMessage());
    }
  }
}
