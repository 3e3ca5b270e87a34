package memagent.app;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import memagent.vault.Backup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Writes a memory with its history into one file. */
@Command(
    name = "backup",
    mixinStandardHelpOptions = true,
    description = "Writes the memory and its history into one new zip file.",
    footer = {"", "`mem restore-backup` checks the sums in it and puts it into a new folder."})
final class BackupCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Parameters(paramLabel = "FILE", description = "The file to make; nothing is overwritten.")
  private String file = "";

  BackupCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    var flags = FlagGroups.none();
    memory.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    try (OpenMemory open = Memories.present(settings, surroundings, new AsOfFlag())) {
      Path target = surroundings.folder().resolve(file).normalize();
      Backup.Summary written = Backup.write(open.now(), target);
      new KnownBackups(settings, surroundings).add(target);
      surroundings
          .output()
          .println(
              "%s: %,d files of %s and its history, %,d bytes."
                  .formatted(target, written.notes(), open.now().folder(), written.bytes()));
      return ExitCode.DONE.code();
    }
  }
}
