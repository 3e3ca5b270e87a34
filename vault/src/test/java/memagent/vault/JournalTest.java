package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the next opening makes of the states that a writer can leave behind. */
class JournalTest {
  @TempDir Path folder;

  private void leave(String name, String text) throws IOException {
    Fixture.write(folder, ".mem-agent/tx/" + name, text);
  }

  @Test
  void dropsWhatHasNoPlan() throws IOException {
    Fixture.write(folder, "user.md", "old");
    leave("0", "new");
    leave("plan.new", "mem-agent plan 1\nput user.md\nend\n");
    Fixture.open(folder).close();
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("old");
    assertThat(folder.resolve(".mem-agent/tx")).doesNotExist();
  }

  @Test
  void finishesAPlanThatWasNotBegun() throws IOException {
    Fixture.write(folder, "user.md", "old");
    Fixture.write(folder, "gone.md", "x");
    leave("1", "new");
    leave("2", "jane");
    leave(
        "plan",
        "mem-agent plan 1\nfolder entities\nput user.md\nput entities/jane.md\nremove gone.md\nend\n");
    Fixture.open(folder).close();
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("new");
    assertThat(Fixture.text(folder, "entities/jane.md")).isEqualTo("jane");
    assertThat(folder.resolve("gone.md")).doesNotExist();
    assertThat(folder.resolve(".mem-agent/tx")).doesNotExist();
  }

  @Test
  void finishesAPlanThatWasHalfCarriedOut() throws IOException {
    Fixture.write(folder, "user.md", "new");
    Files.createDirectory(folder.resolve("entities"));
    leave("2", "jane");
    leave(
        "plan",
        "mem-agent plan 1\nfolder entities\nput user.md\nput entities/jane.md\nremove gone.md\nend\n");
    Fixture.open(folder).close();
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("new");
    assertThat(Fixture.text(folder, "entities/jane.md")).isEqualTo("jane");
  }

  @Test
  void finishesAPlanBeforeTheNextCommitOfAMemoryThatIsAlreadyOpen() throws IOException {
    Vault vault = Fixture.open(folder);
    leave("0", "left");
    leave("plan", "mem-agent plan 1\nput a.md\nend\n");
    Fixture.create(vault, "b.md", "x");
    assertThat(Fixture.text(folder, "a.md")).isEqualTo("left");
  }

  @Test
  void leavesThePlanOfAStrangerThatPointsOutside() throws IOException {
    Path memory = Files.createDirectory(folder.resolve("memory"));
    Fixture.write(memory, ".mem-agent/tx/0", "evil");
    for (String path : new String[] {"../evil.md", "/tmp/evil.md", "a/../../evil.md", ".bashrc"}) {
      Fixture.write(memory, ".mem-agent/tx/plan", "mem-agent plan 1\nput " + path + "\nend\n");
      assertThatThrownBy(() -> Fixture.open(memory))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("leaves the memory");
    }
    assertThat(folder.resolve("evil.md")).doesNotExist();
  }

  @Test
  void saysSoWhereAPlanIsDamaged() throws IOException {
    for (String plan :
        new String[] {
          "", "other\n", "mem-agent plan 1\nput a.md\n", "mem-agent plan 1\nburn a.md\nend\n"
        }) {
      leave("plan", plan);
      assertThatThrownBy(() -> Fixture.open(folder))
          .isInstanceOf(VaultException.class)
          .hasMessageContaining("plan");
    }
  }
}
