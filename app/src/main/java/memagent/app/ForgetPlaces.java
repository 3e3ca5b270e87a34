package memagent.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import memagent.agent.KeptTalk;
import memagent.agent.OwnFiles;
import memagent.vault.Forget;
import memagent.vault.ForgetTrace;
import memagent.vault.ForgetWords;
import memagent.vault.MemoryKey;
import memagent.vault.Vault;
import memagent.vault.VaultException;

/**
 * What this program keeps of a person beside memories and their histories: conversations, lists of
 * changes, typed lines, caches, copies for an editor. Everything that writes a file under the data
 * and the cache folder has its place here.
 */
final class ForgetPlaces {
  private static final String EDITOR_COPIES = "mem-edit*";

  private final Settings settings;
  private final Surroundings surroundings;
  private final MemoryKey key;

  /** The index of the memory itself, which the memory sees to. */
  private final Optional<Path> ownIndex;

  ForgetPlaces(Settings settings, Surroundings surroundings, Vault vault) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.ownIndex = vault.index().folder();
    this.key = vault.key();
  }

  /** What was found; changes nothing. */
  List<ForgetTrace> find(ForgetWords words) {
    return each(words, false);
  }

  /** Removes it; stopped at any point, another run does the rest. */
  List<ForgetTrace> remove(ForgetWords words) {
    return each(words, true);
  }

  private List<ForgetTrace> each(ForgetWords words, boolean remove) {
    UserFolders folders = settings.folders();
    KeptTalk talk = new KeptTalk(folders.sessions(), folders.trajectories(), key);
    Predicate<String> tells = words::isInEscaped;
    KeptTalk.Found said = remove ? talk.remove(tells) : talk.find(tells);
    List<ForgetTrace> traces = new ArrayList<>();
    try {
      add(traces, "questions in conversations", "removed with their answers", said.questions());
      add(traces, "records of how answers came about", "removed", said.trajectories());
      List<String> changes = new ArrayList<>();
      for (Path file : files(folders.data().resolve("changes"))) {
        changes.addAll(lines(file, words, remove));
      }
      add(traces, "changes by assistants", "taken out of their list", changes);
      add(traces, "lines typed in chats", "taken out", lines(folders.chatHistory(), words, remove));
      add(
          traces,
          "reports of a fault",
          "removed",
          wholeFiles(List.of(folders.cache().resolve(Main.FAULT_FILE)), words, remove));
      add(
          traces,
          "copies for an editor",
          "removed",
          wholeFiles(editorCopies(surroundings), words, remove));
      add(
          traces,
          "search indexes of other memories",
          "removed; the next search makes them anew",
          indexes(words, remove));
      return traces;
    } catch (IOException | UncheckedIOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "Not all files in %s and %s can be read and written (%s): change their rights, then run it again."
              .formatted(folders.data(), folders.cache(), e.getMessage()));
    }
  }

  /** Computed prompts are numbers that no search can read, so they all go. */
  List<ForgetTrace> states(boolean remove) {
    List<ForgetTrace> traces = new ArrayList<>();
    try {
      List<String> names = new ArrayList<>();
      for (Path file : files(settings.folders().states())) {
        names.add(file.getFileName().toString());
        if (remove) {
          Files.deleteIfExists(file);
        }
      }
      add(
          traces,
          "computed prompts of the model",
          "removed; the next start makes them anew",
          names);
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The computed prompts in %s cannot be removed (%s): delete that folder."
              .formatted(settings.folders().states(), e.getMessage()));
    }
    return traces;
  }

  private List<String> lines(Path file, ForgetWords words, boolean remove) throws IOException {
    List<String> gone = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return gone;
    }
    StringBuilder kept = new StringBuilder();
    for (String line : text(file).split("(?<=\n)", -1)) {
      String opened = key.openLines(line);
      if (words.isInEscaped(opened)) {
        gone.add(Paint.firstLine(opened, 100));
      } else {
        kept.append(line);
      }
    }
    if (words.isInEscaped(key.openLines(kept.toString()))) {
      gone.add(file.getFileName().toString()); // Over the end of a line.
      kept.setLength(0);
    }
    if (remove && !gone.isEmpty()) {
      OwnFiles.replace(file, kept.toString().getBytes(StandardCharsets.UTF_8));
    }
    return gone;
  }

  private List<String> wholeFiles(List<Path> files, ForgetWords words, boolean remove)
      throws IOException {
    List<String> gone = new ArrayList<>();
    for (Path file : files) {
      if (Files.isRegularFile(file) && holds(file, words)) {
        gone.add(file.toString());
        if (remove) {
          Files.deleteIfExists(file);
        }
      }
    }
    return gone;
  }

  /** Copies for an editor that were not saved, or of one that still runs. */
  static List<Path> editorCopies(Surroundings surroundings) {
    Path temporary = Path.of(surroundings.properties().getOrDefault("java.io.tmpdir", "/tmp"));
    List<Path> copies = new ArrayList<>();
    if (Files.isDirectory(temporary)) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(temporary, EDITOR_COPIES)) {
        for (Path folder : folders) {
          if (Files.isReadable(folder)) {
            copies.addAll(files(folder));
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return copies;
  }

  private List<String> indexes(ForgetWords words, boolean remove) throws IOException {
    List<String> gone = new ArrayList<>();
    Path all = settings.folders().indexes();
    if (!Files.isDirectory(all)) {
      return gone;
    }
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all)) {
      for (Path folder : folders) {
        if (Files.isDirectory(folder) && !isOwn(folder) && indexHolds(folder, words)) {
          gone.add(folder.getFileName().toString());
          if (remove) {
            for (Path file : files(folder)) {
              Files.deleteIfExists(file);
            }
          }
        }
      }
    }
    return gone;
  }

  /** The memory's own index, or the vectors beside it. */
  private boolean isOwn(Path folder) {
    String name = folder.getFileName().toString();
    return ownIndex
        .map(Path::getFileName)
        .filter(own -> name.startsWith(own.toString()))
        .isPresent();
  }

  /** One that cannot be read can be made anew as well. */
  private static boolean indexHolds(Path folder, ForgetWords words) throws IOException {
    try {
      return Forget.inIndex(folder, words) > 0;
    } catch (VaultException unreadable) {
      return !files(folder).isEmpty();
    }
  }

  /** The bytes as they are now, once more: whatever lies under the folders, known here or not. */
  List<ForgetTrace> left(ForgetWords words, Optional<Path> ownHistory) {
    UserFolders folders = settings.folders();
    List<ForgetTrace> left = new ArrayList<>();
    List<String> found = new ArrayList<>();
    List<String> rules = new ArrayList<>();
    try {
      for (Path file : everyFile(List.of(folders.data(), folders.config(), folders.cache()))) {
        boolean seen =
            file.startsWith(folders.histories())
                || file.startsWith(settings.memory())
                || file.startsWith(folders.memory())
                || file.startsWith(folders.indexes())
                || file.startsWith(folders.merged())
                || file.startsWith(folders.sandbox());
        if (seen || !(words.isIn(file.getFileName().toString()) || holds(file, words))) {
          continue;
        }
        (file.toString().endsWith(".filters") || file.startsWith(folders.config()) ? rules : found)
            .add(file.toString());
      }
      settings
          .filters()
          .filter(file -> isRule(file, words))
          .ifPresent(file -> rules.add(file.toString()));
      add(
          left,
          "files in our folders",
          "run it again, with no other program of ours running",
          found);
      add(
          left,
          "files of rules and settings",
          "you wrote them; change them by hand",
          rules.stream().distinct().toList());
      add(left, "search indexes of other memories", "run it again", indexes(words, false));
      histories(words, ownHistory, left);
      return left;
    } catch (IOException e) {
      throw new UserException(
          ExitCode.MEMORY,
          "The last look could not read all files (%s): run it again to be sure."
              .formatted(e.getMessage()));
    }
  }

  private boolean isRule(Path file, ForgetWords words) {
    try {
      return Files.isRegularFile(file) && holds(file, words);
    } catch (IOException unreadable) {
      return false;
    }
  }

  /** Other memories are another matter, but a person has to know. */
  private void histories(ForgetWords words, Optional<Path> own, List<ForgetTrace> left)
      throws IOException {
    List<String> others = new ArrayList<>();
    List<String> orphans = new ArrayList<>();
    if (Files.isDirectory(settings.folders().histories())) {
      try (DirectoryStream<Path> all = Files.newDirectoryStream(settings.folders().histories())) {
        for (Path history : all) {
          if (!own.equals(Optional.of(history)) && historyHolds(history, words)) {
            String memory =
                Files.exists(history.resolve("memory"))
                    ? text(history.resolve("memory")).strip()
                    : "";
            boolean there = !memory.isEmpty() && Files.isDirectory(Path.of(memory));
            (there ? others : orphans).add(there ? memory : history.toString());
          }
        }
      }
    }
    if (!settings.memory().equals(settings.folders().memory())) {
      for (Path file : everyFile(List.of(settings.folders().memory()))) {
        if (words.isIn(file.getFileName().toString()) || holds(file, words)) {
          others.add(settings.folders().memory().toString());
        }
      }
    }
    add(
        left,
        "other memories",
        "name each with --memory to forget it there, too",
        others.stream().distinct().toList());
    add(
        left,
        "histories of memories that are not there any more",
        "delete them, or put the memory back and forget it there",
        orphans);
  }

  private static boolean historyHolds(Path history, ForgetWords words) {
    try {
      return Forget.inHistory(history, words) > 0;
    } catch (VaultException unreadable) {
      return true; // Nobody can say that it is not there.
    }
  }

  private static List<Path> everyFile(List<Path> folders) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path folder : folders) {
      if (Files.isDirectory(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          all.filter(Files::isRegularFile).forEach(files::add);
        }
      }
    }
    return files.stream().distinct().sorted().toList();
  }

  private boolean holds(Path file, ForgetWords words) throws IOException {
    return words.isIn(key.shown(Files.readAllBytes(file)));
  }

  private static List<Path> files(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).sorted(Comparator.naturalOrder()).toList();
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }

  private static void add(List<ForgetTrace> traces, String kind, String what, List<String> all) {
    if (!all.isEmpty()) {
      traces.add(new ForgetTrace(kind, all.size(), what, all));
    }
  }
}
