package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import memagent.vault.LameDisk.Lack;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DiskCheckTest {
  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"LOCKS", "CHANNELS"})
  void refusesADiskThatCannotLock(Lack lack) throws IOException {
    Fixture.write(folder, "user.md", "# Me\n");
    assertThatThrownBy(() -> Fixture.open(LameDisk.with(lack, folder)))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("cannot lock files")
        .hasMessageEndingWith("move it to a disk of this machine.");
    assertThat(names()).containsExactly("user.md");
  }

  @ParameterizedTest
  @EnumSource(names = {"REPLACING", "HONESTY"})
  void refusesADiskThatCannotReplaceAFileInOneStep(Lack lack) throws IOException {
    Fixture.write(folder, "user.md", "# Me\n");
    assertThatThrownBy(() -> Fixture.open(LameDisk.with(lack, folder)))
        .isInstanceOf(VaultException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("cannot put one file in the place of another in one step")
        .hasMessageEndingWith("move it to a disk of this machine.");
    assertThat(names()).containsExactly("user.md");
  }

  @Test
  void aDiskThatLacksNothingIsUsedAndRemembered() throws IOException {
    Path lame = LameDisk.with(Lack.NOTHING, folder);
    try (Vault vault = Fixture.open(lame)) {
      assertThat(Fixture.create(vault, "a.md", "- b: c\n"))
          .isInstanceOf(CommitOutcome.Committed.class);
    }
    assertThat(Fixture.text(folder, "a.md")).isEqualTo("- b: c\n");
    Fixture.open(lame).close();
    assertThat(folder.resolve(".mem-agent/disk")).isNotEmptyFile();
  }

  @Test
  void whatWasRememberedOfAnotherDiskDoesNotCount() throws IOException {
    Fixture.create(Fixture.open(folder), "a.md", "x");
    Fixture.open(folder).close();
    Path marker = folder.resolve(".mem-agent/disk");
    String ours = Files.readString(marker);
    Files.writeString(marker, "share:/home nfs\n");
    assertThatThrownBy(() -> Fixture.open(LameDisk.with(Lack.LOCKS, folder)))
        .hasMessageContaining("No locks available");
    Fixture.open(folder).close();
    assertThat(Files.readString(marker)).isEqualTo(ours);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
