package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A read-only memory, a full disk, a second writer, and kill -9. */
final class FaultsIT {
  private static final String SPACE = " in a mount of its own, which this machine does not allow";

  @TempDir private Path home;

  private Path script(String name, String... turns) throws IOException {
    return Files.writeString(home.resolve(name), String.join("\n===\n", turns));
  }

  private static String block(String code) {
    return "<think>I write.</think>\n<python>\n" + code + "\n</python>";
  }

  /**
   * The program with the memory's folder mounted anew: root is stopped by a mount, not by rights.
   */
  private ProcessRun mounted(Path memory, String options) throws Exception {
    String mount = "mount " + options + " && exec \"$@\"";
    Process probe =
        new ProcessBuilder("unshare", "-rm", "sh", "-c", mount, "sh", "true")
            .redirectErrorStream(true)
            .start();
    assumeTrue(probe.waitFor() == 0, "needs " + memory + SPACE);
    return new ProcessRun(home).under("unshare", "-rm", "sh", "-c", mount, "sh");
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").startsWith("Linux")
        && Files.isExecutable(Path.of("/usr/bin/unshare"));
  }

  @Test
  void aReadOnlyMemoryCanBeAskedAndNotChanged() throws Exception {
    assumeTrue(isLinux(), "a read-only mount without root is Linux's");
    Path memory = MemoryFolders.copy("personal", home);
    Map<String, String> before = MemoryFolders.contents(memory);
    Path script =
        script(
            "write.txt",
            block(
                "me = read_file(\"user.md\")\nmade = create_file(\"entities/new.md\", \"# New\")"),
            "<think>It failed.</think>\n<reply>It could not be saved.</reply>");
    ProcessRun.Outcome outcome =
        mounted(
                memory,
                "--bind '%s' '%s' && mount -o remount,bind,ro '%s'"
                    .formatted(memory, memory, memory))
            .run("ask", "--memory", memory + "", "--script", script + "", "Keep this");
    assertThat(outcome.errors()).contains("read-only").doesNotContain("\tat ");
    assertThat(outcome.code()).isIn(ExitCode.DONE.code(), ExitCode.MEMORY.code());
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
  }

  @Test
  void aFullDiskLosesNothing() throws Exception {
    assumeTrue(isLinux(), "a small disk without root is Linux's");
    Path sample = MemoryFolders.copy("personal", home);
    Path disk = Files.createDirectory(home.resolve("disk"));
    Path script =
        script(
            "fill.txt",
            block(
                """
                me = read_file("user.md")
                a = create_file("a.md", "a" * 90000)
                b = create_file("b.md", "b" * 90000)\
                """),
            "<think>It failed.</think>\n<reply>It could not be saved.</reply>");
    String after = home.resolve("after").toString();
    ProcessRun.Outcome outcome =
        new ProcessRun(home)
            .under(
                "unshare",
                "-rm",
                "sh",
                "-c",
                ("mount -t tmpfs -o size=200k none '%s' && cp -r '%s' '%s/m' || exit 99\n\"$@\";"
                        + " code=$?; cp -r '%s/m' '%s'; exit $code")
                    .formatted(disk, sample, disk, disk, after),
                "sh")
            .run("ask", "--memory", disk.resolve("m") + "", "--script", script + "", "Keep this");
    assumeTrue(outcome.code() != 99, "needs a small disk" + SPACE);
    assertThat(outcome.errors()).containsAnyOf("full", "space").doesNotContain("\tat ");
    assertThat(MemoryFolders.contents(Path.of(after))).isEqualTo(MemoryFolders.contents(sample));
  }

  @Test
  void twoProcessesAtOnceLoseNoUpdate() throws Exception {
    Path memory = MemoryFolders.copy("personal", home);
    Path note = memory.resolve("entities/people/perpetua_quill.md");
    int writers = 4;
    List<ProcessRun.Started> runs = new ArrayList<>();
    for (int i = 0; i < writers; i++) {
      // A conflict is told to the model, which tries again until its line is there.
      String[] turns = new String[2 * writers];
      for (int attempt = 0; attempt < turns.length - 1; attempt++) {
        turns[attempt] =
            block(
                """
                note = read_file("entities/people/perpetua_quill.md")
                if "writer%d" not in note:
                    done = update_file("entities/people/perpetua_quill.md", "- birthday: 04-27", "- birthday: 04-27\\n- writer%d: here")
                attempt = %d\
                """
                    .formatted(i, i, attempt));
      }
      turns[turns.length - 1] = "<reply>Done.</reply>";
      Path script = script("w" + i + ".txt", turns);
      runs.add(
          new ProcessRun(home)
              .start(
                  "ask", "--json", "--memory", memory + "", "--script", script + "", "Note " + i));
    }
    int reported = 0;
    for (ProcessRun.Started run : runs) {
      assertThat(run.process().waitFor(120, TimeUnit.SECONDS)).isTrue();
      JsonNode answer = new ObjectMapper().readTree(run.outcome().output());
      reported += answer.get("changes").size();
    }
    long lines = Files.readString(note).lines().filter(line -> line.startsWith("- writer")).count();
    assertThat(lines).isEqualTo(reported);
    for (int i = 0; i < writers; i++) {
      assertThat(Files.readString(note)).contains("- writer" + i + ": here");
    }
  }

  @Test
  void killNineLeavesEveryNoteWholeAndEarlierQuestionsKept() throws Exception {
    Path memory = MemoryFolders.copy("personal", home);
    Path first = script("first.txt", "<reply>Yes.</reply>");
    new ProcessRun(home)
        .run("ask", "--session", "s", "--memory", memory + "", "--script", first + "", "Hello?");
    Path session = home.resolve("data/mem-agent/sessions/s.json");
    String kept = Files.readString(session);
    // Two notes change together in each block; a kill must never leave one without the other.
    String[] turns = new String[40];
    for (int i = 0; i < turns.length; i++) {
      turns[i] =
          block(
              "a = create_file(\"entities/left.md\", \"- round: %d\\n\" * 2000)\n".formatted(i)
                  + "b = create_file(\"entities/right.md\", \"- round: %d\\n\" * 2000)"
                      .formatted(i));
    }
    Path script = script("rounds.txt", turns);
    ProcessRun.Started run =
        new ProcessRun(home)
            .with("MEM_AGENT_TURN_COUNT_MAX", "100")
            .start(
                "ask", "--session", "s", "--memory", memory + "", "--script", script + "", "Go on");
    while (run.process().isAlive() && !Files.exists(memory.resolve("entities/right.md"))) {
      Thread.onSpinWait();
    }
    run.process().destroyForcibly().waitFor();
    ProcessRun.Outcome check = new ProcessRun(home).run("memory", "ls", "--memory", memory + "");
    assertThat(check.code()).isZero();
    assertThat(Files.readString(memory.resolve("entities/left.md")))
        .isEqualTo(Files.readString(memory.resolve("entities/right.md")))
        .hasLineCount(2_000);
    assertThat(Files.readString(session)).isEqualTo(kept);
  }
}
