package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GraalPySandboxTest extends SandboxContract {

  private static final String TYPICAL =
      """
      content = read_file("user.md")
      import re
      name = re.search(r"- name: (.*)", content).group(1)
      done = update_file("user.md", "- name: " + name, "- name: Joan")
      content = read_file("user.md")
      """;

  @Override
  Sandbox sandbox() {
    return TestSandbox.shared();
  }

  @Test
  void recordsACacheForLaterStarts() {
    assertThat(GraalPySandbox.prepare(TestSandbox.LIMITS, TestSandbox.CACHE)).isTrue();
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, architectures = "amd64")
  void saysWhichProtectionsHold() {
    var protections = TestSandbox.shared().protections();
    assertThat(protections.items())
        .extracting(Protections.Protection::name)
        .containsExactly("process", "python", "limits", "rlimits", "landlock", "seccomp");
    assertThat(protections.items())
        .filteredOn(item -> !item.name().equals("landlock"))
        .allMatch(Protections.Protection::holds);
  }

  @Test
  void aWorkerHasNothingInItsEnvironmentAndNoOpenFileOfThisProgram() throws IOException {
    TestSandbox.shared().protections();
    var workers = ProcessHandle.current().children().toList();
    assertThat(workers).isNotEmpty();
    for (var worker : workers) {
      var environment = Path.of("/proc/" + worker.pid() + "/environ");
      if (Files.isReadable(environment)) {
        assertThat(Files.readString(environment))
            .doesNotContain("HOST_SECRET")
            .doesNotContain("PATH");
      }
    }
  }

  @Test
  void refusesACacheFolderThatIsAFile(@TempDir Path folder) throws IOException {
    var file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> GraalPySandbox.start(SandboxLimits.DEFAULT, file))
        .isInstanceOf(SandboxException.class)
        .hasMessageContaining("cannot be used");
  }

  @Test
  void blocksAfterEachOtherLeakNothing(@TempDir Path folder) throws IOException {
    int count = Integer.getInteger("sandbox.block.count", 60);
    var limits = SandboxLimits.DEFAULT.withSpareWorkerCount(1);
    try (var vault = Vault.create(folder, VaultLimits.DEFAULT);
        var sandbox = GraalPySandbox.start(limits, TestSandbox.CACHE)) {
      try (var transaction = vault.begin()) {
        transaction.create(NotePath.of("user.md"), "- name: Jane\n");
        transaction.commit();
      }
      run(sandbox, vault, 20);
      int children = (int) ProcessHandle.current().children().count();
      var before = Counts.take();
      run(sandbox, vault, count);
      var after = Counts.take();
      assertThat(ProcessHandle.current().children().count()).isLessThanOrEqualTo(children + 1L);
      assertThat(after.threads()).isLessThanOrEqualTo(before.threads() + 4);
      assertThat(after.files()).isLessThanOrEqualTo(before.files() + 10);
      assertThat(after.workerMegabytes()).isLessThan(700);
      assertThat(after.heapMegabytes()).isLessThanOrEqualTo(before.heapMegabytes() + 20);
    }
  }

  private static void run(Sandbox sandbox, Vault vault, int count) {
    for (int i = 0; i < count; i++) {
      try (var transaction = vault.begin()) {
        var observation = sandbox.run(TYPICAL, transaction, Map.of());
        assertThat(observation).isInstanceOf(Observation.Finished.class);
      }
    }
  }

  /** What a leak would add to; megabytes of the largest worker. */
  private record Counts(int threads, long files, long heapMegabytes, long workerMegabytes) {
    static Counts take() throws IOException {
      System.gc();
      var runtime = Runtime.getRuntime();
      long heap = (runtime.totalMemory() - runtime.freeMemory()) >> 20;
      long worker = 0;
      for (var child : ProcessHandle.current().children().toList()) {
        worker = Math.max(worker, residentMegabytes(child.pid()));
      }
      return new Counts(Thread.activeCount(), openFiles(), heap, worker);
    }

    private static long openFiles() throws IOException {
      var folder = Path.of("/proc/self/fd");
      if (!Files.isDirectory(folder)) {
        return 0;
      }
      try (var files = Files.list(folder)) {
        return files.count();
      }
    }

    private static long residentMegabytes(long process) throws IOException {
      var status = Path.of("/proc/" + process + "/status");
      if (!Files.exists(status)) {
        return 0;
      }
      return Files.readAllLines(status).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
          .findFirst()
          .orElse(0);
    }
  }
}
