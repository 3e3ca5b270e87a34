package memagent.infer;

import java.nio.file.Files;
import java.nio.file.Path;

/** The fetched parts, for tests. */
final class Parts {
  private Parts() {}

  /** The folder that the build fetched into, or the one in {@code MEM_AGENT_PARTS}. */
  static LlamaParts folder() {
    String given = System.getenv("MEM_AGENT_PARTS");
    Path folder =
        given != null
            ? Path.of(given)
            : Path.of(System.getProperty("repository.root", ".")).resolve(".parts");
    if (!Files.isDirectory(folder.resolve("llama"))) {
      throw new AssertionError(
          "The parts folder "
              + folder
              + " has no llama.cpp libraries; run ./build, which fetches"
              + " them.");
    }
    return new LlamaParts(folder);
  }

  /** Settings for the embedded model with a context that is quickly made. */
  static LlamaSettings embedded() {
    return LlamaSettings.embedded(folder()).withContextTokensMax(1024);
  }
}
