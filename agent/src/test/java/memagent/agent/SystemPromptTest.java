package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import memagent.model.ModelInfo;
import org.junit.jupiter.api.Test;

class SystemPromptTest {
  private static final List<String> FUNCTIONS =
      List.of(
          "create_file",
          "update_file",
          "read_file",
          "delete_file",
          "check_if_file_exists",
          "create_dir",
          "list_files",
          "check_if_dir_exists",
          "get_size",
          "go_to_link",
          "search_memory",
          "get_fact",
          "set_fact",
          "add_link");

  @Test
  void namesTheFrameTheFunctionsAndTheLinkFormInFull() {
    assertThat(SystemPrompt.FULL.text())
        .contains(FUNCTIONS)
        .contains("<think>", "<python>", "<reply>", "<filter>", "[[entities/jane_doe.md]]");
  }

  @Test
  void namesTheSearchInOnePassageMoreThanInFull() {
    List<String> full = SystemPrompt.FULL.text().lines().toList();
    List<String> search = new ArrayList<>(SystemPrompt.SEARCH.text().lines().toList());
    int at = search.indexOf("# Searching");
    int end = search.indexOf("# Writing something down");
    assertThat(String.join("\n", search.subList(at, end))).contains("search_memory(query: str");
    search.subList(at, end).clear();
    assertThat(search).isEqualTo(full);
  }

  @Test
  void namesTheFrameAndTheFunctionsThatSmallModelsUseInShort() {
    assertThat(SystemPrompt.SHORT.text())
        .contains("read_file", "update_file", "create_file", "delete_file", "list_files")
        .contains("go_to_link", "<memory>", "<think>", "<python>", "<reply>", "<filter>")
        .doesNotContain("get_fact", "set_fact", "add_link", "search_memory");
  }

  @Test
  void isShortForSmallModelsUnlessAsked() {
    ModelInfo large = new ModelInfo("large", 0, 4_000_000_000L, false, false);
    ModelInfo unknown = new ModelInfo("unknown", 0, 0, false, false);
    assertThat(SystemPrompt.choose(PromptStyle.AUTO, Memories.SMALL)).isSameAs(SystemPrompt.SHORT);
    assertThat(SystemPrompt.choose(PromptStyle.AUTO, large)).isSameAs(SystemPrompt.FULL);
    assertThat(SystemPrompt.choose(PromptStyle.AUTO, unknown)).isSameAs(SystemPrompt.FULL);
    assertThat(SystemPrompt.choose(PromptStyle.FULL, Memories.SMALL)).isSameAs(SystemPrompt.FULL);
    assertThat(SystemPrompt.choose(PromptStyle.SHORT, large)).isSameAs(SystemPrompt.SHORT);
    assertThat(SystemPrompt.choose(PromptStyle.SEARCH, large)).isSameAs(SystemPrompt.SEARCH);
  }

  @Test
  void keepsItsTextUntilItGetsANewNumber() {
    // Models are trained with these texts: change the id together with the sum.
    assertThat(SystemPrompt.SHORT.id() + " " + sum(SystemPrompt.SHORT.text()))
        .isEqualTo("short-2 6e44e0df");
    assertThat(SystemPrompt.FULL.id() + " " + sum(SystemPrompt.FULL.text()))
        .isEqualTo("full-2 ca65e772");
    assertThat(SystemPrompt.SEARCH.id() + " " + sum(SystemPrompt.SEARCH.text()))
        .isEqualTo("search-1 60b8873");
  }

  private static String sum(String text) {
    return Integer.toHexString(text.hashCode());
  }
}
