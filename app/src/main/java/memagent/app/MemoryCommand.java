package memagent.app;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import memagent.app.Paint.Look;
import memagent.vault.LineSource;
import memagent.vault.LinkGraph;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultException;
import memagent.vault.VaultOverview;
import memagent.vault.VaultTransaction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Looks into a memory, without a model. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    description = "Lists, shows, edits and checks the notes of a memory; needs no model.")
final class MemoryCommand implements Runnable {
  private final Surroundings surroundings;

  @Spec private CommandSpec spec = CommandSpec.create();

  MemoryCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public void run() {
    spec.commandLine().usage(surroundings.output());
  }

  /** Colours and memory, as every subcommand has them. */
  static final class Common {
    @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

    @Option(
        names = "--color",
        paramLabel = "WHEN",
        description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Paint.When color = Paint.When.auto;
  }

  @Command(name = "ls", description = "Lists the notes: bytes, facts, links out, links in.")
  int ls(@Mixin Common common, @Mixin AsOfFlag asOf) {
    try (OpenMemory memory = open(common, asOf)) {
      Vault vault = memory.vault();
      LinkGraph graph = vault.links();
      Paint paint = Paint.of(common.color, surroundings);
      PrintStream out = surroundings.output();
      out.println(paint.of(Look.DIM, "   bytes   facts  out   in  note"));
      try (VaultTransaction sizes = vault.begin()) {
        for (Note note : graph.notes()) {
          out.printf(
              "%8d%8d%5d%5d  %s%n",
              sizes.size(note.path().value()),
              note.facts().size(),
              graph.outgoing(note.path()).size(),
              graph.backlinks(note.path()).size(),
              Paint.harmless(note.path().value()));
        }
      }
      VaultOverview overview = vault.overview();
      out.println(
          paint.of(
              Look.DIM,
              "%8d bytes in %d notes, %s"
                  .formatted(overview.bytes(), overview.noteCount(), memory.name())));
      // A note that cannot be read must not look as if it were not there.
      vault.problems(graph).forEach(p -> surroundings.errors().println(Paint.harmless(p.reason())));
      vault.syncCopies().forEach(c -> surroundings.errors().println(Paint.harmless(c.reason())));
      return ExitCode.DONE.code();
    }
  }

  @Command(
      name = "show",
      description = "Shows a note, or where each line of it is from.",
      footer = {
        "",
        "--sources says of each line when it came, whose it is (you; stated: your words, written by",
        "the agent; inferred: the agent's own; a client; an import; the program; unknown), and the",
        "id that `mem diff` takes; ! stands before lines that were written after text from outside",
        "was read, | before lines of a note from outside. --json prints one object a line."
      })
  int show(
      @Mixin Common common,
      @Mixin AsOfFlag asOf,
      @Parameters(paramLabel = "NOTE", description = "Path, [[link]] or alias.") String note,
      @Option(names = "--raw", description = "Prints the file as it is.") boolean raw,
      @Option(names = "--sources", description = "Says where each line is from.") boolean sources,
      @Option(names = "--json", description = "With --sources: prints JSON Lines.") boolean json) {
    if (json && !sources) {
      throw new UserException(ExitCode.USAGE, "--json goes with --sources only.");
    }
    try (OpenMemory memory = open(common, asOf)) {
      Vault vault = memory.vault();
      NotePath path = resolve(memory, note);
      Paint paint = Paint.of(common.color, surroundings);
      if (sources) {
        printSources(memory, path, json, paint);
      } else if (raw) {
        try (VaultTransaction transaction = vault.begin()) {
          surroundings.output().print(transaction.read(path));
        }
      } else {
        surroundings.output().print(NoteView.rendered(vault, path, paint));
      }
      return ExitCode.DONE.code();
    }
  }

  private void printSources(OpenMemory memory, NotePath path, boolean json, Paint paint) {
    if (memory.then().isPresent()) {
      throw new UserException(
          ExitCode.USAGE, "--sources speaks of today's notes: leave --as-of out.");
    }
    SourceView view = new SourceView(surroundings.clock().getZone(), paint);
    for (LineSource source : OpenMemory.history(memory.now()).sources(path)) {
      surroundings.output().println(json ? SourceView.json(source) : view.line(source));
    }
  }

  @Command(
      name = "edit",
      description = "Opens a note in $VISUAL or $EDITOR; a new one where there is none.",
      footer = {
        "",
        "The text is saved only if nobody else changed the note meanwhile; otherwise it is kept in",
        "a file beside, which is named."
      })
  int edit(
      @Mixin Common common,
      @Parameters(paramLabel = "NOTE", description = "Path, [[link]] or alias.") String note) {
    try (Vault vault = open(common)) {
      NotePath path = resolveOrNew(vault, note);
      String done = new NoteEditor(surroundings).edit(vault, path);
      surroundings.output().println(done);
      return ExitCode.DONE.code();
    }
  }

  @Command(
      name = "use",
      description = "Takes another memory from now on, wherever none is named.",
      footer = {
        "",
        "A folder is known by its own name afterwards; default goes back to the one in your data",
        "folder. --memory and MEM_AGENT_MEMORY still come first."
      })
  int use(
      @Parameters(paramLabel = "NAME|DIR", description = "A name from `list`, or a folder.")
          String which) {
    KnownMemories.Known chosen =
        new KnownMemories(UserFolders.of(surroundings)).choose(which, surroundings.folder());
    surroundings
        .output()
        .println("%s is used from now on: %s".formatted(chosen.name(), chosen.folder()));
    return ExitCode.DONE.code();
  }

  @Command(name = "list", description = "Lists the memories that `use` knows; * is in use.")
  int list() {
    KnownMemories memories = new KnownMemories(UserFolders.of(surroundings));
    for (KnownMemories.Known known : memories.all()) {
      surroundings
          .output()
          .println(
              "%s %-16s %s%s"
                  .formatted(
                      known.isChosen() ? "*" : " ",
                      known.name(),
                      known.folder(),
                      java.nio.file.Files.isDirectory(known.folder()) ? "" : " (not there)"));
    }
    return ExitCode.DONE.code();
  }

  @Command(name = "graph", description = "Draws the links as a tree, from user.md on.")
  int graph(@Mixin Common common) {
    try (Vault vault = open(common)) {
      Paint paint = Paint.of(common.color, surroundings);
      surroundings.output().print(GraphTree.drawn(vault.links(), paint));
      return ExitCode.DONE.code();
    }
  }

  @Command(
      name = "check",
      description =
          "Finds broken links, orphans, duplicate entities, unreadable notes and secrets.",
      footer = {
        "",
        "Ends with 1 when it found something that should be put right. --fix offers what it can:",
        "a link to a note that was renamed or is spelled almost so, a relation such as friend to",
        "a note that does not link back, two notes of one name or of names one letter apart. Each",
        "is shown with its diff and asked about: y yes, n no, a yes to all that are safe, q no",
        "more. Safe is what adds or corrects a link; notes are only merged by a y, or by --merge.",
        "What was said yes to is one change of the history, which `mem undo` takes back."
      })
  int check(@Mixin Common common, @Mixin FixFlags fix) {
    fix.refuseHalves();
    try (Vault vault = open(common);
        IndexingView view = new IndexingView(surroundings)) {
      if (fix.isAsked()) {
        new MemoryFix(surroundings, Paint.of(common.color, surroundings), fix).run(vault);
      }
      LinkGraph links = vault.links(view.at("Reading"));
      List<MemoryFaults.Fault> faults = MemoryFaults.of(vault, links, view.at("Secrets"));
      view.done();
      if (fix.isAsked() && !faults.isEmpty()) {
        surroundings.output().println("Still there:");
      }
      for (MemoryFaults.Fault fault : faults) {
        surroundings
            .output()
            .println(
                Paint.harmless("%s: %s: %s".formatted(fault.where(), fault.kind(), fault.text())));
      }
      int notes = vault.overview().noteCount();
      surroundings
          .errors()
          .println(
              faults.isEmpty()
                  ? "%,d notes, no faults.".formatted(notes)
                  : "%,d notes, %,d fault%s."
                      .formatted(notes, faults.size(), faults.size() == 1 ? "" : "s"));
      if (!fix.isAsked()) {
        new MemoryFix(surroundings, Paint.of(common.color, surroundings), fix)
            .offer(vault, links, view);
      }
      return (faults.isEmpty() ? ExitCode.DONE : ExitCode.FOUND).code();
    }
  }

  @Command(
      name = "encrypt",
      description = "Encrypts the memory, its history and all conversations with a passphrase.",
      footer = {
        "",
        "It is asked for twice, or taken from MEM_AGENT_PASSPHRASE or --passphrase-file. Whoever",
        "loses it loses the notes. From then on every command needs it. Names of notes and",
        "folders, sizes and times stay readable, and other editors cannot open the notes. End",
        "other programs of ours first. Stopped on the way, another run does the rest; at last",
        "every byte that is kept is searched for text of the notes, and what is left is named",
        "(exit code 1)."
      })
  int encrypt(
      @Mixin Common common,
      @Option(
              names = "--remember",
              description = "Keeps the key on this machine, for you only, so that nobody is asked.")
          boolean remember) {
    return encryption(common).encrypt(remember).code();
  }

  @Command(name = "decrypt", description = "Makes plain markdown of an encrypted memory again.")
  int decrypt(@Mixin Common common) {
    return encryption(common).decrypt().code();
  }

  @Command(
      name = "passphrase",
      description = "Gives an encrypted memory another passphrase, or remembers its key.")
  int passphrase(
      @Mixin Common common,
      @Option(
              names = "--new-passphrase-file",
              paramLabel = "FILE",
              description = "File whose first line is the new one; otherwise it is asked for.")
          @Nullable String file,
      @Option(
              names = "--remember",
              negatable = true,
              description =
                  "Only keeps the key on this machine, so that nobody is asked, or no longer.")
          @Nullable Boolean remember) {
    MemoryEncryption encryption = encryption(common);
    return (remember == null
            ? encryption.changePassphrase(
                Optional.ofNullable(file).map(surroundings.folder()::resolve))
            : encryption.remember(remember))
        .code();
  }

  private MemoryEncryption encryption(Common common) {
    Map<Setting, String> flags = FlagGroups.none();
    common.memory.into(flags);
    return new MemoryEncryption(
        SettingsReader.read(surroundings, flags),
        surroundings,
        Paint.of(common.color, surroundings));
  }

  private Vault open(Common common) {
    return open(common, new AsOfFlag()).now();
  }

  private OpenMemory open(Common common, AsOfFlag asOf) {
    Map<Setting, String> flags = FlagGroups.none();
    common.memory.into(flags);
    return Memories.present(SettingsReader.read(surroundings, flags), surroundings, asOf);
  }

  private static NotePath resolve(OpenMemory memory, String note) {
    try (VaultTransaction transaction = memory.vault().begin()) {
      return transaction
          .resolve(note)
          .orElseThrow(() ->
              new UserException(
                  ExitCode.MEMORY,
                  "There is no note %s in %s: `mem memory ls` lists them."
                      .formatted(Paint.firstLine(note, 80), memory.name())));
    }
  }

  private static NotePath resolveOrNew(Vault vault, String note) {
    try (VaultTransaction transaction = vault.begin()) {
      return transaction
          .resolve(note)
          .orElseGet(() -> {
            NotePath path = NotePath.of(note);
            return path.isNote() ? path : NotePath.of(note + ".md");
          });
    } catch (VaultException e) {
      throw new UserException(ExitCode.MEMORY, String.valueOf(e.getMessage()));
    }
  }
}
