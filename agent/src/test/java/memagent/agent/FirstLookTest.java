package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which notes of a memory that is too large to be looked through are looked at. */
class FirstLookTest {
  private static final int LOOKED_AT = 8;
  private static final int NOTE_COUNT = 40;

  @TempDir Path folder;
  @TempDir Path cache;

  @BeforeEach
  void makeAMemory() throws IOException {
    write("user.md", "# Me\n- name: Edda\n");
    for (int i = 0; i < NOTE_COUNT; i++) {
      write("entities/n%02d.md".formatted(i), "# Person %d\n- phone: 0431 %d\n".formatted(i, i));
    }
    write("entities/zz_berries.md", "# Fruit\n- harvest: July\n");
    write("entities/zz_note.md", "# Saddle\n- maker: Corvin Aldermoor\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String look(Vault vault, String question) {
    TurnLimits limits =
        new TurnLimits(
            20, 4_096, 20_000, 20_000, 1, 400_000, 200_000, 400, 4, 2_400, LOOKED_AT, 4_000_000);
    return FirstLook.at(vault, Question.of(question), List.of(), Session.start("large"), limits)
        .excerpt()
        .text();
  }

  @Test
  void notesAreChosenByAWordOfTheirNameInAnyForm() {
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      assertThat(look(vault, "When is the berry harvest?")).contains("harvest: July");
      assertThat(look(vault, "Who made my saddle?")).doesNotContain("Aldermoor");
    }
  }

  @Test
  void whatNoNameTellsIsFoundWithTheIndexOnceThereIsOne() {
    try (Vault vault =
        Vault.open(folder, VaultLimits.DEFAULT, Optional.of(cache), SearchListener.SILENT)) {
      assertThat(look(vault, "Who made my saddle?")).doesNotContain("Aldermoor");
      vault.index().refresh();
      assertThat(look(vault, "Who made my saddle?")).contains("maker: Corvin Aldermoor");
      assertThat(look(vault, "When is the berry harvest?")).contains("harvest: July");
    }
  }
}
