package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VaultChangeTest {

  @Test
  void showsAnUpdateAsAUnifiedDiff() {
    VaultChange change =
        new VaultChange.Updated(
            path("user.md"), "# Me\n- age: 30\n- city: Oslo\n", "# Me\n- age: 31\n- city: Oslo\n");
    assertThat(change.diff())
        .isEqualTo(
            """
            --- a/user.md
            +++ b/user.md
            @@ -1,3 +1,3 @@
             # Me
            -- age: 30
            +- age: 31
             - city: Oslo
            """);
  }

  @Test
  void showsACreatedAndADeletedFileAgainstNothing() {
    assertThat(new VaultChange.Created(path("a.md"), "x\ny\n").diff())
        .isEqualTo("--- /dev/null\n+++ b/a.md\n@@ -0,0 +1,2 @@\n+x\n+y\n");
    assertThat(new VaultChange.Deleted(path("a.md"), "x\n").diff())
        .isEqualTo("--- a/a.md\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n");
  }

  @Test
  void remarksThatTheLastLineHasNoLineEnd() {
    assertThat(new VaultChange.Updated(path("a.md"), "x", "x\n").diff())
        .contains("-x\n\\ No newline at end of file\n+x\n");
  }

  @Test
  void showsARewrittenLongNoteWithoutComparingEveryLineWithEveryOther() {
    String before = "old line\n".repeat(60_000);
    String after = "start\n" + "new line\n".repeat(60_000);
    String diff = new VaultChange.Updated(path("a.md"), before, after).diff();
    assertThat(diff).startsWith("--- a/a.md\n+++ b/a.md\n@@ ").contains("+start\n");
    assertThat(diff.lines().filter(line -> line.startsWith("-old")).count()).isEqualTo(60_000);
  }
}
