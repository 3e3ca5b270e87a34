package memagent.infer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import memagent.model.ModelException;

/**
 * The folder of parts that the build fetches: llama.cpp's libraries under {@code llama/<platform>}
 * and the base weights under {@code models}.
 */
public record LlamaParts(Path folder) {
  /** The embedded model's file name. */
  public static final String MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";

  /** This machine's platform as npm's packages name it, such as {@code linux-x64}. */
  public static String platform() {
    return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String platform(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean arm =
        switch (processor.toLowerCase(Locale.ROOT)) {
          case "aarch64", "arm64" -> true;
          case "amd64", "x86_64" -> false;
          default ->
              throw new ModelException(
                  "There is no llama.cpp library for the processor "
                      + processor
                      + "; use a remote model.");
        };
    if (name.startsWith("linux")) {
      return arm ? "linux-arm64" : "linux-x64";
    }
    if (name.startsWith("mac")) {
      return arm ? "mac-arm64-metal" : "mac-x64";
    }
    if (name.startsWith("windows")) {
      return arm ? "win-arm64" : "win-x64";
    }
    throw new ModelException(
        "There is no llama.cpp library for the system " + system + "; use a remote model.");
  }

  /** Where this platform's libraries lie. */
  public Path libraryFolder() {
    return folder.resolve("llama").resolve(platform());
  }

  /**
   * The embedded model's file.
   *
   * @throws ModelException if it was not fetched
   */
  public Path modelFile() {
    Path file = folder.resolve("models").resolve(MODEL_FILE);
    if (!Files.isRegularFile(file)) {
      throw new ModelException(
          "The embedded model " + file + " is not there; run ./build, which fetches it.");
    }
    return file;
  }
}
