package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person at a terminal meets when something is wrong: one sentence, and nothing lost. */
final class BadInputIT {
  @TempDir private Path home;

  private Path script(String... turns) throws IOException {
    return Files.writeString(home.resolve("script.txt"), String.join("\n===\n", turns));
  }

  private Path hello() throws IOException {
    return script("<think>I greet.</think>\n<reply>Hello.</reply>");
  }

  private Path memory() {
    return MemoryFolders.copy("personal", home);
  }

  /** One sentence on standard error, nothing on standard output, no stack trace, the right code. */
  private static void refused(ProcessRun.Outcome outcome, ExitCode code, String... parts) {
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.complaint().lines()).hasSize(1);
    assertThat(outcome.complaint()).contains(parts).endsWith(".").doesNotContain("Exception");
    assertThat(outcome.code()).isEqualTo(code.code());
  }

  @Test
  void namesAMemoryFolderThatIsNotThere() throws IOException {
    refused(
        new ProcessRun(home).run("ask", "--memory", "none", "--script", hello() + "", "Hi"),
        ExitCode.MEMORY,
        home.resolve("none").toString(),
        "--memory DIR");
    assertThat(home.resolve("none")).doesNotExist();
  }

  @Test
  void makesTheDefaultMemoryAndSaysSo() throws IOException {
    ProcessRun.Outcome outcome = new ProcessRun(home).run("ask", "--script", hello() + "", "Hi");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.output()).isEqualTo("Hello.\n");
    assertThat(outcome.errors()).contains("data/mem-agent/memory (new, made for you)");
    assertThat(home.resolve("data/mem-agent/memory/user.md")).exists();
  }

  @Test
  void worksOnAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectory(home.resolve("empty"));
    Path script =
        script(
            "<think>I look.</think>\n<python>\nfiles = list_files()\nme = read_file(\"user.md\")\n</python>",
            "<think>Nothing.</think>\n<reply>I know nothing yet.</reply>");
    ProcessRun.Outcome outcome =
        new ProcessRun(home)
            .run("ask", "--memory", empty + "", "--script", script + "", "Who am I?");
    assertThat(outcome.output()).isEqualTo("I know nothing yet.\n");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void aFileIsNoMemory() throws IOException {
    Path file = Files.writeString(home.resolve("notes.md"), "# Notes\n");
    refused(
        new ProcessRun(home).run("ask", "--memory", file + "", "--script", hello() + "", "Hi"),
        ExitCode.MEMORY,
        "is a file");
  }

  @Test
  void aBinaryAndAnOversizedNoteAreNamedAndDoNotStopTheRest() throws IOException {
    Path memory = memory();
    byte[] binary = {'#', 0, (byte) 0xff, (byte) 0xfe, 1, 2, 3};
    Files.write(memory.resolve("entities/photo.md"), binary);
    Files.writeString(memory.resolve("entities/huge.md"), "- line: x\n".repeat(200_000));
    ProcessRun.Outcome check = new ProcessRun(home).run("memory", "check", "--memory", memory + "");
    assertThat(check.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(check.output()).contains("entities/photo.md: unusable").contains("entities/huge.md");
    Path script =
        script(
            "<think>I read.</think>\n<python>\nphoto = read_file(\"entities/photo.md\")\nhuge ="
                + " read_file(\"entities/huge.md\")\nme = read_file(\"user.md\")\n</python>",
            "<think>Done.</think>\n<reply>Two notes cannot be read.</reply>");
    ProcessRun.Outcome outcome =
        new ProcessRun(home)
            .run(
                "ask",
                "--work",
                "--memory",
                memory + "",
                "--script",
                script + "",
                "What is there?");
    assertThat(outcome.code()).isZero();
    assertThat(outcome.errors()).contains("Ysolde Marrick").contains("Error: ");
    assertThat(Files.readAllBytes(memory.resolve("entities/photo.md"))).isEqualTo(binary);
    refused(
        new ProcessRun(home).run("memory", "show", "entities/photo.md", "--memory", memory + ""),
        ExitCode.MEMORY,
        "entities/photo.md");
  }

  @Test
  void aBrokenLinkIsFoundByCheckAndReadAsAnErrorText() throws IOException {
    Path memory = memory();
    Files.writeString(memory.resolve("entities/x.md"), "# X\n- to: [[entities/gone.md]]\n");
    ProcessRun.Outcome check = new ProcessRun(home).run("memory", "check", "--memory", memory + "");
    assertThat(check.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(check.output())
        .contains("entities/x.md:2: broken link: nothing is called [[entities/gone.md]]");
    Path script =
        script(
            "<think>I follow.</think>\n<python>\nx = go_to_link(\"[[entities/gone.md]]\")\n</python>",
            "<think>Gone.</think>\n<reply>That note is gone.</reply>");
    ProcessRun.Outcome outcome =
        new ProcessRun(home)
            .run("ask", "--work", "--memory", memory + "", "--script", script + "", "What is X?");
    assertThat(outcome.output()).isEqualTo("That note is gone.\n");
    assertThat(outcome.errors()).contains("not found");
  }

  @Test
  void namesAModelFileThatIsMissing() {
    refused(
        new ProcessRun(home).run("ask", "--memory", memory() + "", "--model", "none.gguf", "Hi"),
        ExitCode.MODEL,
        home.resolve("none.gguf").toString());
  }

  @Test
  void namesAModelFileThatIsNoGguf() throws IOException {
    Path file = Files.writeString(home.resolve("m.gguf"), "<html>not a model</html>\n".repeat(99));
    refused(
        new ProcessRun(home).run("ask", "--memory", memory() + "", "--model", file + "", "Hi"),
        ExitCode.MODEL,
        "m.gguf");
  }

  @Test
  void namesAModelFileThatIsCutShort() throws IOException {
    Path whole = parts().resolve("models").resolve(SettingsReader.EMBEDDED_MODEL);
    assumeTrue(Files.exists(whole), "the embedded model was not fetched on this machine");
    Path cut = Files.copy(whole, home.resolve("cut.gguf"));
    try (RandomAccessFile file = new RandomAccessFile(cut.toFile(), "rw")) {
      file.setLength(file.length() / 3);
    }
    refused(
        new ProcessRun(home).run("ask", "--memory", memory() + "", "--model", cut + "", "Hi"),
        ExitCode.MODEL,
        "cut.gguf");
  }

  private static Path parts() {
    String set = System.getenv("MEM_AGENT_PARTS");
    return set == null ? Repository.ROOT.resolve(".parts") : Path.of(set);
  }

  @Test
  void namesAScriptThatIsMissing() {
    refused(
        new ProcessRun(home).run("ask", "--memory", memory() + "", "--script", "none.txt", "Hi"),
        ExitCode.MODEL,
        "none.txt");
  }

  @Test
  void answersNothingWithoutTheFiltersThatWereAskedFor() throws IOException {
    refused(
        new ProcessRun(home)
            .run(
                "ask",
                "--memory",
                memory() + "",
                "--script",
                hello() + "",
                "--filters",
                "none",
                "Hi"),
        ExitCode.USAGE,
        "so nothing is answered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  \n ", "Who\u0007?", "\u001b[2J"})
  void refusesAQuestionOfNothingOrOfControlCharacters(String question) throws IOException {
    refused(
        new ProcessRun(home).reading(question).run("ask", "--script", hello() + "", "-"),
        ExitCode.QUESTION,
        "The question");
  }

  @Test
  void refusesAQuestionOfAMegabyte() throws IOException {
    refused(
        new ProcessRun(home)
            .reading("word ".repeat(210_000))
            .run("ask", "--script", hello() + "", "-"),
        ExitCode.QUESTION,
        "%,d".formatted(Question.CHARS_MAX));
  }

  @Test
  void refusesAQuestionThatIsNoText() throws IOException {
    refused(
        new ProcessRun(home)
            .reading(new byte[] {'a', (byte) 0xc3, 'b'})
            .run("ask", "--script", hello() + "", "-"),
        ExitCode.QUESTION,
        "not UTF-8");
  }

  @Test
  void explainsACommandLineThatIsWrong() {
    ProcessRun.Outcome outcome = new ProcessRun(home).run("ask", "--memry", "x", "Hi");
    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.errors().lines()).hasSize(1);
    assertThat(outcome.errors()).contains("--memry").contains("mem ask --help");
  }

  @Test
  void aChatOfAPipeGoesOnAfterABadLine() throws IOException {
    Path script = script("<reply>One.</reply>", "<reply>Two.</reply>");
    ProcessRun.Outcome outcome =
        new ProcessRun(home)
            .reading("first\n\u0001\n/nothing\n/help\nsecond\n")
            .run("chat", "--memory", memory() + "", "--script", script + "");
    assertThat(outcome.output())
        .contains("One.")
        .contains("control character U+0001")
        .contains("There is no command /nothing")
        .contains("/session")
        .contains("Two.")
        .doesNotContain("\u001b");
    assertThat(outcome.code()).isZero();
  }

  @Test
  void endsByItselfWhenToldTo() throws IOException, InterruptedException {
    Path script = script("<think>I spin.</think>\n<python>\nwhile True:\n    pass\n</python>");
    ProcessRun.Started run =
        new ProcessRun(home)
            .start("ask", "--memory", memory() + "", "--script", script + "", "Spin");
    while (run.process().isAlive() && !run.outcome().errors().contains("Memory: ")) {
      Thread.onSpinWait();
    }
    run.process().destroy();
    assertThat(run.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(run.outcome().errors()).doesNotContain("\tat ");
  }
}
