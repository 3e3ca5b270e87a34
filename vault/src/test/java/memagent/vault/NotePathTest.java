package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NotePathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "..",
        "../secret.md",
        "entities/../../secret.md",
        "entities/../user.md",
        "a/..",
        "..\\secret.md",
        "a\\..\\..\\secret.md",
        "\u2025/secret.md",
        "\uff0e\uff0e/secret.md",
        "/etc/passwd",
        "//server/share/a.md",
        "\\\\server\\share\\a.md",
        "\\\\?\\C:\\a.md",
        "\\a.md",
        "C:\\a.md",
        "c:/a.md",
        "C:a.md",
        "file:///etc/passwd"
      })
  void refusesAPathThatLeavesTheMemory(String text) {
    assertThatThrownBy(() -> NotePath.of(text)).isInstanceOf(InvalidPathException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CON",
        "con.md",
        "Aux.tar.md",
        "entities/NUL",
        "nul .md",
        "COM1.md",
        "lpt9",
        "COM\u00b2.md",
        "CONIN$",
        "prn.md/x.md"
      })
  void refusesTheDeviceNamesOfWindowsWithAnyExtension(String text) {
    assertThatThrownBy(() -> NotePath.of(text))
        .isInstanceOf(InvalidPathException.class)
        .hasMessageContaining("device");
  }

  @ParameterizedTest
  @ValueSource(strings = {"console.md", "community.md", "com10.md", "auxiliary.md", "null.md"})
  void acceptsNamesThatOnlyBeginLikeADevice(String text) {
    assertThat(NotePath.of(text).value()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.md:stream",
        "a.md::$DATA",
        "what?.md",
        "a*b.md",
        "a|b.md",
        "<a>.md",
        "say \"x\".md",
        "a.md.",
        "a.md ",
        "a./b.md",
        "a /b.md",
        " a.md",
        "entities/ a.md",
        "a.md\u00a0",
        "MEM-AG~1",
        "USER~1.MD",
        ".hidden.md",
        ".git/config",
        ".mem-agent/lock",
        "a/.obsidian/x.md",
        "\u200c.mem-agent/lock"
      })
  void refusesNamesThatSomeSystemReadsDifferently(String text) {
    assertThatThrownBy(() -> NotePath.of(text)).isInstanceOf(InvalidPathException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\0b.md",
        "a\nb.md",
        "a\tb.md",
        "a\u0085.md",
        "a\u202eb.md",
        "a\u2028b.md",
        "\ufeffa.md",
        "a\ud800.md",
        "a\uffff.md",
        "\u200fa.md",
        "a\u007f.md"
      })
  void refusesCharactersThatNoNameMayHold(String text) {
    assertThatThrownBy(() -> NotePath.of(text))
        .isInstanceOf(InvalidPathException.class)
        .hasMessageContaining("U+");
  }

  @ParameterizedTest
  @CsvSource({
    "./user.md,user.md",
    "entities//jane.md,entities/jane.md",
    "entities/./jane.md,entities/jane.md",
    "entities/,entities",
    "entities\\jane.md,entities/jane.md",
    "a\\b/c.md,a/b/c.md"
  })
  void bringsAPathIntoItsShortestForm(String text, String value) {
    assertThat(NotePath.of(text).value()).isEqualTo(value);
  }

  @Test
  void takesComposedAndDecomposedSpellingForOnePath() {
    assertThat(NotePath.of("Zoe\u0308.md")).isEqualTo(NotePath.of("Zo\u00eb.md"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "日本語.md",
        "Ünïcode/Ωmega.md",
        "שלום.md",
        "می\u200cخواهم.md",
        "😀.md",
        "a b.md",
        "~x.md",
        "…md"
      })
  void acceptsNamesInAnyScript(String text) {
    assertThat(NotePath.of(text).value()).isEqualTo(text);
  }

  @Test
  void refusesAnEmptyPathAndReadsADotAsTheMemoryItself() {
    assertThatThrownBy(() -> NotePath.of("")).isInstanceOf(InvalidPathException.class);
    assertThat(NotePath.of(".")).isEqualTo(NotePath.ROOT);
    assertThat(NotePath.of("./")).isEqualTo(NotePath.ROOT);
    assertThat(NotePath.ROOT.names()).isEmpty();
  }

  @Test
  void refusesWhatIsTooLongOrTooDeep() {
    assertThatThrownBy(() -> NotePath.of("a".repeat(401))).hasMessageContaining("401");
    assertThatThrownBy(() -> NotePath.of("a".repeat(241))).hasMessageContaining("240");
    assertThatThrownBy(() -> NotePath.of("ä".repeat(121))).hasMessageContaining("240");
    assertThatThrownBy(() -> NotePath.of("a/".repeat(16) + "b.md")).hasMessageContaining("17");
    assertThat(NotePath.of("a/".repeat(15) + "b.md").names()).hasSize(16);
  }

  @Test
  void refusesAValueThatIsNotInItsShortestForm() {
    assertThatThrownBy(() -> new NotePath("a//b.md")).isInstanceOf(InvalidPathException.class);
    assertThatThrownBy(() -> new NotePath("../b.md")).isInstanceOf(InvalidPathException.class);
  }

  @Test
  void knowsItsParts() {
    NotePath path = NotePath.of("entities/people/jane_doe.MD");
    assertThat(path.names()).containsExactly("entities", "people", "jane_doe.MD");
    assertThat(path.name()).isEqualTo("jane_doe.MD");
    assertThat(path.stem()).isEqualTo("jane_doe");
    assertThat(path.isNote()).isTrue();
    assertThat(path.parent()).isEqualTo(NotePath.of("entities/people"));
    assertThat(path.parent().parent().parent()).isEqualTo(NotePath.ROOT);
    assertThat(path.isBelow(NotePath.of("entities"))).isTrue();
    assertThat(path.isBelow(NotePath.of("ent"))).isFalse();
    assertThat(NotePath.of("photo.png").isNote()).isFalse();
    assertThat(NotePath.of("entities").child("x.md")).isEqualTo(NotePath.of("entities/x.md"));
  }

  @Test
  void showsControlCharactersInItsMessagesWithoutPrintingThem() {
    assertThatThrownBy(() -> NotePath.of("\u001b[31m.md"))
        .hasMessageContaining("\\u001b")
        .message()
        .doesNotContain("\u001b");
  }

  @Test
  void aPathThatNeedsNoCloserLookIsWhatACloserLookMakesOfIt() {
    String[] parts = {
      "a", "Jane", "7", ".", "..", "/", "/", "_", "-", "con", "NUL", "com1", "Lpt9", "aux",
      "user.md", "x"
    };
    Properties.forAll(
        5_000,
        random -> {
          String text = Properties.text(random, parts, 8);
          assertThat(outcome(() -> PathRules.canonical(text)))
              .isEqualTo(outcome(() -> PathRules.carefully(text)));
        });
    String deep = "a/".repeat(NotePath.DEPTH_MAX) + "a";
    assertThat(outcome(() -> PathRules.canonical(deep)))
        .isEqualTo(outcome(() -> PathRules.carefully(deep)));
    String longName = "a".repeat(NotePath.NAME_BYTES_MAX + 1);
    assertThat(outcome(() -> PathRules.canonical(longName)))
        .isEqualTo(outcome(() -> PathRules.carefully(longName)));
  }

  private static String outcome(java.util.function.Supplier<String> path) {
    try {
      return path.get();
    } catch (InvalidPathException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
