package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question on an encrypted memory, in the program itself. */
final class EncryptedMemoryIT {
  private static final String SCRIPT =
      """
      <think>I look.</think>
      <python>me = read_file("user.md")
      create_file("harbour.md", "# The old harbour\\n\\n- berth: Quibble seven\\n")</python>
      ===
      <think>Done.</think>
      <reply>Quibble seven is noted.</reply>
      """;

  @TempDir private Path home;

  private ProcessRun program() {
    return new ProcessRun(home).with("MEM_AGENT_PASSPHRASE", "twelve small boats");
  }

  @Test
  void whatAnAgentWritesAndKeepsIsEncrypted() throws Exception {
    Path memory = Files.createDirectories(home.resolve("m"));
    Files.writeString(memory.resolve("user.md"), "# Me\n\n- name: Quibble Wort\n");
    Path script = Files.writeString(home.resolve("script.txt"), SCRIPT);
    assertThat(program().run("memory", "encrypt", "--memory", memory + "").code()).isZero();
    ProcessRun.Outcome asked =
        program()
            .run(
                "ask",
                "--memory",
                memory + "",
                "--session",
                "s1",
                "--script",
                script + "",
                "Which berth has Quibble Wort?");
    assertThat(asked.output()).contains("Quibble seven is noted.");
    Files.delete(script);
    assertThat(filesWith("Quibble")).isEmpty();
    assertThat(program().run("trace", "--memory", memory + "").output()).contains("Quibble seven");
    assertThat(program().run("memory", "show", "harbour", "--memory", memory + "").output())
        .contains("Quibble seven");
    assertThat(new ProcessRun(home).run("trace", "--memory", memory + "").errors())
        .contains("is encrypted");
  }

  private List<String> filesWith(String word) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        boolean isPrinted = home.equals(file.getParent()); // What the runs said.
        if (!isPrinted && Files.readString(file, StandardCharsets.ISO_8859_1).contains(word)) {
          found.add(home.relativize(file).toString());
        }
      }
    }
    return found;
  }
}
