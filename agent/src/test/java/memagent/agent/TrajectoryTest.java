package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrajectoryTest {
  private static final TrajectoryEvent HINT = new TrajectoryEvent.Hinted(1, "empty", "a\nb \"c\"");
  private static final TrajectoryEvent END =
      new TrajectoryEvent.Ended("replied", "Yes.", 1, 0, 10, 5, 3, 12);

  @TempDir Path folder;

  @Test
  void isOnDiskAfterEveryEvent() throws IOException {
    Path file = folder.resolve("deep/er/t.jsonl");
    Trajectory trajectory = Trajectory.to(file);
    trajectory.add(HINT);
    assertThat(Files.readAllLines(file)).hasSize(1);
    trajectory.add(END);
    assertThat(Trajectory.read(file).events()).isEqualTo(List.of(HINT, END));
    assertThat(Files.readString(file)).isEqualTo(trajectory.json());
  }

  @Test
  void isReadableWithoutTheLineThatACrashCut() throws IOException {
    Path file = folder.resolve("t.jsonl");
    Trajectory.to(file).add(HINT);
    Files.writeString(file, "{\"event\":\"ended\",\"end\":\"rep", StandardOpenOption.APPEND);
    assertThat(Trajectory.read(file).events()).containsExactly(HINT);
  }

  @Test
  void namesTheLineThatIsNoEvent() throws IOException {
    Path file = folder.resolve("t.jsonl");
    Files.writeString(file, "{\"event\":\"no such\"}\n{}\n");
    assertThatThrownBy(() -> Trajectory.read(file))
        .isInstanceOf(AgentException.class)
        .hasMessageStartingWith("Line 1 of the trajectory");
  }

  @Test
  void saysInOneSentenceThatAFileIsNotThere() {
    assertThatThrownBy(() -> Trajectory.read(folder.resolve("none.jsonl")))
        .isInstanceOf(AgentException.class)
        .hasMessageContaining("cannot be read");
  }
}
