package memagent.agent;

import memagent.model.ModelInfo;

/**
 * What a model is told before the conversation.
 *
 * @param id names the text and its edition in trajectories, such as {@code short-1}; a changed text
 *     gets a new number
 */
public record SystemPrompt(String id, String text) {
  private static final String WRITING = "# Writing something down\n"; // what follows the passage

  /** For small models: at most 200 tokens of SmolLM2. */
  public static final SystemPrompt SHORT = new SystemPrompt("short-2", load("prompt-short.txt"));

  /** For models of 4 B and more. */
  public static final SystemPrompt FULL = new SystemPrompt("full-2", load("prompt-full.txt"));

  /** The same with one passage more, which names {@code search_memory}. */
  public static final SystemPrompt SEARCH =
      new SystemPrompt(
          "search-1", FULL.text().replace(WRITING, load("prompt-search.txt") + "\n\n" + WRITING));

  /** The one that suits a model, or that the setting asks for. */
  public static SystemPrompt choose(PromptStyle style, ModelInfo model) {
    return switch (style) {
      case AUTO -> model.isSmall() ? SHORT : FULL;
      case SHORT -> SHORT;
      case FULL -> FULL;
      case SEARCH -> SEARCH;
    };
  }

  private static String load(String name) {
    return OwnFile.text(name).replace("\r\n", "\n").strip();
  }
}
