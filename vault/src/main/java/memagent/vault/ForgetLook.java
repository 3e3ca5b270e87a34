package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The last look: reads every byte that belongs to a memory, and knows nothing of any plan. */
final class ForgetLook {
  private static final String GIT = ".git";

  private final Vault vault;
  private final ForgetWords words;

  ForgetLook(Vault vault, ForgetWords words) {
    this.vault = vault;
    this.words = words;
  }

  List<ForgetTrace> left() throws IOException {
    List<ForgetTrace> left = new ArrayList<>();
    List<String> notes = new ArrayList<>();
    List<String> unmendable = new ArrayList<>();
    List<String> hidden = new ArrayList<>();
    Path git = vault.folder().resolve(GIT);
    for (Path file : ForgetScan.files(vault.folder())) {
      String name = vault.folder().relativize(file).toString();
      if (file.startsWith(git) || !(words.isIn(name) || words.isIn(content(file)))) {
        continue;
      }
      if (PathRules.isHidden(name.replace('\\', '/').replaceFirst("/.*", ""))
          || name.contains("/.")) {
        hidden.add(name);
      } else if (NoteText.decode(content(file)).isEmpty()
          || Files.size(file) > vault.limits().fileBytesMax()) {
        unmendable.add(name);
      } else {
        notes.add(name);
      }
    }
    add(left, "files of the memory", "run it again: they were changed meanwhile", notes);
    add(
        left,
        "files that are no text or too large",
        "take it out by hand or delete them, then run it again",
        unmendable);
    add(left, "hidden files that others keep in the memory", "delete them by hand", hidden);
    if (Files.isDirectory(git)) {
      own(git, left);
    }
    history(left);
    Optional<Path> index = vault.index().folder();
    if (index.isPresent()) {
      List<String> passages = IndexTraces.in(index.get(), words);
      add(left, "passages of the search index", "run it again", passages);
    }
    return left;
  }

  private byte[] content(Path file) throws IOException {
    return vault.key().openOrKeep(Files.readAllBytes(file));
  }

  private void history(List<ForgetTrace> left) throws IOException {
    Optional<HistoryWriter> writer = vault.writer();
    if (writer.isEmpty()) {
      return;
    }
    Optional<Path> folder =
        new HistoryFolder(writer.get().settings().folder(), vault.disk()).find();
    if (folder.isPresent()) {
      add(
          left,
          "objects of the history",
          "run it again; a program may hold them",
          ForgetScan.inHistory(folder.get(), vault.key(), words));
    }
  }

  /** A git that the person keeps; it is read and never written. */
  private void own(Path git, List<ForgetTrace> left) {
    List<String> found = new ArrayList<>();
    try (GitStore store = GitStore.open(git, MemoryKey.NONE)) {
      store.everyObject((id, type, bytes) -> {
        if (words.isIn(bytes)) {
          found.add("object " + id.name());
        }
      });
      add(
          left,
          "objects of your own git in the memory",
          "rewrite them there (git filter-repo), also where you have pushed them",
          found);
    } catch (IOException | RuntimeException unreadable) {
      left.add(
          new ForgetTrace(
              "your own git in the memory",
              1,
              "it cannot be read; look yourself",
              List.of(git.toString())));
    }
  }

  private static void add(List<ForgetTrace> left, String kind, String what, List<String> all) {
    if (!all.isEmpty()) {
      left.add(new ForgetTrace(kind, all.size(), what, all));
    }
  }
}
