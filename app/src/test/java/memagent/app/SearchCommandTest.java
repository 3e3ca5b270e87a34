package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SearchCommandTest {
  @TempDir private Path home;
  private Path memory;

  @BeforeEach
  void makeMemory() throws IOException {
    memory = home.resolve("m");
    write("user.md", "# Me\n- wife: [[entities/jo.md]]\n");
    write("entities/jo.md", "# Jo\n- age: 41\n- born: 1984-02-03\n");
  }

  private void write(String path, String text) throws IOException {
    Path file = memory.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private InProcess.Outcome run(String... words) {
    List<String> args = new ArrayList<>(List.of("search", "--memory", memory.toString()));
    args.addAll(List.of(words));
    return new InProcess(home).run(args.toArray(String[]::new));
  }

  @Test
  void printsPathLineAndTheWayToEachHit() {
    InProcess.Outcome outcome = run("--limit", "1", "my", "wife's", "age");

    assertThat(outcome.output())
        .isEqualTo("entities/jo.md:2: Jo: - age: 41\n    by way of user.md\n");
    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.code()).isEqualTo(ExitCode.DONE.code());
  }

  @Test
  void printsJsonForPrograms() {
    assertThat(run("--json", "--limit", "1", "Jo born").output())
        .startsWith(
            "[{\"path\":\"entities/jo.md\",\"line\":3,\"headings\":[\"Jo\"],\"kind\":\"fact\","
                + "\"text\":\"entities/jo.md: Jo: - born: 1984-02-03\",\"date\":\"1984-02-03\",\"score\":")
        .endsWith(",\"outside\":false,\"via\":[]}]\n");
  }

  @Test
  void saysWhichHitsAreTextFromOutside() throws IOException {
    write("imports/mail.md", "# Mail\n- berth: 12\n");
    assertThat(run("--json", "berth").output()).contains("\"outside\":true");
  }

  @Test
  void showsAnOutlineOrWholeNotes() {
    assertThat(run("--level", "outline", "Jo", "born", "age").output().lines())
        .contains("entities/jo.md: Jo (2)");
    assertThat(run("--level", "full", "--tokens", "200", "Jo", "born").output())
        .startsWith("entities/jo.md:\n# Jo\n- age: 41\n- born: 1984-02-03\n");
  }

  @Test
  void saysWhenNothingIsFound() {
    InProcess.Outcome outcome = run("zyxwv");

    assertThat(outcome.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(outcome.errors()).isEqualTo("Nothing in the memory has these words.\n");
    assertThat(run("--json", "zyxwv").output()).isEqualTo("[]\n");
  }

  @Test
  void aLimitThatIsNoneGetsOneSentence() {
    InProcess.Outcome outcome = run("--limit", "0", "age");

    assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(outcome.errors()).isEqualTo("The limit 0 is none: take 1 to 1,000.\n");
  }

  @Test
  void theIndexLiesInTheCacheFolderAndNotInTheMemory() {
    run("age");

    assertThat(home.resolve("cache/mem-agent/search")).isNotEmptyDirectory();
    assertThat(memory).isDirectoryNotContaining("glob:**search*");
  }
}
