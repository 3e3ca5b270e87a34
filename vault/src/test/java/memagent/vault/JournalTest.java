package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
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

  /** What a person does between the last look and the rename, and right after it. */
  private void saved(String atTheLook, String after) throws IOException {
    Path file = Fixture.write(folder, "user.md", "old");
    Files.createDirectories(folder.resolve(".mem-agent"));
    Journal.LastLook last =
        new Journal.LastLook() {
          @Override
          public boolean holds() {
            write(file, atTheLook);
            return true;
          }

          @Override
          public boolean isAsSeen(byte[] bytes) {
            write(file, after);
            return new String(bytes, StandardCharsets.UTF_8).equals("old");
          }
        };
    Journal.Step put =
        new Journal.Step.Put(List.of("user.md"), "ours".getBytes(StandardCharsets.UTF_8));
    assertThat(new Journal(new DiskFolder(folder, false)).apply(List.of(put), last)).isFalse();
    assertThat(folder.resolve(".mem-agent/tx")).doesNotExist();
  }

  private static void write(Path file, String text) {
    try {
      if (!text.isEmpty()) {
        Path beside = Files.writeString(file.resolveSibling(".user.md.swp"), text);
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void putsBackWhatAPersonSavedInTheLastInstant() throws IOException {
    assumeTrue(SwapCall.ofThisSystem().isPresent(), "This system cannot exchange two files.");
    saved("theirs", "");
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("theirs");
  }

  @Test
  void keepsTheNewestOfWhatAPersonSavedInTheLastInstants() throws IOException {
    assumeTrue(SwapCall.ofThisSystem().isPresent(), "This system cannot exchange two files.");
    saved("theirs", "theirs again");
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("theirs again");
  }

  @Test
  void writesOverNothingWhereAnEditorHasRenamedTheNoteAway() throws IOException {
    assumeTrue(SwapCall.ofThisSystem().isPresent(), "This system cannot exchange two files.");
    Path file = Fixture.write(folder, "user.md", "old");
    Files.createDirectories(folder.resolve(".mem-agent"));
    Path away = folder.resolve(".user.md~");
    Journal.LastLook last =
        new Journal.LastLook() {
          @Override
          public boolean holds() {
            try {
              if (Files.exists(file)) {
                Files.move(file, away); // Behind the look, as an editor begins to save.
                return true;
              }
              Files.writeString(file, "theirs"); // And as it goes on.
              return false;
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }

          @Override
          public boolean isAsSeen(byte[] bytes) {
            return new String(bytes, StandardCharsets.UTF_8).equals("old");
          }
        };
    Journal.Step put =
        new Journal.Step.Put(List.of("user.md"), "ours".getBytes(StandardCharsets.UTF_8));
    assertThat(new Journal(new DiskFolder(folder, false)).apply(List.of(put), last)).isFalse();
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("theirs");
  }

  @Test
  void putsBackWhatAPersonSavedWhereOursWasRenamedAwayMeanwhile() throws IOException {
    assumeTrue(SwapCall.ofThisSystem().isPresent(), "This system cannot exchange two files.");
    Path file = Fixture.write(folder, "user.md", "old");
    Files.createDirectories(folder.resolve(".mem-agent"));
    Journal.LastLook last =
        new Journal.LastLook() {
          @Override
          public boolean holds() {
            write(file, "theirs");
            return true;
          }

          @Override
          public boolean isAsSeen(byte[] bytes) {
            try {
              Files.move(file, folder.resolve(".user.md~"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return false;
          }
        };
    Journal.Step put =
        new Journal.Step.Put(List.of("user.md"), "ours".getBytes(StandardCharsets.UTF_8));
    assertThat(new Journal(new DiskFolder(folder, false)).apply(List.of(put), last)).isFalse();
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("theirs");
  }

  @Test
  void exchangesNothingThroughALink() throws IOException {
    assumeTrue(SwapCall.ofThisSystem().isPresent(), "This system cannot exchange two files.");
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Fixture.write(outside, "a.md", "secret");
    Path memory = Files.createDirectory(folder.resolve("memory"));
    Fixture.write(memory, "b.md", "ours");
    Files.createSymbolicLink(memory.resolve("link"), outside);
    SwapCall call = SwapCall.ofThisSystem().orElseThrow();
    assertThat(call.swap(memory, List.of("b.md"), List.of("link", "a.md"))).isFalse();
    assertThat(call.swap(memory, List.of("b.md"), List.of("absent.md"))).isFalse();
    assertThat(Fixture.text(outside, "a.md")).isEqualTo("secret");
    assertThat(Fixture.text(memory, "b.md")).isEqualTo("ours");
  }

  @Test
  void changesNothingWhereTheLastLookSaysNo() throws IOException {
    Fixture.write(folder, "user.md", "old");
    try (Vault vault = Fixture.open(folder);
        VaultTransaction transaction = vault.begin()) {
      transaction.read(NotePath.of("user.md"));
      transaction.create(NotePath.of("user.md"), "ours");
      transaction.create(NotePath.of("entities/new.md"), "ours");
      Fixture.write(folder, "user.md", "theirs");
      assertThat(transaction.commit())
          .isEqualTo(new CommitOutcome.Conflict(List.of(NotePath.of("user.md"))));
    }
    assertThat(Fixture.text(folder, "user.md")).isEqualTo("theirs");
    assertThat(folder.resolve("entities")).doesNotExist();
    assertThat(folder.resolve(".mem-agent/tx")).doesNotExist();
  }
}
