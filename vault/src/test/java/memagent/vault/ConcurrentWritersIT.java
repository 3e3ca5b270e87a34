package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentWritersIT {
  private static final int PROCESSES = 4;
  private static final int INCREMENTS = 100;

  @TempDir Path folder;

  @Test
  void losesNoUpdateOfSeveralProcesses() throws Exception {
    Fixture.write(folder, "count.md", "- count: 0\n");
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < PROCESSES; i++) {
      processes.add(
          Child.start(
              Increment.class, folder.toString(), "count.md", Integer.toString(INCREMENTS)));
    }
    for (Process process : processes) {
      String output = Child.output(process);
      assertThat(process.waitFor()).describedAs(output).isZero();
      System.out.println("writer " + process.pid() + ": " + output.strip());
    }
    assertThat(Fixture.text(folder, "count.md"))
        .isEqualTo("- count: " + PROCESSES * INCREMENTS + "\n");
  }
}
