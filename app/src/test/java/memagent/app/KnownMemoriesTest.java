package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several memories, with quick switching, and their backups. */
final class KnownMemoriesTest {
  @TempDir private Path home;

  @BeforeEach
  void makeTwo() throws IOException {
    for (String name : new String[] {"work", "my notes"}) {
      Files.createDirectory(home.resolve(name));
      Files.writeString(home.resolve(name).resolve("user.md"), "# " + name + "\n");
    }
  }

  private InProcess.Outcome run(String... words) {
    return new InProcess(home).run(words);
  }

  @Test
  void usesAFolderAndThenItsName() {
    assertThat(run("memory", "use", "work").output()).startsWith("work is used from now on: ");
    assertThat(run("memory", "show", "user.md").output()).isEqualTo("# work\n");
    assertThat(run("memory", "use", home.resolve("my notes").toString()).code()).isZero();
    assertThat(run("memory", "show", "user.md").output()).isEqualTo("# my notes\n");
    assertThat(run("memory", "list").output().lines().map(line -> line.substring(0, 10)))
        .containsExactly("  default ", "  work    ", "* my_notes");
    assertThat(run("memory", "use", "work").code()).isZero();
    assertThat(run("memory", "show", "user.md").output()).isEqualTo("# work\n");
  }

  @Test
  void aFlagAndTheEnvironmentComeFirst() {
    run("memory", "use", "work");
    String other = home.resolve("my notes").toString();
    assertThat(run("memory", "show", "user.md", "--memory", other).output())
        .isEqualTo("# my notes\n");
    assertThat(
            new InProcess(home)
                .with("MEM_AGENT_MEMORY", other)
                .run("memory", "show", "user.md")
                .output())
        .isEqualTo("# my notes\n");
  }

  @Test
  void goesBackToTheDefaultOneAndRefusesWhatIsNone() {
    run("memory", "use", "work");
    assertThat(run("memory", "use", "default").code()).isZero();
    assertThat(run("memory", "show", "user.md").errors()).startsWith("There is no memory yet at ");
    InProcess.Outcome outcome = run("memory", "use", "nowhere");
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.errors()).startsWith("\"nowhere\" is neither a memory that");
  }

  @Test
  void aBackupBecomesANewMemoryWithItsHistory() {
    run("memory", "use", "work");
    InProcess.Outcome written = run("backup", "b.zip");
    assertThat(written.output()).contains("b.zip: 1 files of ").contains(" and its history, ");
    assertThat(run("backup", "b.zip").errors()).contains("is there already");
    InProcess.Outcome restored = run("restore-backup", "b.zip", "--to", "again");
    assertThat(restored.errors()).isEmpty();
    assertThat(restored.output()).contains("1 files and their history; `mem memory use ");
    assertThat(home.resolve("again/user.md")).hasContent("# work\n");
    assertThat(run("log", "--memory", home.resolve("again").toString()).output())
        .contains("the memory as it was found");
    assertThat(run("restore-backup", "b.zip", "--to", "again").errors())
        .contains("is not empty, and a backup overwrites nothing");
  }
}
