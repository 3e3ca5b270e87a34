package memagent.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs of others, installed once by the machine's own package clients, beside the other parts.
 * Each list pins what was tried together.
 */
final class Packages {
  private static final Path ROOT = Path.of(System.getProperty("repository.root"));
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");
  private static final long MINUTES_MAX = 8;

  /** The suite wants Node 22; the machine's own may be older. */
  private static final Map<String, List<String>> NODE =
      Map.of(
          "@modelcontextprotocol/conformance",
          List.of("@modelcontextprotocol/conformance@0.2.0-alpha.12", "node@22.23.3"),
          "@modelcontextprotocol/inspector",
          List.of("@modelcontextprotocol/inspector@2.12.0", "node@22.23.3"),
          "oidc-provider",
          List.of("oidc-provider@9.13.3", "node@22.23.3"),
          "@anthropic-ai/mcpb",
          List.of("@anthropic-ai/mcpb@2.1.2", "node@22.23.3"));

  private static final String PYTHON = "mcp==2.3.0";

  private Packages() {}

  /** How a program ended, both streams together. */
  record Outcome(int code, String output) {}

  /** Runs a program of an npm package. */
  static Outcome node(String name, String program, Path work, String... arguments)
      throws IOException, InterruptedException {
    Path modules = modules(name);
    List<String> words =
        new ArrayList<>(
            List.of(node(modules).toString(), modules.resolve(name).resolve(program).toString()));
    words.addAll(List.of(arguments));
    return run(work, words);
  }

  /** Starts a script of ours that is told where a module of an npm package lies. */
  static Process script(String name, String module, Path script)
      throws IOException, InterruptedException {
    Path modules = modules(name);
    return new ProcessBuilder(
            node(modules).toString(),
            script.toString(),
            modules.resolve(name).resolve(module).toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static Path node(Path modules) {
    return modules.resolve("node/bin").resolve(WINDOWS ? "node.exe" : "node");
  }

  private static Path modules(String name) throws IOException, InterruptedException {
    List<String> packages = NODE.get(name);
    Path place = place("npm-" + packages.hashCode());
    if (!Files.exists(place)) {
      Path temporary = Files.createTempDirectory(place.getParent(), ".installing-");
      List<String> install =
          new ArrayList<>(
              List.of(
                  WINDOWS ? "npm.cmd" : "npm",
                  "install",
                  "--silent",
                  "--no-audit",
                  "--no-fund",
                  "--prefix",
                  temporary.toString()));
      install.addAll(packages);
      finish(run(temporary, install), temporary, place);
    }
    return place.resolve("node_modules");
  }

  /** Runs a Python script with the MCP SDK. */
  static Outcome python(Path script, Path work, String... arguments)
      throws IOException, InterruptedException {
    Path place = place("venv-" + PYTHON.replace("==", "-"));
    Path python = place.resolve(WINDOWS ? "Scripts/python.exe" : "bin/python");
    if (!Files.exists(place.resolve("ready"))) {
      // A virtual environment knows its own place, so it is made there and marked when it is whole.
      check(
          run(
              work,
              List.of(WINDOWS ? "python" : "python3", "-m", "venv", "--clear", place.toString())));
      check(
          run(
              work,
              List.of(
                  python.toString(),
                  "-m",
                  "pip",
                  "install",
                  "--quiet",
                  "--no-input",
                  "--disable-pip-version-check",
                  PYTHON)));
      Files.createFile(place.resolve("ready"));
    }
    List<String> words = new ArrayList<>(List.of(python.toString(), script.toString()));
    words.addAll(List.of(arguments));
    return run(work, words);
  }

  private static Path place(String name) throws IOException {
    return Files.createDirectories(ROOT.resolve(".parts/peers")).resolve(name);
  }

  private static void finish(Outcome outcome, Path temporary, Path place) throws IOException {
    check(outcome);
    Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
  }

  private static void check(Outcome outcome) {
    if (outcome.code() != 0) {
      throw new IllegalStateException("A package cannot be installed: " + outcome.output());
    }
  }

  private static Outcome run(Path work, List<String> words)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(work, "output", ".txt");
    Process process =
        new ProcessBuilder(words)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!process.waitFor(MINUTES_MAX, TimeUnit.MINUTES)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError(words.getFirst() + " did not end: " + Files.readString(log));
    }
    return new Outcome(process.exitValue(), Files.readString(log));
  }
}
