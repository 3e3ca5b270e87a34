package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvidenceLinesTest {
  private static final int TASKS = 40;

  @TempDir private Path folder;

  @Test
  void everyQuestionHasEvidenceAmongTheLinesOfItsMemory() throws IOException {
    Path out = folder.resolve("lines.jsonl");
    int count = EvidenceLines.write(out, TASKS, 3);
    List<JsonNode> rows = new ArrayList<>();
    ObjectMapper mapper = new ObjectMapper();
    for (String line : Files.readAllLines(out)) {
      rows.add(mapper.readTree(line));
    }
    assertThat(rows).hasSize(count);
    assertThat(rows).allMatch(row -> row.get("lines").findValuesAsText("right").contains("true"));
    assertThat(rows.stream().filter(row -> row.get("language").asText().startsWith("world")))
        .hasSizeGreaterThanOrEqualTo(TASKS);
    JsonNode choir =
        rows.stream()
            .filter(row -> row.get("id").asText().equals("e-village-choir-1"))
            .findFirst()
            .orElseThrow();
    List<JsonNode> right = new ArrayList<>();
    choir
        .get("lines")
        .forEach(line -> {
          if (line.get("right").asBoolean()) {
            right.add(line);
          }
        });
    assertThat(choir.get("question").get(2).asText()).isEqualTo("winter");
    assertThat(right).hasSize(1);
    assertThat(right.getFirst().get("own").toString())
        .isEqualTo("[\"winter\",\"round\",\"#2\",\"#2\",\"c\"]");
    assertThat(right.getFirst().get("around").get(0).asText()).isEqualTo("cupboard");
    assertThat(right.getFirst().get("fits").asBoolean()).isTrue();
  }
}
