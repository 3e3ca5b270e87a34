package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import memagent.vault.Author;
import memagent.vault.SecretPolicy;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemoryToolsTest {

  @TempDir Path folder;

  private Vault vault;
  private VaultTransaction transaction;
  private MemoryTools tools;

  @BeforeEach
  void makeMemory() throws IOException {
    Files.createDirectories(folder.resolve("entities"));
    Files.writeString(folder.resolve("user.md"), "# User\n- name: Jane\n- a: x\n- b: x\n");
    Files.writeString(folder.resolve("entities/jane_doe.md"), "# Jane\n");
    vault = Vault.open(folder, VaultLimits.DEFAULT);
    transaction = vault.begin();
    tools = new MemoryTools(transaction);
  }

  @AfterEach
  void close() {
    transaction.close();
    vault.close();
  }

  private Object call(String function, Object... arguments) {
    return switch (tools.call(function, List.of(arguments))) {
      case MemoryTools.Returned returned -> returned.value();
      case MemoryTools.Raised raised -> raised.exception() + ": " + raised.message();
    };
  }

  @Test
  void readFileReturnsTheTextOrSaysWhyNot() {
    assertThat(call("read_file", "user.md")).asString().startsWith("# User\n");
    assertThat(call("read_file", "nobody.md")).isEqualTo("Error: File nobody.md does not exist");
    assertThat(call("read_file", "entities")).isEqualTo("Error: entities is not a file");
    assertThat(call("read_file", "../x.md"))
        .asString()
        .startsWith("Error: Permission denied accessing ../x.md: ");
  }

  @Test
  void updateFileReplacesTheOnePlace() {
    assertThat(call("update_file", "user.md", "- name: Jane", "- name: Joan")).isEqualTo(true);
    assertThat(call("read_file", "user.md")).asString().contains("- name: Joan");
  }

  @Test
  void updateFileSaysWhyNothingChanged() {
    assertThat(call("update_file", "nobody.md", "a", "b"))
        .isEqualTo("Error: File 'nobody.md' does not exist");
    assertThat(call("update_file", "entities", "a", "b"))
        .isEqualTo("Error: 'entities' is not a file");
    assertThat(call("update_file", "user.md", "absent", "b"))
        .isEqualTo(
            "Error: Could not find the specified content in the file. Looking for: 'absent'");
    assertThat(call("update_file", "user.md", "z".repeat(60), "b"))
        .isEqualTo(
            "Error: Could not find the specified content in the file. Looking for: '"
                + "z".repeat(50)
                + "...'");
    assertThat(call("update_file", "user.md", "- name: Jane", "- name: Jane"))
        .isEqualTo("Error: No changes were made to the file");
  }

  @Test
  void updateFileRefusesSeveralPlacesAndNamesTheirLines() {
    assertThat(call("update_file", "user.md", ": x", ": y"))
        .isEqualTo(
            "Error: Found 2 occurrences of the content in 'user.md' (lines 3, 4). Give more of the"
                + " surrounding text so that it occurs once. Nothing was changed.");
    assertThat(transaction.changes()).isEmpty();
  }

  @Test
  void createFileReturnsTrueOrRaises() {
    assertThat(call("create_file", "entities/new.md", "# New\n")).isEqualTo(true);
    assertThat(call("read_file", "entities/new.md")).isEqualTo("# New\n");
    assertThat(call("create_file", "../x.md", "a"))
        .asString()
        .startsWith("Exception: Error creating file ../x.md: ");
    assertThat(call("create_file", "big.md", "a".repeat(1_100_000)))
        .asString()
        .startsWith("Exception: Error creating file big.md: File big.md is too large to create");
  }

  @Test
  void aSecretIsRefusedInOneSentenceWithoutIt() {
    vault.guardSecrets(SecretPolicy.USUAL);
    try (VaultTransaction guarded = vault.begin(Author.agent("s", 1, "keep it"))) {
      MemoryTools agents = new MemoryTools(guarded);
      String sentence =
          "The text for 'a.md' has a password on line 2, and this memory keeps none: leave it out, and tell the person so.";
      assertThat(agents.call("create_file", List.of("a.md", "# A\n- password: Lavender_46\n")))
          .isEqualTo(new MemoryTools.Raised("Exception", "Error creating file a.md: " + sentence));
      assertThat(agents.call("create_file", List.of("a.md", "# A\n- x: y\n")))
          .isEqualTo(new MemoryTools.Returned(true));
      assertThat(agents.call("update_file", List.of("a.md", "- x: y", "- password: Lavender_46")))
          .isEqualTo(new MemoryTools.Returned("Error: " + sentence));
      assertThat(agents.call("update_file", List.of("a.md", "- x: y", "- card: 4012888888881881")))
          .isEqualTo(new MemoryTools.Returned(true));
      assertThat(agents.call("read_file", List.of("a.md")))
          .isEqualTo(new MemoryTools.Returned("# A\n- card: [card number masked, ends in 1881]\n"));
    }
  }

  @Test
  void deleteFileAndCreateDirSayTrueOrFalse() {
    assertThat(call("delete_file", "user.md")).isEqualTo(true);
    assertThat(call("delete_file", "user.md")).isEqualTo(false);
    assertThat(call("delete_file", "entities")).isEqualTo(false);
    assertThat(call("create_dir", "entities/new")).isEqualTo(true);
    assertThat(call("create_dir", "../new")).isEqualTo(false);
  }

  @Test
  void existenceIsAText() {
    assertThat(call("check_if_file_exists", "user.md")).isEqualTo("True");
    assertThat(call("check_if_file_exists", "entities")).isEqualTo("False");
    assertThat(call("check_if_file_exists", "/etc/passwd")).isEqualTo("False");
    assertThat(call("check_if_dir_exists", "entities")).isEqualTo("True");
    assertThat(call("check_if_dir_exists", "..")).isEqualTo("False");
  }

  @Test
  void sizesAreBytesAndAnAbsentPathRaises() {
    assertThat(call("get_size", "entities/jane_doe.md")).isEqualTo(7L);
    assertThat(call("get_size", "")).isEqualTo(41L);
    assertThat(call("get_size", "nobody.md"))
        .isEqualTo("FileNotFoundError: Path not found: nobody.md");
  }

  @Test
  void goToLinkTakesEveryForm() {
    for (var link :
        List.of(
            "[[entities/jane_doe.md]]",
            "[[entities/jane_doe]]",
            "[[jane_doe]]",
            "[[jane_doe|Jane]]",
            "[[jane_doe#Job]]",
            "entities/jane_doe.md",
            "jane_doe")) {
      assertThat(call("go_to_link", link)).as(link).isEqualTo("# Jane\n");
    }
    assertThat(call("go_to_link", "[[nobody]]")).isEqualTo("Error: File [[nobody]] not found");
  }

  @Test
  void listFilesDrawsTheTree() {
    assertThat(call("list_files")).isEqualTo("./\n├── entities/\n│   └── jane_doe.md\n└── user.md");
  }

  @Test
  void anythingElseIsATypeError() {
    assertThat(call("rm", "user.md")).asString().startsWith("TypeError: ");
    assertThat(call("read_file")).asString().startsWith("TypeError: ");
    assertThat(call("read_file", 1L)).asString().startsWith("TypeError: ");
    assertThat(call("read_file", "a", "b")).asString().startsWith("TypeError: ");
  }

  @Test
  void searchMemoryGivesLinesWithTheirPlace() {
    assertThat(call("search_memory", "my name")).isEqualTo("user.md: User: - name: Jane");
    assertThat(call("search_memory", "name a b", "2").toString().lines()).hasSize(2);
    call("update_file", "user.md", "- name: Jane", "- name: Joan");
    assertThat(call("search_memory", "my name")).isEqualTo("user.md: User: - name: Joan");
  }

  @Test
  void searchMemorySaysThatNothingWasFoundAndRefusesOtherLimits() {
    assertThat(call("search_memory", "zyxw"))
        .isEqualTo("Nothing in the memory has these words. Try others.");
    assertThat(call("search_memory", "name", "0")).asString().startsWith("TypeError: ");
    assertThat(call("search_memory", "name", "many")).asString().startsWith("TypeError: ");
    assertThat(call("search_memory", "name", "999999999")).asString().contains("Jane");
  }

  @Test
  void whatSearchMemoryGivesFitsASmallContext() {
    for (int i = 0; i < 60; i++) {
      call("create_file", "n" + i + ".md", "- word: " + "long ".repeat(60) + "\n");
    }
    assertThat(call("search_memory", "word", "50").toString().length()).isLessThan(4_600);
    assertThat(call("search_memory", "word", "50")).asString().endsWith("more left out)");
  }

  private void writeFacts() {
    call(
        "create_file",
        "entities/corvin_aldermoor.md",
        """
        ---
        aliases: [Corvin]
        tags:
          - person
        ---
        # Corvin Aldermoor
        - phone: 1

        ## Job
        - since: 2020

        ## Flat
        - since: 2021
        - **rent**: 900
        """);
  }

  @Test
  void getFactReturnsTheValueOrSaysWhyNot() {
    writeFacts();
    assertThat(call("get_fact", "user.md", "Name", "")).isEqualTo("Jane");
    assertThat(call("get_fact", "entities/corvin_aldermoor", "rent", "")).isEqualTo("900");
    assertThat(call("get_fact", "[[Corvin]]", "since", "flat")).isEqualTo("2021");
    assertThat(call("get_fact", "user.md", "age", ""))
        .isEqualTo("Error: 'user.md' has no fact 'age'; it has: name, a, b.");
    assertThat(call("get_fact", "entities/jane_doe.md", "age", ""))
        .isEqualTo("Error: 'entities/jane_doe.md' has no facts; read it with read_file.");
    assertThat(call("get_fact", "[[Corvin]]", "since", ""))
        .isEqualTo(
            "Error: 'since' stands 2 times in 'entities/corvin_aldermoor.md': under 'Job' (line 10)"
                + " and under 'Flat' (line 13); give the heading as well.");
    assertThat(call("get_fact", "[[Corvin]]", "since", "Boat"))
        .isEqualTo(
            "Error: 'entities/corvin_aldermoor.md' has no heading 'Boat'; it has: Corvin Aldermoor,"
                + " Job, Flat.");
    assertThat(call("get_fact", "entities/nobody.md", "age", ""))
        .isEqualTo("Error: File 'entities/nobody.md' does not exist.");
    assertThat(call("get_fact", "corvin.md", "phone", ""))
        .isEqualTo(
            "Error: File 'corvin.md' does not exist, but this may be meant:"
                + " entities/corvin_aldermoor.md (\"Corvin\").");
    assertThat(call("get_fact", "../x.md", "a", ""))
        .asString()
        .startsWith("Error: Permission denied accessing '../x.md': ");
  }

  @Test
  void setFactReplacesOrAddsOneFact() {
    writeFacts();
    assertThat(call("set_fact", "user.md", "name", "Joan", "")).isEqualTo(true);
    assertThat(call("set_fact", "user.md", "town", "Oslo", "")).isEqualTo(true);
    assertThat(call("read_file", "user.md"))
        .isEqualTo("# User\n- name: Joan\n- a: x\n- b: x\n- town: Oslo\n");
    assertThat(call("set_fact", "[[Corvin]]", "deposit", "1800", "Flat")).isEqualTo(true);
    assertThat(call("read_file", "entities/corvin_aldermoor.md"))
        .asString()
        .endsWith("- **rent**: 900\n- **deposit**: 1800\n");
    assertThat(call("set_fact", "entities/ann_lee.md", "phone", "2", "")).isEqualTo(true);
    assertThat(call("read_file", "entities/ann_lee.md")).isEqualTo("# Ann Lee\n- phone: 2\n");
  }

  @Test
  void setFactRefusesInOneSentenceAndChangesNothing() {
    writeFacts();
    var before = transaction.changes();
    assertThat(call("set_fact", "user.md", "name", "Jane", ""))
        .isEqualTo(
            "Error: No changes were made, since 'name' in 'user.md' has that value already.");
    assertThat(call("set_fact", "[[Corvin]]", "since", "2022", ""))
        .asString()
        .startsWith("Error: 'since' stands 2 times in ");
    assertThat(call("set_fact", "entities/people/corvin_aldermoor.md", "phone", "2", ""))
        .isEqualTo(
            "Error: File 'entities/people/corvin_aldermoor.md' does not exist, but this may be meant:"
                + " entities/corvin_aldermoor.md; use its path, or make another note with create_file"
                + " first.");
    assertThat(call("set_fact", "entities/corvin_aldermor.md", "phone", "2", ""))
        .asString()
        .contains("may be meant: entities/corvin_aldermoor.md;");
    assertThat(call("set_fact", "[[Corvin]]", "tags", "friend", ""))
        .isEqualTo(
            "Error: 'tags' in entities/corvin_aldermoor.md is a list or several lines of the"
                + " frontmatter; change it in the note's text.");
    assertThat(call("set_fact", "user.md", "x: y", "z", ""))
        .asString()
        .startsWith("Error: 'x: y: z' cannot be written as a fact of user.md");
    assertThat(call("set_fact", "user.md", "name", "", "")).asString().startsWith("Error: ");
    assertThat(call("set_fact", "user.md", "name", "a\nb", "")).asString().startsWith("Error: ");
    assertThat(call("set_fact", "entities", "name", "a", "")).asString().startsWith("Error: ");
    assertThat(transaction.changes()).isEqualTo(before);
  }

  @Test
  void addLinkLinksBothWaysOrSaysWhyNot() {
    writeFacts();
    assertThat(call("add_link", "user.md", "[[Corvin]]", "partner", "")).isEqualTo(true);
    assertThat(call("read_file", "user.md"))
        .asString()
        .endsWith("- partner: [[entities/corvin_aldermoor.md]]\n");
    assertThat(call("get_fact", "[[Corvin]]", "partner", "")).isEqualTo("[[user.md]]");
    assertThat(call("add_link", "user.md", "[[Corvin]]", "partner", ""))
        .isEqualTo(
            "Error: No changes were made, since 'user.md' and 'entities/corvin_aldermoor.md' are"
                + " linked so already.");
    assertThat(call("add_link", "user.md", "user.md", "", ""))
        .isEqualTo("Error: 'user.md' cannot be linked to itself; name two notes.");
    assertThat(call("add_link", "user.md", "nobody.md", "", ""))
        .isEqualTo("Error: File 'nobody.md' does not exist; make it with create_file first.");
    assertThat(call("add_link", "corvin.md", "user.md", "", ""))
        .asString()
        .startsWith("Error: File 'corvin.md' does not exist, but this may be meant: ");
    assertThat(call("add_link", "user.md", "entities/jane_doe.md", "name", "friend"))
        .asString()
        .startsWith("Error: user.md has a fact 'name' already that is more than a link;");
  }
}
