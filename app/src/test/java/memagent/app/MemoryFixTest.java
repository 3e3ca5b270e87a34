package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import memagent.vault.HistorySettings;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code mem memory check --fix} on a sample that somebody has muddled. */
final class MemoryFixTest {
  private static final String USER = "user.md";
  private static final String CORVIN = "entities/people/corvin_aldermoor.md";
  private static final String TWIN = "entities/people/corvin_aldermor.md";
  private static final String NEIGHBOUR = "entities/people/perpetua_quill.md";

  @TempDir private Path home;
  private Path memory;
  private Map<String, String> before;

  @BeforeEach
  void muddle() throws IOException {
    memory = MemoryFolders.copy("personal", home);
    Path user = memory.resolve(USER);
    Files.writeString(
        user, Files.readString(user).replace("pets/admiral_pebble.md", "pets/admiral_peble.md"));
    Files.writeString(
        memory.resolve(TWIN), "# Corvin Aldermor\n- phone: 0190 555 0199\n- shoe size: 44\n");
    before = MemoryFolders.contents(memory);
  }

  private InProcess.Outcome run(InProcess program, String... words) {
    return program.run(
        Stream.concat(Stream.of(words), Stream.of("--memory", memory.toString()))
            .toArray(String[]::new));
  }

  private InProcess.Outcome fix(String typed, String... flags) {
    return run(
        new InProcess(home).atTerminal().typing(typed),
        Stream.concat(Stream.of("memory", "check", "--fix", "--color=never"), Stream.of(flags))
            .toArray(String[]::new));
  }

  private String text(String note) throws IOException {
    return Files.readString(memory.resolve(note));
  }

  @Test
  void eachRepairIsShownAndAskedAboutAndUndoTakesThemBack() throws IOException {
    InProcess.Outcome outcome = fix("y\nno\ny\n");
    assertThat(outcome.output())
        .startsWith(
            """
            user.md:19: broken link: [[entities/pets/admiral_peble.md]] leads nowhere; link to entities/pets/admiral_pebble.md ("Admiral Pebble" is one letter off)
            ~ user.md
            """)
        .contains(
            "  +- tortoise: [[entities/pets/admiral_pebble.md]]\n",
            "user.md:15: one way: 'neighbour' leads to entities/people/perpetua_quill.md, which does"
                + " not link back; add 'neighbour' there\n",
            TWIN + ": duplicate: it may be about the same as " + CORVIN,
            "- " + TWIN + " (deleted)\n");
    assertThat(outcome.errors())
        .startsWith("Do it? [y/N/a/q] Do it? [y/N/a/q] Do it? [y/N/q] 2 repairs done; `mem undo ")
        .endsWith("12 notes, no faults.\n");
    assertThat(outcome.code()).isZero();
    assertThat(text(USER)).contains("[[entities/pets/admiral_pebble.md]]");
    assertThat(text(NEIGHBOUR)).isEqualTo(before.get(NEIGHBOUR));
    assertThat(text(CORVIN))
        .contains("aliases: [Corvin, Corv, Corvin Aldermor]", "- shoe size: 44\n")
        .endsWith("\n## From " + TWIN + "\n\n- phone: 0190 555 0199\n");
    assertThat(memory.resolve(TWIN)).doesNotExist();

    String id = outcome.errors().replaceAll("(?s).*`mem undo (\\w+)`.*", "$1");
    assertThat(run(new InProcess(home), "undo", "--yes", id).code()).isZero();
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
  }

  @Test
  void yesDoesWhatIsSafeAndMergesOnlyByName() throws IOException {
    InProcess.Outcome safe = fix("", "--yes");
    assertThat(safe.errors())
        .startsWith(
            "Left alone: notes are merged only by name; --merge " + TWIN + " says so.\n2 repairs");
    assertThat(memory.resolve(TWIN)).exists();
    assertThat(text(NEIGHBOUR)).endsWith("- neighbour: [[user.md]]\n");
    InProcess.Outcome merged =
        run(new InProcess(home), "memory", "check", "--fix", "--yes", "--merge", TWIN);
    assertThat(merged.errors()).startsWith("1 repair done; ");
    assertThat(memory.resolve(TWIN)).doesNotExist();
    assertThat(fix("", "--yes").errors()).startsWith("There is nothing to repair.\n");
  }

  @Test
  void allTakesTheSafeOnesAndAsksAboutTheOthers() {
    InProcess.Outcome outcome = fix("a\n\n");
    assertThat(outcome.errors()).startsWith("Do it? [y/N/a/q] Do it? [y/N/q] 2 repairs done;");
    assertThat(memory.resolve(TWIN)).exists();
  }

  @Test
  void quittingKeepsWhatWasSaidYesTo() throws IOException {
    InProcess.Outcome outcome = fix("y\nq\n");
    assertThat(outcome.errors()).startsWith("Do it? [y/N/a/q] Do it? [y/N/a/q] 1 repair done;");
    assertThat(text(NEIGHBOUR)).isEqualTo(before.get(NEIGHBOUR));
    assertThat(text(USER)).isNotEqualTo(before.get(USER));
  }

  @Test
  void nothingIsDoneByADryRunByNoAnswerOrWithNobodyToAsk() {
    InProcess.Outcome dry = fix("y\ny\ny\n", "--dry-run");
    assertThat(dry.output()).contains("+- neighbour: [[user.md]]");
    assertThat(dry.errors()).startsWith("3 repairs offered; nothing was changed.\n");
    assertThat(dry.code()).isEqualTo(ExitCode.FOUND.code());
    assertThat(fix("").errors()).contains("3 repairs offered; nothing was changed.\n");
    InProcess.Outcome alone = run(new InProcess(home), "memory", "check", "--fix");
    assertThat(alone.code()).isEqualTo(ExitCode.USAGE.code());
    assertThat(alone.errors())
        .isEqualTo(
            "Nothing was changed: there is nobody to ask, so say --yes, or --dry-run to see the repairs.\n");
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
  }

  @Test
  void flagsThatMeanNothingAreRefused() {
    for (String[] flags :
        new String[][] {
          {"--yes"}, {"--dry-run"}, {"--fix", "--yes", "--dry-run"}, {"--fix", "--merge", TWIN}
        }) {
      InProcess.Outcome outcome =
          run(
              new InProcess(home),
              Stream.concat(Stream.of("memory", "check"), Stream.of(flags)).toArray(String[]::new));
      assertThat(outcome.code()).isEqualTo(ExitCode.USAGE.code());
      assertThat(outcome.errors().lines()).hasSize(1);
    }
    assertThat(fix("", "--yes", "--merge", "user.md").errors())
        .isEqualTo(
            "Nothing was changed: user.md is no duplicate that could be merged; --dry-run shows those.\n");
    assertThat(MemoryFolders.contents(memory)).isEqualTo(before);
  }

  @Test
  void whatOneChangeCannotHoldIsLeftForTheNext() throws IOException {
    VaultLimits all = VaultLimits.DEFAULT;
    VaultLimits one =
        new VaultLimits(
            all.fileBytesMax(),
            all.vaultBytesMax(),
            all.fileCountMax(),
            all.pathCharsMax(),
            all.pathDepthMax(),
            1,
            all.transactionBytesMax(),
            all.lockWaitMax(),
            all.listedFileCountMax(),
            all.embeddedPassagesMax());
    HistorySettings history =
        new HistorySettings(
            home.resolve("history"),
            () -> Instant.parse("2031-03-01T10:00:00Z"),
            warning -> {
              throw new AssertionError(warning);
            });
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    Surroundings surroundings =
        new InProcess(home).surroundings(new ByteArrayOutputStream(), errors);
    FixFlags flags = CommandLine.populateCommand(new FixFlags(), "--fix", "--yes");
    try (Vault vault = Vault.open(memory, one, history)) {
      new MemoryFix(surroundings, new Paint(false), flags).run(vault);
    }
    assertThat(errors.toString(StandardCharsets.UTF_8))
        .startsWith(
            "One change may hold 1 notes, and this would be one more: run it again for the rest.\n"
                + "1 repair done; ");
    assertThat(text(USER)).contains("[[entities/pets/admiral_pebble.md]]");
    assertThat(text(NEIGHBOUR)).isEqualTo(before.get(NEIGHBOUR));
  }

  @Test
  void aCheckWithoutFixSaysThatThereAreRepairs() {
    InProcess.Outcome outcome = run(new InProcess(home), "memory", "check");
    assertThat(outcome.output())
        .isEqualTo(
            "user.md:19: broken link: nothing is called [[entities/pets/admiral_peble.md]]\n"
                + TWIN
                + ": orphan: no other note links to it\n");
    assertThat(outcome.errors()).endsWith("`mem memory check --fix` offers up to 3 repairs.\n");
    assertThat(memory.resolve(".mem-agent/history")).doesNotExist();
  }
}
