package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LooseNotesTest {
  private static final List<String> WORDS =
      List.of("city", "boat", "tea", "sister", "employer", "Rome", "Oslo", "red", "blue", "Anna");

  @TempDir Path folder;

  @Test
  void findsWhatTheIndexOfAFolderFindsInTheSameOrder() throws IOException {
    Random random = new Random(11);
    Map<String, String> notes = new TreeMap<>();
    notes.put("user.md", "# Me\n- sister: [[entities/anna.md]]\n- city: Oslo\n");
    notes.put("entities/anna.md", "# Anna\n- employer: [[acme]]\n- tea: red\n");
    notes.put("entities.md", "# Entities\n- city: Rome\n");
    notes.put("acme.md", "# Acme\n| what | value |\n|---|---|\n| city | Rome |\n");
    for (int i = 0; i < 12; i++) { // many with the same score, in folders and beside them
      String path = (i % 3 == 0 ? "entities/" : i % 3 == 1 ? "entities/z/" : "") + "n" + i + ".md";
      notes.put(path, "# N" + i + "\n- city: Oslo\n" + word(random) + " " + word(random) + ".\n");
    }
    for (Map.Entry<String, String> note : notes.entrySet()) {
      Fixture.write(folder, note.getKey(), note.getValue());
    }
    Map<NotePath, String> texts = new TreeMap<>();
    notes.forEach((path, text) -> texts.put(NotePath.of(path), text));
    LooseNotes search = LooseNotes.over(texts);
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      for (int i = 0; i < 40; i++) {
        String question =
            i == 0 ? "my sister's employer's city" : word(random) + " " + word(random);
        assertThat(search.search(question, 10))
            .as(question)
            .isEqualTo(vault.index().search(question, 10));
      }
    }
    assertThat(search.search("my sister's employer's city", 10).getFirst().passage().path())
        .isEqualTo(NotePath.of("acme.md"));
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }
}
