package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Forgetting, from the command line, in everything that the program keeps. */
final class ForgetCommandTest {
  private static final String CORVIN = "entities/people/corvin_aldermoor.md";

  @TempDir private Path home;
  private Path memory;

  @BeforeEach
  void copyTheSample() {
    memory = MemoryFolders.copy("personal", home);
  }

  private InProcess program() {
    return new InProcess(home).property("java.io.tmpdir", home.resolve("tmp").toString());
  }

  private InProcess.Outcome run(String... words) {
    return program()
        .run(
            Stream.concat(Stream.of(words), Stream.of("--memory", memory.toString()))
                .toArray(String[]::new));
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  /** Leaves a trace in every place that the program writes to. */
  private void liveWithCorvin() throws IOException {
    Path user = memory.resolve("user.md");
    run("log");
    Files.writeString(user, Files.readString(user) + "\n- dinner: Corvin Aldermoor, Bob\n");
    run("log");
    run("restore", "user.md", "--at", "2031-03-01", "--yes");
    run("search", "corvin", "job");
    write("data/mem-agent/sessions/s1.json", SESSION);
    write(
        "data/mem-agent/trajectories/s1-0001.jsonl",
        "{\"event\":\"recalled\",\"text\":\"x\\nCorvin Aldermoor\"}\n");
    write(
        "data/mem-agent/trajectories/s1-0002.jsonl",
        "{\"event\":\"recalled\",\"text\":\"boat\"}\n");
    write(
        "data/mem-agent/changes/12345678.jsonl",
        "{\"at\":\"1\",\"path\":\"a.md\",\"diff\":\"+corvin_aldermoor\"}\n{\"at\":\"2\",\"path\":\"b.md\"}\n");
    write("data/mem-agent/chat_history", "who is corvin aldermoor?\nand the boat?\n");
    write("cache/mem-agent/last_fault.txt", "at Corvin Aldermoor\n");
    write("cache/mem-agent/states/0123.kv", "numbers");
    write("tmp/mem-edit123/corvin_aldermoor.md", "# Corvin Aldermoor\n");
    write("tmp/mem-edit124/other.md", "# Other\n");
    run("backup", home.resolve("out/backup.zip").toString());
  }

  private static final String SESSION =
      """
      {"version":1,"id":"s1","questions":2,"openFilter":"","messages":[
      {"role":"user","text":"When was Corvin Aldermoor born?"},{"role":"assistant","text":"In 1985."},
      {"role":"user","text":"And the boat?"},{"role":"assistant","text":"It is well."}]}
      """;

  private void write(String name, String text) throws IOException {
    Path file = home.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private Map<String, String> everything() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(
            home.relativize(file).toString(),
            new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
      }
    }
    return all;
  }

  /** Names and bytes, as they lie there; what is packed is looked into by the command itself. */
  private List<String> filesWith(String... words) throws IOException {
    List<String> found = new ArrayList<>();
    everything()
        .forEach((name, text) -> {
          String all = (name + "\n" + text).toLowerCase(Locale.ROOT);
          if (Stream.of(words).anyMatch(all::contains)) {
            found.add(name);
          }
        });
    return found;
  }

  @Test
  void forgetsAPersonInEverythingThatIsKept() throws IOException {
    Files.createDirectories(home.resolve("out"));
    liveWithCorvin();
    InProcess.Outcome looked = run("forget", "--dry-run", "--json", "Corvin Aldermoor");
    assertThat(looked.errors()).isEmpty();
    JsonNode found = json(looked.output());
    List<String> kinds = new ArrayList<>();
    found.get("found").forEach(trace -> kinds.add(trace.get("kind").asText()));
    assertThat(kinds)
        .containsExactly(
            "notes about it",
            "lines of other notes",
            "past versions of notes",
            "passages and words of the search index",
            "questions in conversations",
            "records of how answers came about",
            "changes by assistants",
            "lines typed in chats",
            "reports of a fault",
            "copies for an editor",
            "backups",
            "computed prompts of the model");
    assertThat(found.get("forgotten").asBoolean()).isFalse();
    assertThat(found.get("otherNames").has("Corvin")).isTrue();

    InProcess.Outcome done = run("forget", "--yes", "Corvin Aldermoor");
    assertThat(done.errors()).isEmpty();
    assertThat(done.output())
        .contains("- " + CORVIN + " (deleted)")
        .contains("-- partner: [[" + CORVIN + "]]")
        .contains("Other names of it stay: name them, too, to forget them: \"Corvin\"")
        .contains("Forgotten. A search of every byte that is kept finds nothing of it any more.")
        .contains("Receipt, without the words: ");
    assertThat(done.code()).isZero();
    assertThat(memory.resolve(CORVIN)).doesNotExist();
    assertThat(filesWith("corvin aldermoor", "corvin_aldermoor")).isEmpty();
    assertThat(Files.readString(home.resolve("data/mem-agent/sessions/s1.json")))
        .contains("And the boat?")
        .doesNotContain("1985");
    assertThat(home.resolve("data/mem-agent/trajectories/s1-0002.jsonl")).exists();
    assertThat(home.resolve("data/mem-agent/chat_history")).hasContent("and the boat?\n");
    assertThat(home.resolve("tmp/mem-edit124/other.md")).exists();
    assertThat(home.resolve("cache/mem-agent/states/0123.kv")).doesNotExist();

    Path again = home.resolve("again");
    assertThat(
            program()
                .run(
                    "restore-backup",
                    home.resolve("out/backup.zip").toString(),
                    "--to",
                    again.toString())
                .code())
        .isZero();
    assertThat(MemoryFolders.contents(again)).isEqualTo(MemoryFolders.contents(memory));
    assertThat(run("undo", "--yes").code()).isEqualTo(ExitCode.MEMORY.code());
    InProcess.Outcome none = run("forget", "--yes", "Corvin Aldermoor");
    assertThat(none.code()).isZero();
    assertThat(none.output())
        .startsWith("Nothing of it is kept: neither in ")
        .endsWith("A search of every byte that is kept finds nothing.\n");
  }

  @Test
  void lookingAndSayingNoChangeNothing() throws IOException {
    Files.createDirectories(home.resolve("out"));
    liveWithCorvin();
    Map<String, String> before = everything();
    assertThat(run("forget", "--dry-run", "Corvin Aldermoor").code()).isZero();
    assertThat(everything()).isEqualTo(before);
    InProcess.Outcome asked = run("forget", "Corvin Aldermoor");
    assertThat(asked.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(asked.errors())
        .isEqualTo("Nothing was changed: there is nobody to ask, so say --yes.\n");
    assertThat(everything()).isEqualTo(before);
  }

  @Test
  void aReceiptSaysHowMuchAndNotWhat() throws IOException {
    run("forget", "--yes", "Corvin Aldermoor", "0190 555 0142");
    Path receipts = home.resolve("data/mem-agent/forgotten.jsonl");
    JsonNode receipt = json(Files.readString(receipts));
    assertThat(receipt.get("when").asText()).isEqualTo("2031-03-01T10:00:00Z");
    assertThat(receipt.get("removed").get("notes about it").asInt()).isEqualTo(1);
    assertThat(receipt.get("left").asInt()).isZero();
    assertThat(receipt.get("digests")).hasSize(2);
    assertThat(Files.readString(receipts)).doesNotContainIgnoringCase("corvin", "0142");
    assertThat(run("forget", "--receipts", "CORVIN_aldermoor").output())
        .startsWith("2031-03-01T10:00:00Z  ");
    InProcess.Outcome other = run("forget", "--receipts", "Tobin");
    assertThat(other.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(other.errors()).isEqualTo("There is no such receipt.\n");
  }

  @Test
  void wordsMayComeFromStandardInput() {
    InProcess.Outcome outcome =
        program()
            .typing("copper nails\n\nsmoked paprika\n")
            .run("forget", "--yes", "-", "--memory", memory.toString());
    assertThat(outcome.code()).isZero();
    assertThat(MemoryFolders.contents(memory).toString())
        .doesNotContain("smoked paprika")
        .doesNotContain("copper nails");
  }

  @Test
  void saysWhatItCannotReach() throws IOException {
    Files.createDirectories(home.resolve("out"));
    Path backup = home.resolve("out/backup.zip");
    run("backup", backup.toString());
    Files.move(backup, home.resolve("out/moved.zip"));
    write("config/mem-agent/settings.properties", "# for Corvin Aldermoor\n");
    Files.createDirectories(memory.resolve(".obsidian"));
    Files.writeString(memory.resolve(".obsidian/workspace.json"), "{\"f\":\"" + CORVIN + "\"}");
    InProcess.Outcome outcome = run("forget", "--yes", "Corvin Aldermoor");
    assertThat(outcome.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(outcome.output())
        .contains("Out of reach: the backup " + backup + ", which is not there any more.")
        .contains("Forgotten, but it still stands here:")
        .contains("hidden files that others keep in the memory: delete them by hand")
        .contains("files of rules and settings: you wrote them; change them by hand");
  }

  @Test
  void tellsOfOtherMemoriesAndLeavesThemAlone() throws IOException {
    Path other = MemoryFolders.copy("personal", home.resolve("second"));
    program().run("log", "--memory", other.toString());
    Map<String, String> before = MemoryFolders.contents(other);
    InProcess.Outcome outcome = run("forget", "--yes", "Corvin Aldermoor");
    assertThat(outcome.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(outcome.output())
        .contains("other memories: name each with --memory to forget it there, too")
        .contains(other.toRealPath().toString());
    assertThat(MemoryFolders.contents(other)).isEqualTo(before);
    assertThat(
            program()
                .run("forget", "--yes", "Corvin Aldermoor", "--memory", other.toString())
                .code())
        .isZero();
  }

  @Test
  void saysWhatIsWrongInOneSentence() {
    assertThat(run("forget").errors())
        .isEqualTo("Name what is to be forgotten, 1 to 20 names, values or words: these are 0.\n");
    assertThat(run("forget", "x").code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(run("forget", "x").errors())
        .startsWith("\"x\" is too short to be forgotten, as it stands in too much else:");
    assertThat(run("forget", "--json", "Corvin").errors())
        .isEqualTo("--json asks nobody: say --dry-run to look, or --yes to forget.\n");
    assertThat(run("forget", "--yes", "user.md").errors())
        .isEqualTo("user.md is not forgotten as a whole: name what of it is to be forgotten.\n");
    assertThat(run("forget", "--yes", "a".repeat(300)).errors())
        .startsWith("What is to be forgotten has 300 characters, and at most 200 are taken:");
  }
}
