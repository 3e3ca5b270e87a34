package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class JobTest {

  @Test
  void whoeverWatchesLateIsToldFirstWhatWasSaidBefore() {
    Job job = new Job();
    job.says("thinking");
    job.says("reading user.md");
    List<String> seen = new ArrayList<>();
    Consumer<String> watcher = seen::add;
    job.watch(watcher);
    job.says("thinking, step 2");
    assertThat(seen).containsExactly("thinking", "reading user.md", "thinking, step 2");
    job.unwatch(watcher);
    job.says("changed 1 note");
    assertThat(seen).hasSize(3);
    List<String> next = new ArrayList<>();
    job.watch(next::add);
    assertThat(next).containsExactly("changed 1 note");
  }

  @Test
  void ofMuchThatNobodyHeardTheLastIsKept() {
    Job job = new Job();
    for (int i = 1; i <= 100; i++) {
      job.says("thinking, step " + i);
    }
    List<String> seen = new ArrayList<>();
    job.watch(seen::add);
    assertThat(seen).hasSizeLessThan(20).endsWith("thinking, step 99", "thinking, step 100");
  }
}
