package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import memagent.vault.CommitOutcome;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every {@link Sandbox} does. */
abstract class SandboxContract {

  @TempDir Path folder;

  private Vault vault;

  /** The sandbox to try; it may be shared. */
  abstract Sandbox sandbox();

  @BeforeEach
  void makeMemory() throws IOException {
    vault = Vault.create(folder.resolve("mem"), VaultLimits.DEFAULT);
    try (var transaction = vault.begin()) {
      transaction.create(NotePath.of("user.md"), "# User\n- name: Jane\n");
      transaction.create(NotePath.of("entities/joe.md"), "# Joe\n- age: 40\n");
      transaction.commit();
    }
  }

  @AfterEach
  void closeMemory() {
    vault.close();
  }

  private Observation run(String code) {
    return run(code, Map.of());
  }

  private Observation run(String code, Map<String, Object> variables) {
    try (var transaction = vault.begin()) {
      return sandbox().run(code, transaction, variables);
    }
  }

  @Test
  void showsTheVariablesOfABlockInTheReferencesForm() {
    var observation =
        run("content = read_file('user.md')\nexists = check_if_file_exists('nobody.md')\n");
    assertThat(observation).isInstanceOf(Observation.Finished.class);
    assertThat(observation.resultText())
        .isEqualTo("{'content': '# User\\n- name: Jane\\n', 'exists': 'False'}");
    assertThat(observation.variables()).containsKeys("content", "exists");
  }

  @Test
  void anEmptyBlockFinishesWithNothing() {
    assertThat(run("").resultText()).isEqualTo("{}");
    assertThat(run("# only a comment\n").resultText()).isEqualTo("{}");
  }

  @Test
  void showsTheValueOfABareLastExpression() {
    assertThat(run("read_file('user.md')").resultText())
        .isEqualTo("{'_': '# User\\n- name: Jane\\n'}");
    assertThat(run("x = 2\nx").resultText()).isEqualTo("{'x': 2}");
    assertThat(run("x = 2\nx + 1").resultText()).isEqualTo("{'x': 2, '_': 3}");
    assertThat(run("print('a')").resultText()).isEqualTo("{}\nprinted:\na");
  }

  @Test
  void keepsWhatABlockPrints() {
    var observation = run("print('line 0')\nprint('line', 1, end='\\n')\nprint('line 2')\nx = 1");
    assertThat(observation.printed()).isEqualTo("line 0\nline 1\nline 2\n");
    assertThat(observation.resultText()).isEqualTo("{'x': 1}\nprinted:\nline 0\nline 1\nline 2");
  }

  @Test
  void anErrorComesWithTheBlocksOwnLines() {
    var code = "a = 1\ndef f(n):\n    return 1 / n\n\nf(0)\n";
    var observation = run(code);
    assertThat(observation).isInstanceOf(Observation.Raised.class);
    assertThat(observation.resultText())
        .isEqualTo(
            """
            ({'a': 1}, {Exception in sandboxed code:
            Traceback (most recent call last):
              File "<string>", line 5, in <module>
                f(0)
              File "<string>", line 3, in f
                return 1 / n
            ZeroDivisionError: division by zero})\
            """);
  }

  @Test
  void aSyntaxErrorShowsItsPlace() {
    var error = ((Observation.Raised) run("x = 1\ny = = 2\n")).error();
    assertThat(error)
        .contains("File \"<string>\", line 2")
        .contains("y = = 2")
        .endsWith("SyntaxError: invalid syntax");
  }

  @Test
  void theToolsReadWhatTheyWroteAndNothingIsOnDiskBeforeACommit() throws IOException {
    try (var transaction = vault.begin()) {
      var observation =
          sandbox()
              .run(
                  """
                  made = create_file("entities/ann.md", "# Ann\\n")
                  changed = update_file("user.md", "- name: Jane", "- name: Jane\\n- friend: Ann")
                  text = read_file("user.md")
                  tree = list_files()
                  gone = delete_file("entities/joe.md")
                  """,
                  transaction,
                  Map.of());
      assertThat(observation.variables())
          .containsEntry("made", true)
          .containsEntry("changed", true)
          .containsEntry("text", "# User\n- name: Jane\n- friend: Ann\n")
          .containsEntry("gone", true);
      assertThat(onDisk("user.md")).doesNotContain("Ann");
      assertThat(transaction.commit()).isInstanceOf(CommitOutcome.Committed.class);
    }
    assertThat(onDisk("user.md")).contains("Ann");
  }

  @Test
  void whatAToolRefusesIsAPythonErrorOrAText() {
    assertThat(run("r = read_file('nobody.md')").variables())
        .containsEntry("r", "Error: File nobody.md does not exist");
    assertThat(run("create_file('../x.md', 'y')").resultText())
        .contains("Exception: Error creating file ../x.md: ");
    assertThat(run("get_size('nobody.md')").resultText())
        .contains("FileNotFoundError: Path not found: nobody.md");
    assertThat(run("read_file(3)").resultText()).contains("TypeError: read_file() takes texts");
    assertThat(run("read_file()").resultText()).contains("TypeError");
  }

  @Test
  void handsVariablesToTheNextBlock() {
    var first =
        run(
            """
            text = "ä 😀"
            number = 2 ** 70
            small = -3
            ratio = 0.1
            truth = True
            nothing = None
            items = [1, [2.5, "x"], (1, 2), None]
            table = {"a": [1], 2: "b", None: {}}
            list = [9]
            """);
    assertThat(first).isInstanceOf(Observation.Finished.class);
    var second =
        run(
            """
            same = (text == "ä 😀" and number == 2 ** 70 and small == -3 and ratio == 0.1
                and truth is True and nothing is None and items == [1, [2.5, "x"], (1, 2), None]
                and table == {"a": [1], 2: "b", None: {}} and list == [9])
            """,
            first.variables());
    assertThat(second.resultText()).isEqualTo("{'same': True}");
  }

  @Test
  void showsOnlyWhatABlockItselfSetOrChanged() {
    var earlier = new LinkedHashMap<String, Object>();
    earlier.put("kept", "old");
    earlier.put("exists", "True");
    earlier.put("items", List.of(1L));
    assertThat(run("x = 1", earlier).resultText()).isEqualTo("{'x': 1}");
    assertThat(run("exists = check_if_file_exists('user.md')", earlier).resultText())
        .isEqualTo("{'exists': 'True'}");
    assertThat(run("items.append(2)", earlier).resultText()).isEqualTo("{'items': [1, 2]}");
    assertThat(run("def f():\n    return kept\ny = [kept for _ in f()]", earlier).resultText())
        .isEqualTo("{'y': ['old', 'old', 'old']}");
  }

  @Test
  void leavesModulesFunctionsAndClassesOutAndShowsTheRestByItsRepr() {
    var observation =
        run(
            """
            import re, datetime
            def f(): return 1
            class A: pass
            day = datetime.date(2026, 1, 2)
            both = {1}
            """);
    assertThat(observation.resultText())
        .isEqualTo("{'day': datetime.date(2026, 1, 2), 'both': {1}}");
    assertThat(observation.variables().get("both")).isEqualTo(new PythonRepr("{1}"));
  }

  @Test
  void nothingOfABlockIsLeftInTheNext() {
    run("import builtins, json\nbuiltins.len = None\njson.dumps = None\nread_file = 1\nx = 5");
    assertThat(run("import json\ny = len(json.dumps([1]))\nz = read_file('user.md')").resultText())
        .isEqualTo("{'y': 3, 'z': '# User\\n- name: Jane\\n'}");
    assertThat(run("x").resultText()).contains("NameError: name 'x' is not defined");
  }

  @Test
  void stopsABlockThatNeverEnds() {
    var observation = run("import threading\nprint('before')\nthreading.Event().wait()");
    assertThat(observation).isInstanceOf(Observation.TimedOut.class);
    assertThat(observation.resultText()).contains("blockTimeMax");
    assertThat(run("x = 1").resultText()).isEqualTo("{'x': 1}");
  }

  @Test
  void aBlockThatEndsTheProcessEndsOnlyItself() {
    assertThat(run("import os\nos._exit(3)")).isNotInstanceOf(Observation.Finished.class);
    assertThat(run("import sys\nsys.exit(3)")).isNotInstanceOf(Observation.Finished.class);
    assertThat(run("x = 1").resultText()).isEqualTo("{'x': 1}");
  }

  @Test
  void cutsWhatIsTooLongAndSaysSo() {
    assertThat(run("x = 'a' * 100_000").resultText())
        .endsWith("more characters]")
        .hasSizeLessThan(2 * SandboxLimits.DEFAULT.resultCharsMax());
    assertThat(run("print('a' * 100_000)").printed()).endsWith("[cut: 80001 more characters]");
    assertThat(run("x = ['a' * 1000] * 5000").variables().get("x"))
        .isEqualTo(new PythonRepr("<list, too large to show and to keep>"));
  }

  @Test
  void refusesCodeOverItsLimitUnread() {
    var observation = run("x = 1\n".repeat(20_000));
    assertThat(observation).isInstanceOf(Observation.LimitExceeded.class);
    assertThat(observation.resultText()).contains("120000 characters").contains("codeCharsMax");
  }

  private String onDisk(String path) {
    try (VaultTransaction transaction = vault.begin()) {
      return transaction.read(NotePath.of(path));
    }
  }

  @Test
  void searchesTheMemory() {
    var observation =
        run("found = search_memory('Joe age')\nmore = search_memory(query='name', limit=1)\n");
    assertThat(observation.variables())
        .containsEntry("found", "entities/joe.md: Joe: - age: 40")
        .containsEntry("more", "user.md: User: - name: Jane");
  }

  @Test
  void readsAndWritesFactsByTheirNames() {
    var observation =
        run(
            """
            age = get_fact("entities/joe.md", "age")
            done = set_fact("entities/joe.md", "age", int(age) + 1)
            same = set_fact("user.md", "name", "Jane", heading="User")
            linked = add_link("user.md", "entities/joe.md", relation="friend")
            joe = read_file("entities/joe.md")
            """);
    assertThat(observation.variables())
        .containsEntry("age", "40")
        .containsEntry("done", true)
        .containsEntry("linked", true)
        .containsEntry("joe", "# Joe\n- age: 41\n- friend: [[user.md]]\n");
    assertThat(observation.variables().get("same")).asString().startsWith("Error: No changes");
    assertThat(run("set_fact('user.md', 'a', True)").resultText())
        .contains("TypeError: set_fact() takes texts, not bool");
  }
}
