package memagent.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import memagent.vault.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a memory of a backup. */
@Command(
    name = "restore-backup",
    mixinStandardHelpOptions = true,
    description = "Makes a new memory with its history of a file that `mem backup` wrote.")
final class RestoreBackupCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Parameters(paramLabel = "FILE", description = "The backup.")
  private String file = "";

  @Option(
      names = "--to",
      paramLabel = "DIR",
      required = true,
      description = "The memory's new folder; absent or empty.")
  private String to = "";

  RestoreBackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Settings settings = SettingsReader.read(surroundings, FlagGroups.none());
    Path folder = surroundings.folder().resolve(to).normalize();
    Path backup = surroundings.folder().resolve(file).normalize();
    Backup.Summary read =
        Backup.restore(
            backup, folder, Memories.limits(settings), Memories.history(settings, surroundings));
    new KnownBackups(settings, surroundings).add(backup);
    surroundings
        .output()
        .println(
            "%s: %,d files and their history; `mem memory use %s` takes it from now on."
                .formatted(folder, read.notes(), folder));
    return ExitCode.DONE.code();
  }
}
