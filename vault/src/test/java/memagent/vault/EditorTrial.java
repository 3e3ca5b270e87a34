package memagent.vault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A person saves a note again and again while an agent adds to the same note: by vim, where it is
 * installed, and as vim and other editors do it (the old file renamed away and a new one written; a
 * new one renamed over it; written in place). Neither knows of the other's locks. Each line that
 * was saved must be in the note, or, where the other one saved over it from an older text, in the
 * history.
 */
final class EditorTrial {
  private static final int SAVES_A_NOTE = 50;
  private static final long PAUSE_NANOS = 20_000_000;
  private static final long AGENT_PAUSE_NANOS = 5_000_000;

  /** How an editor saves. */
  enum Way {
    /** The real one, by renaming the old file away and writing a new one. */
    VIM_RENAMING,
    /** The real one, which writes into the file. */
    VIM_IN_PLACE,
    /** As vim does by default, with a backup, and nothing between the steps. */
    RENAMED_AWAY,
    /** As most others do: a new file is renamed over the old one. */
    RENAMED_OVER,
    /** As nano and VS Code do. */
    IN_PLACE
  }

  private final Path folder;
  private final RandomGenerator random;
  private final Tally tally;

  private EditorTrial(Path folder, long seed, Tally tally) {
    this.folder = folder;
    this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    this.tally = tally;
  }

  static boolean hasVim() throws InterruptedException {
    try {
      Process vim = new ProcessBuilder("vim", "--version").redirectErrorStream(true).start();
      vim.getInputStream().readAllBytes();
      return vim.waitFor() == 0;
    } catch (IOException noVim) {
      return false;
    }
  }

  /** So many saves, in all ways in turn. */
  static void run(Path folder, int saves, long seed, Tally tally)
      throws IOException, InterruptedException {
    List<Way> ways = new ArrayList<>(List.of(Way.values()));
    if (!hasVim()) {
      ways.removeAll(List.of(Way.VIM_RENAMING, Way.VIM_IN_PLACE));
      System.out.println("vim is not installed; its ways of saving are left to the program's own.");
    }
    EditorTrial trial = new EditorTrial(folder, seed, tally);
    Files.createDirectories(folder);
    for (int i = 0; i * SAVES_A_NOTE < saves; i++) {
      trial.note(i, ways.get(i % ways.size()), Math.min(SAVES_A_NOTE, saves - i * SAVES_A_NOTE));
    }
    try (Vault vault = MixedWriter.open(folder)) {
      tally.add("leftovers of vim that count as notes", strangers(vault));
    }
  }

  private static long strangers(Vault vault) {
    return vault.notes().stream().filter(note -> !note.name().matches("user\\d+\\.md")).count();
  }

  private void note(int number, Way way, int saves) throws IOException, InterruptedException {
    NotePath note = NotePath.of("user" + number + ".md");
    List<String> acknowledged = new ArrayList<>();
    try (Vault vault = MixedWriter.open(folder)) {
      try (VaultTransaction first = vault.begin()) {
        first.create(note, "# User " + number + "\n\n");
        first.commit();
      }
      AtomicBoolean ended = new AtomicBoolean();
      List<String> written = new ArrayList<>();
      Thread agent = Thread.ofPlatform().start(() -> write(vault, note, ended, written));
      Path file = vault.folder().resolve(note.value());
      for (int i = 0; i < saves; i++) {
        LockSupport.parkNanos(random.nextLong(PAUSE_NANOS));
        String line = "- person: %d of %s".formatted(i, way);
        if (save(file, line, way)) {
          acknowledged.add(line);
        }
      }
      ended.set(true);
      agent.join();
      tally.add("saves of the person, " + way, acknowledged.size());
      tally.add("writes of the agent", written.size());
      acknowledged.addAll(written);
      check(vault, note, acknowledged);
    }
  }

  /** The agent: reads the note, adds a line, and tries again when somebody else was faster. */
  private void write(Vault vault, NotePath note, AtomicBoolean ended, List<String> written) {
    for (int i = 0; !ended.get(); ) {
      String line = "- agent: " + i;
      LockSupport.parkNanos(AGENT_PAUSE_NANOS);
      try (VaultTransaction transaction = vault.begin(Author.agent("s", i + 1, "a question"))) {
        String text = transaction.read(note);
        tally.add("halves of a save that the agent read", isWhole(text) ? 0 : 1);
        transaction.create(note, (text.endsWith("\n") ? text : text + "\n") + line + "\n");
        if (transaction.commit() instanceof CommitOutcome.Committed) {
          written.add(line);
          i++;
        } else {
          tally.add("conflicts that the agent repeated", 1);
        }
      } catch (VaultException betweenTwoSteps) {
        tally.add("moments without the note that the agent repeated", 1);
      }
    }
  }

  private static boolean isWhole(String text) {
    return text.startsWith("# User ") && text.endsWith("\n");
  }

  private boolean save(Path file, String line, Way way) throws IOException, InterruptedException {
    return switch (way) {
      case VIM_RENAMING -> vim(file, line, "no");
      case VIM_IN_PLACE -> vim(file, line, "yes");
      case RENAMED_AWAY -> {
        byte[] text = added(file, line);
        Path backup = file.resolveSibling(file.getFileName() + "~");
        Files.move(file, backup, StandardCopyOption.REPLACE_EXISTING);
        write(file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
        Files.delete(backup);
        yield true;
      }
      case RENAMED_OVER -> {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".tmp");
        write(temporary, added(file, line), StandardOpenOption.CREATE_NEW);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        yield true;
      }
      case IN_PLACE -> {
        write(file, added(file, line), StandardOpenOption.TRUNCATE_EXISTING);
        yield true;
      }
    };
  }

  private static byte[] added(Path file, String line) throws IOException {
    String text = "";
    while (!isWhole(text)) {
      text = Files.readString(file);
    }
    return (text + line + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Path file, byte[] text, StandardOpenOption... how) throws IOException {
    Set<StandardOpenOption> options = new HashSet<>(List.of(how));
    options.add(StandardOpenOption.WRITE);
    try (FileChannel channel = FileChannel.open(file, options)) {
      Names.writeAll(channel, text);
      channel.force(true);
    }
  }

  /**
   * With its swap file and its backup, as a person runs it. Whether it has saved is told by what it
   * runs after that and by its exit: where the note was changed since it read it, it asks, and here
   * saves nothing; where it was changed while it saved, it says so (E949) and has not saved either.
   */
  private boolean vim(Path file, String line, String backupCopy)
      throws IOException, InterruptedException {
    Path saved = folder.resolve("saved");
    Files.deleteIfExists(saved);
    Process vim =
        new ProcessBuilder(
                "vim",
                "-Nu",
                "NONE",
                "-i",
                "NONE",
                "-es",
                "-c",
                "set backup writebackup swapfile directory=. backupdir=. backupskip= backupcopy="
                    + backupCopy,
                "-c",
                "autocmd BufWritePost * call writefile(['saved'], '" + saved + "')",
                "-c",
                "normal! Go" + line,
                "-c",
                "w",
                "-c",
                "qa!",
                file.toString())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .start();
    vim.getInputStream().readAllBytes();
    return vim.waitFor() == 0 && Files.exists(saved);
  }

  private void check(Vault vault, NotePath note, List<String> acknowledged) throws IOException {
    String text = Files.readString(vault.folder().resolve(note.value()));
    tally.add(Tally.TORN, isWhole(text) ? 0 : 1);
    Set<String> inNote = new HashSet<>(text.lines().toList());
    Set<String> everywhere = new HashSet<>(inNote);
    History history = vault.history().orElseThrow();
    for (HistoryEntry entry : history.entries(note, Integer.MAX_VALUE)) {
      for (VaultChange change : history.diff(List.of(entry))) {
        if (change.path().equals(note)) {
          everywhere.addAll(after(change).lines().toList());
        }
      }
    }
    for (String line : acknowledged) {
      if (!inNote.contains(line)) {
        String who = line.startsWith("- agent") ? "agent" : "person";
        tally.add("saved over by the other, in the history: lines of the " + who, 1);
      }
      if (!everywhere.contains(line)) {
        tally.add(Tally.LOST, 1);
        System.out.println("lost: " + line + " of " + note);
      }
    }
  }

  private static String after(VaultChange change) {
    return switch (change) {
      case VaultChange.Created made -> made.after();
      case VaultChange.Updated updated -> updated.after();
      case VaultChange.Deleted deleted -> "";
    };
  }
}
