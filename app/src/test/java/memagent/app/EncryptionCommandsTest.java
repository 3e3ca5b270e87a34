package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Encrypting, from the command line, all that the program keeps. */
final class EncryptionCommandsTest {
  private static final String PASSPHRASE = "twelve small boats";
  private static final String SESSION =
      """
      {"version":1,"id":"s1","questions":1,"openFilter":"","messages":[
      {"role":"user","text":"When was Corvin Aldermoor born?"},{"role":"assistant","text":"In 1985."}]}
      """;

  @TempDir private Path home;
  private Path memory;

  @BeforeEach
  void copyTheSample() {
    memory = MemoryFolders.copy("personal", home);
  }

  private InProcess bare() {
    return new InProcess(home).property("java.io.tmpdir", home.resolve("tmp").toString());
  }

  private InProcess.Outcome run(InProcess program, String... words) {
    return program.run(
        Stream.concat(Stream.of(words), Stream.of("--memory", memory.toString()))
            .toArray(String[]::new));
  }

  private InProcess.Outcome run(String... words) {
    return run(bare().with("MEM_AGENT_PASSPHRASE", PASSPHRASE), words);
  }

  private Path write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private List<String> filesWith(String... words) throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        if (Stream.of(words).anyMatch(text::contains)) {
          found.add(home.relativize(file).toString());
        }
      }
    }
    return found;
  }

  private Path keepThings() throws IOException {
    run("log");
    run("search", "corvin", "job");
    write("data/mem-agent/sessions/s1.json", SESSION);
    write(
        "data/mem-agent/trajectories/s1-0001.jsonl",
        "{\"event\":\"hinted\",\"turn\":1,\"kind\":\"frame\",\"text\":\"Corvin Aldermoor?\"}\n");
    write("data/mem-agent/chat_history", "who is corvin aldermoor?\n");
    write("cache/mem-agent/last_fault.txt", "at Corvin Aldermoor\n");
    return McpCommand.changeLog(
        SettingsReader.read(
            bare()
                .surroundings(
                    new java.io.ByteArrayOutputStream(), new java.io.ByteArrayOutputStream()),
            FlagGroups.none()),
        memory.toRealPath());
  }

  @Test
  void encryptsEverythingThatIsKeptAndDecryptsItAgain() throws IOException {
    Path changes = keepThings();
    Files.createDirectories(changes.getParent());
    Files.writeString(
        changes,
        "{\"at\":\"1\",\"kind\":\"updated\",\"path\":\"a.md\",\"diff\":\"+Corvin Aldermoor\"}\n");
    var before = MemoryFolders.contents(memory);
    String log = run("log").output();
    assertThat(filesWith("Corvin", "corvin", "Aldermoor")).isNotEmpty();

    InProcess.Outcome done = run("memory", "encrypt");
    assertThat(done.errors()).contains("Whoever loses the passphrase loses the notes");
    assertThat(done.output())
        .contains("is encrypted: %d files and 3 of conversations".formatted(before.size()))
        .contains("A search of every byte that is kept finds no text of a note.");
    assertThat(done.code()).isZero();
    assertThat(filesWith("Corvin", "Aldermoor")).isEmpty();
    // Names are not encrypted.
    assertThat(memory.resolve("entities/people/corvin_aldermoor.md")).exists();

    assertThat(run("memory", "show", "corvin_aldermoor").output()).contains("Corvin Aldermoor");
    assertThat(run("search", "corvin", "job").output()).contains("corvin_aldermoor");
    assertThat(run("log").output().lines().count()).isEqualTo(log.lines().count());
    assertThat(run("memory", "check").errors()).doesNotContain("not encrypted");
    assertThat(run("trace", "s1").output()).contains("Corvin Aldermoor?");
    assertThat(run("forget", "--dry-run", "Corvin Aldermoor").output())
        .contains("questions in conversations")
        .contains("records of how answers came about")
        .contains("changes by assistants");
    assertThat(filesWith("Corvin", "Aldermoor")).isEmpty();

    InProcess.Outcome plain = run("memory", "decrypt");
    assertThat(plain.code()).isZero();
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
    assertThat(home.resolve("data/mem-agent/sessions/s1.json")).hasContent(SESSION);
    assertThat(run(bare(), "memory", "show", "corvin_aldermoor").code()).isZero();
    assertThat(run(bare(), "memory", "decrypt").errors()).contains("is not encrypted.");
  }

  @Test
  void withoutThePassphraseEveryCommandSaysHowToGiveIt() throws IOException {
    run("memory", "encrypt");
    for (String[] words :
        new String[][] {
          {"memory", "ls"},
          {"memory", "show", "user"},
          {"memory", "edit", "user"},
          {"memory", "check"},
          {"memory", "graph"},
          {"search", "corvin"},
          {"log"},
          {"diff"},
          {"undo", "--yes"},
          {"forget", "--dry-run", "Corvin"},
          {"backup", home.resolve("b.zip").toString()},
          {"memory", "decrypt"}
        }) {
      InProcess.Outcome outcome = run(bare(), words);
      assertThat(outcome.code()).as(String.join(" ", words)).isEqualTo(ExitCode.MEMORY.code());
      assertThat(outcome.errors())
          .contains("is encrypted: type its passphrase in a terminal")
          .doesNotContain("\tat ");
      assertThat(outcome.errors().lines()).hasSize(1);
    }
    InProcess.Outcome wrong =
        run(bare().with("MEM_AGENT_PASSPHRASE", "thirteen boats"), "memory", "ls");
    assertThat(wrong.code()).isEqualTo(ExitCode.MEMORY.code());
    assertThat(wrong.errors()).startsWith("This is not the passphrase of the memory");
    assertThat(home.resolve("b.zip")).doesNotExist();
  }

  @Test
  void aPersonTypesItTwiceAndThenOnce() {
    InProcess.Outcome differs =
        run(bare().atTerminal().typing("twelve boats\ntwelve goats\n"), "memory", "encrypt");
    assertThat(differs.errors()).contains("The two were not the same, and nothing was changed.");
    InProcess.Outcome shorts =
        run(bare().atTerminal().typing("boats\nboats\n"), "memory", "encrypt");
    assertThat(shorts.errors()).contains("A passphrase has 8 characters or more");
    assertThat(run(bare(), "memory", "encrypt").errors())
        .contains("there is nobody to ask for the passphrase");
    assertThat(run(bare(), "memory", "ls").code()).isZero();

    assertThat(
            run(bare().atTerminal().typing("twelve boats\ntwelve boats\n"), "memory", "encrypt")
                .code())
        .isZero();
    InProcess.Outcome second =
        run(bare().atTerminal().typing("wrong\ntwelve boats\n"), "memory", "ls");
    assertThat(second.errors()).contains("This is not its passphrase.");
    assertThat(second.code()).isZero();
    assertThat(run(bare().atTerminal().typing("a\nb\nc\n"), "memory", "ls").code())
        .isEqualTo(ExitCode.MEMORY.code());
  }

  @Test
  void aFileGivesThePassphraseAndAnotherOneTheNew() throws IOException {
    Path old = write("old.txt", "twelve small boats\n");
    Path next = write("next.txt", "thirteen boats\r\nnot this\n");
    run(bare(), "memory", "encrypt", "--passphrase-file", old.toString());
    assertThat(run(bare(), "memory", "ls", "--passphrase-file", old.toString()).code()).isZero();
    InProcess.Outcome changed =
        run(
            bare(),
            "memory",
            "passphrase",
            "--passphrase-file",
            old.toString(),
            "--new-passphrase-file",
            next.toString());
    assertThat(changed.output()).contains("has a new passphrase");
    assertThat(run(bare(), "memory", "ls", "--passphrase-file", old.toString()).code())
        .isEqualTo(ExitCode.MEMORY.code());
    assertThat(run(bare(), "memory", "ls", "--passphrase-file", next.toString()).code()).isZero();
    assertThat(run(bare(), "memory", "ls", "--passphrase-file", "none.txt").errors())
        .contains("There is no passphrase file");
  }

  @Test
  void aRememberedKeyIsForItsOwnerOnlyAndOutsideTheMemory() throws IOException {
    run("memory", "encrypt", "--remember");
    assertThat(run(bare(), "memory", "ls").code()).isZero();
    Path keys = home.resolve("config/mem-agent/keys");
    try (Stream<Path> all = Files.list(keys)) {
      Path file = all.findFirst().orElseThrow();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    assertThat(run(bare(), "memory", "passphrase", "--no-remember").output())
        .contains("not remembered any more");
    assertThat(run(bare(), "memory", "ls").code()).isEqualTo(ExitCode.MEMORY.code());
    run("memory", "passphrase", "--remember");
    assertThat(run(bare(), "memory", "ls").code()).isZero();
    run("memory", "decrypt");
    assertThat(keys).isEmptyDirectory();
  }

  @Test
  void aBackupIsOpenedByItsPassphraseAndOneOfBeforeIsNamed() {
    Path before = home.resolve("before.zip");
    run("backup", before.toString());
    assertThat(run("memory", "encrypt").errors())
        .contains("A backup of before is not encrypted, and stays as it is: " + before);
    Path after = home.resolve("after.zip");
    assertThat(run("backup", after.toString()).code()).isZero();
    // Both backups can be looked into, and are written anew.
    assertThat(run("forget", "--yes", "Corvin Aldermoor").code()).isZero();
    assertThat(run("forget", "--dry-run", "Corvin Aldermoor").output()).contains("Nothing of it");
    Path to = home.resolve("restored");
    assertThat(bare().run("restore-backup", after.toString(), "--to", to.toString()).code())
        .isZero();
    assertThat(bare().run("memory", "ls", "--memory", to.toString()).errors())
        .contains("is encrypted");
    assertThat(
            bare()
                .with("MEM_AGENT_PASSPHRASE", PASSPHRASE)
                .run("memory", "show", "user", "--memory", to.toString())
                .code())
        .isZero();
  }

  @Test
  void anEditorWorksOnACopyThatIsRemoved() throws IOException {
    run("memory", "encrypt");
    Path editor = write("editor.sh", "#!/bin/sh\necho '- shoe size: 44' >> \"$1\"\n");
    Files.setPosixFilePermissions(editor, PosixFilePermissions.fromString("rwx------"));
    InProcess.Outcome edited =
        run(
            bare().with("MEM_AGENT_PASSPHRASE", PASSPHRASE).with("EDITOR", editor.toString()),
            "memory",
            "edit",
            "user");
    assertThat(edited.output()).contains("user.md is saved.");
    assertThat(run("memory", "show", "user", "--raw").output()).contains("- shoe size: 44");
    Files.delete(editor);
    assertThat(filesWith("shoe size")).isEmpty();
  }
}
