package memagent.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import memagent.agent.AgentException;
import memagent.embed.EmbedException;
import memagent.mcp.McpException;
import memagent.model.ModelException;
import memagent.sandbox.SandboxException;
import memagent.vault.VaultException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program's entry: turns a command line into an exit code. */
@Command(
    name = "mem",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    description = "Talk to a memory of plain markdown notes, kept by a small local model.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExit codes:%n")
public final class Main implements Runnable {
  /** The text of {@code --help}, among the program's classes. */
  static final String HELP_FILE = "help.txt";

  /** In the cache folder: what went wrong last, for a report. */
  static final String FAULT_FILE = "last_fault.txt";

  private static final int HELP_COLUMNS = 92;
  private static final Set<String> HELP_WORDS = Set.of("-h", "--help", "help");

  @Spec private CommandSpec spec;

  Main() {
    spec = CommandSpec.create();
  }

  /** Runs the program and ends the process. */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    int code = run(Surroundings.ofProcess(), args);
    // A daemon thread of a library must not keep the process, and a hook must still run.
    System.exit(code);
  }

  /** Runs the program without ending the process; the exit code is one of {@link ExitCode}. */
  static int run(Surroundings surroundings, String... args) {
    if (args.length == 0 || (args.length == 1 && HELP_WORDS.contains(args[0]))) {
      surroundings.output().print(help());
      return ExitCode.DONE.code();
    }
    return commandLine(surroundings, args[0]).execute(args);
  }

  /*
   * Reading the annotations of every command costs more than half of a start (docs/benchmarks.md):
   * the list of commands is therefore a text, which DocsTest makes, and a command that is named is
   * the only one that is read.
   */
  private static String help() {
    try (InputStream text = Main.class.getResourceAsStream(HELP_FILE)) {
      if (text == null) {
        throw new IllegalStateException(HELP_FILE + " is not in the program's jar");
      }
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All commands; docs/cli.md is made of them. */
  static CommandLine commandLine(Surroundings surroundings) {
    return commandLine(surroundings, "");
  }

  private static CommandLine commandLine(Surroundings surroundings, String wanted) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("chat", () -> new ChatCommand(surroundings));
    commands.put("ask", () -> new AskCommand(surroundings));
    commands.put("search", () -> new SearchCommand(surroundings));
    commands.put("embedding", () -> new EmbeddingCommand(surroundings));
    commands.put("memory", () -> new MemoryCommand(surroundings));
    commands.put("log", () -> new LogCommand(surroundings));
    commands.put("diff", () -> new DiffCommand(surroundings));
    commands.put("undo", () -> new UndoCommand(surroundings));
    commands.put("restore", () -> new RestoreCommand(surroundings));
    commands.put("forget", () -> new ForgetCommand(surroundings));
    commands.put("backup", () -> new BackupCommand(surroundings));
    commands.put("restore-backup", () -> new RestoreBackupCommand(surroundings));
    commands.put("mcp", () -> new McpCommand(surroundings));
    commands.put("install", () -> new InstallCommand(surroundings));
    commands.put("trace", () -> new TraceCommand(surroundings));
    commands.put("doctor", () -> new DoctorCommand(surroundings));
    commands.put("bench", () -> new BenchCommand(surroundings));
    commands.put("worlds", () -> new WorldsCommand(surroundings));
    commands.put("train", () -> TrainCommand.line(surroundings));
    commands.put("env", () -> new EnvCommand(surroundings));
    commands.put("prepare", () -> new PrepareCommand(surroundings));
    CommandLine line = new CommandLine(new Main());
    commands.forEach((name, command) -> {
      if (name.equals(wanted) || !commands.containsKey(wanted)) {
        line.addSubcommand(name, command.get());
      }
    });
    if (!commands.containsKey(wanted)) {
      line.addSubcommand("help", new CommandLine.HelpCommand());
    }
    line.getCommandSpec().usageMessage().footer(exitCodes());
    line.setOut(new PrintWriter(surroundings.output(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(surroundings.errors(), true, StandardCharsets.UTF_8));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    line.setUsageHelpWidth(HELP_COLUMNS);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler((e, args) -> onUsage(surroundings, e));
    line.setExecutionExceptionHandler((e, command, parsed) -> onException(surroundings, e));
    return line;
  }

  /** Without a command there is nothing to do but to help. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }

  private static String[] exitCodes() {
    return java.util.Arrays.stream(ExitCode.values())
        .map(code -> "%5d  %s".formatted(code.code(), code.meaning()))
        .toArray(String[]::new);
  }

  private static int onUsage(Surroundings surroundings, ParameterException e) {
    String message = String.valueOf(e.getMessage()).strip();
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    surroundings
        .errors()
        .println(
            Paint.harmless(message)
                + (message.endsWith(".") ? " " : ". ")
                + "See `"
                + command
                + " --help`.");
    return ExitCode.USAGE.code();
  }

  private static int onException(Surroundings surroundings, Exception exception) {
    ExitCode code =
        switch (exception) {
          case UserException e -> e.exitCode();
          case VaultException e -> ExitCode.MEMORY;
          case ModelException e -> ExitCode.MODEL;
          case SandboxException e -> ExitCode.SANDBOX;
          case AgentException e -> ExitCode.USAGE;
          case McpException e -> ExitCode.USAGE;
          case EmbedException e -> ExitCode.MODEL;
          default -> ExitCode.BROKEN;
        };
    surroundings
        .errors()
        .println(
            code == ExitCode.BROKEN
                ? broken(surroundings, exception)
                : Paint.harmless(String.valueOf(exception.getMessage())));
    return code.code();
  }

  private static String broken(Surroundings surroundings, Exception exception) {
    StringWriter trace = new StringWriter();
    exception.printStackTrace(new PrintWriter(trace));
    Path file = UserFolders.of(surroundings).cache().resolve(FAULT_FILE);
    String what = exception.getClass().getSimpleName() + ": " + exception.getMessage();
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, trace.toString(), StandardCharsets.UTF_8);
      return "A fault of the program itself (%s): please report it with the file %s."
          .formatted(what, file);
    } catch (IOException e) {
      return "A fault of the program itself (%s), and its details could not be written to %s."
          .formatted(what, file);
    }
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"mem-agent " + (version == null ? "(from the build folder)" : version)};
    }
  }
}
