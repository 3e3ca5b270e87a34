package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes write and search one memory with one index. */
class SearchProcessesIT {
  private static final List<String> NAMES = List.of("ada", "bror", "cleo");

  @TempDir Path folder;
  @TempDir Path cache;

  @Test
  void eachProcessFindsWhatItWroteAndLaterOnesFindEverything() throws Exception {
    List<Process> children = new ArrayList<>();
    for (String name : NAMES) {
      children.add(Child.start(SearchingWriter.class, folder.toString(), cache.toString(), name));
    }
    for (Process child : children) {
      assertThat(Child.output(child)).isEqualTo("found " + SearchingWriter.NOTE_COUNT + "\n");
      assertThat(child.waitFor()).isZero();
    }
    assertThat(missing()).isEmpty();
  }

  @Test
  void aProcessThatIsKilledLeavesAnIndexThatWorks() throws Exception {
    for (int i = 0; i < 5; i++) {
      Process child =
          Child.start(SearchingWriter.class, folder.toString(), cache.toString(), "k" + i);
      boolean ended = child.waitFor(700 + 300 * i, TimeUnit.MILLISECONDS);
      child.destroyForcibly().waitFor();
      assertThat(ended || !child.isAlive()).isTrue();
      try (Vault vault = open()) {
        for (NotePath note : vault.notes()) {
          String word = vault.note(note).fact("kept").orElseThrow().value();
          assertThat(vault.index().search(word, 1).getFirst().passage().path()).isEqualTo(note);
        }
      }
    }
  }

  private List<String> missing() throws IOException {
    List<String> missing = new ArrayList<>();
    try (Vault vault = open()) {
      for (String name : NAMES) {
        for (int i = 0; i < SearchingWriter.NOTE_COUNT; i++) {
          String word = SearchingWriter.word(name, i);
          if (vault.index().search(word, 1).isEmpty()) {
            missing.add(word);
          }
        }
      }
    }
    return missing;
  }

  private Vault open() {
    return Vault.open(folder, VaultLimits.DEFAULT, Optional.of(cache), SearchListener.SILENT);
  }
}
