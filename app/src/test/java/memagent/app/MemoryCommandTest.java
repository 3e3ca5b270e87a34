package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MemoryCommandTest {
  @TempDir private Path home;
  private Path memory;

  @BeforeEach
  void makeMemory() throws IOException {
    memory = home.resolve("m");
    write("user.md", "# Me\n- friend: [[entities/jo.md]]\n- lost: [[nowhere]]\n");
    write("entities/jo.md", "---\naliases: [Joanna]\n---\n# Jo\n- friend: [[user]]\n");
    write("entities/alone.md", "# Alone\n");
    write("entities/joanna.md", "# Joanna\n- same as: [[user.md]]\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = memory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private InProcess.Outcome run(String... words) {
    String[] args = new String[words.length + 3];
    args[0] = "memory";
    System.arraycopy(words, 0, args, 1, words.length);
    args[words.length + 1] = "--memory";
    args[words.length + 2] = memory.toString();
    return new InProcess(home).run(args);
  }

  @Test
  void listsSizesFactsAndLinks() {
    assertThat(run("ls").output().lines())
        .contains(
            "      54       2    2    2  user.md", "       8       0    0    0  entities/alone.md");
  }

  @Test
  void drawsCyclesBrokenLinksAndWhatNothingLeadsTo() {
    assertThat(run("graph").output())
        .isEqualTo(
            """
            user.md
            ├── entities/jo.md
            │   └── user.md (cycle)
            └── [[nowhere]] (broken)
            entities/alone.md
            entities/joanna.md
            └── user.md (above)
            """);
  }

  @Test
  void checkNamesEachFaultAndEndsWithOne() {
    InProcess.Outcome outcome = run("check");
    assertThat(outcome.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(outcome.output().lines())
        .containsExactly(
            "user.md:3: broken link: nothing is called [[nowhere]]",
            "entities/alone.md: orphan: no other note links to it",
            "entities/joanna.md: orphan: no other note links to it",
            "entities/jo.md: duplicate: \"Joanna\" is claimed by entities/jo.md and"
                + " entities/joanna.md");
  }

  @Test
  void checkNamesSecretsByKindAndPlaceOnlyUnlessTheyAreAllowed() throws IOException {
    write("entities/alone.md", "# Alone\n- password: Lavender_46\n- wifi password: otter-9\n");
    assertThat(run("check").output())
        .contains("entities/alone.md:2: secret: a password, which every model")
        .doesNotContain("Lavender")
        .doesNotContain("alone.md:3");
    InProcess allowed = new InProcess(home).with("MEM_AGENT_SECRETS", "password=keep");
    assertThat(allowed.run("memory", "check", "--memory", memory.toString()).output())
        .doesNotContain("secret");
  }

  @Test
  void showsANoteByPathLinkAndAlias() {
    assertThat(run("show", "entities/alone.md").output()).isEqualTo("# Alone\n");
    assertThat(run("show", "[[user]]").output())
        .contains("linked from: entities/jo.md, entities/joanna.md")
        .contains("broken link in line 3: [[nowhere]]");
    assertThat(run("show", "--raw", "user.md").output()).endsWith("[[nowhere]]\n");
    assertThat(run("show", "--color=always", "user.md").output())
        .contains("\u001b[1m# Me\u001b[0m");
  }

  @Test
  void namesANoteThatIsNotThere() {
    InProcess.Outcome outcome = run("show", "none.md");
    assertThat(outcome.code()).isEqualTo(ExitCode.MEMORY.code());
    assertThat(outcome.errors()).startsWith("There is no note none.md in ");
  }

  @Test
  void editsThroughTheEditorAndNotesNoChange() throws IOException {
    Path editor = home.resolve("editor.sh");
    Files.writeString(editor, "printf '%s\\n' '- new: fact' >> \"$1\"\n");
    InProcess program = new InProcess(home).with("EDITOR", "sh " + editor);
    InProcess.Outcome outcome =
        program.run("memory", "edit", "entities/alone.md", "--memory", memory.toString());
    assertThat(outcome.output()).isEqualTo("entities/alone.md is saved.\n");
    assertThat(memory.resolve("entities/alone.md")).hasContent("# Alone\n- new: fact\n");
    outcome =
        new InProcess(home)
            .with("EDITOR", "true")
            .run("memory", "edit", "user.md", "--memory", memory.toString());
    assertThat(outcome.output()).isEqualTo("user.md is unchanged.\n");
  }

  @Test
  void keepsThePersonsTextWhenSomebodyElseChangedTheNote() throws IOException {
    Path editor = home.resolve("editor.sh");
    Path note = memory.resolve("user.md");
    Files.writeString(editor, "echo mine >> \"$1\"\necho theirs > '" + note + "'\n");
    InProcess.Outcome outcome =
        new InProcess(home)
            .with("EDITOR", "sh " + editor)
            .run("memory", "edit", "user.md", "--memory", memory.toString());
    assertThat(outcome.code()).isEqualTo(ExitCode.MEMORY.code());
    assertThat(note).hasContent("theirs\n");
    String kept = outcome.errors().strip().replaceAll(".* is in (.*)\\.$", "$1");
    assertThat(Path.of(kept)).content().endsWith("mine\n");
  }

  @Test
  void namesAnEditorThatCannotBeStarted() {
    InProcess.Outcome outcome =
        new InProcess(home)
            .with("VISUAL", "no-such-editor")
            .run("memory", "edit", "user.md", "--memory", memory.toString());
    assertThat(outcome.errors())
        .isEqualTo("The editor no-such-editor cannot be started: set VISUAL or EDITOR to one.\n");
  }

  @Test
  void doesNotMakeAMemoryByLooking() {
    InProcess.Outcome outcome = new InProcess(home).run("memory", "ls");
    assertThat(outcome.code()).isEqualTo(ExitCode.MEMORY.code());
    assertThat(outcome.errors()).startsWith("There is no memory yet at ");
    assertThat(home.resolve("data")).doesNotExist();
  }
}
