package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorldSourceTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"task\": {}}", "{\"task\": 1, \"memory\": {}}"})
  void aLineWithoutATaskIsRefusedInOneSentence(String line) throws Exception {
    Path file = Files.writeString(folder.resolve("tasks.jsonl"), line + "\n");
    WorldSource source = WorldSource.OfFile.of(file);
    assertThat(source.count()).isEqualTo(1);
    assertThatThrownBy(() -> source.at(0))
        .isInstanceOf(TrainException.class)
        .hasMessageEndingWith(
            "tasks.jsonl, line 1 has no task with a memory; make the file with ./mem worlds make.");
  }

  @Test
  void theSameNumberIsAlwaysTheSameTask() {
    WorldSource source = WorldSource.Generated.of(5, 3);
    assertThat(source.at(2)).isEqualTo(WorldSource.Generated.of(5, 3).at(2));
    assertThat(source.at(1)).isNotEqualTo(source.at(2));
  }
}
