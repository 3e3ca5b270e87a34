package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForgetWordsTest {
  private static ForgetWords words(String... phrases) {
    return ForgetWords.of(List.of(phrases), false);
  }

  @Test
  void aTextThatGetsNoCloserLookHasNothing() {
    ForgetWords words = words("Jane Doe", "+49 170 5551234", "O'Hara");
    List<String> parts =
        List.of(
            "Jane", "Doe", "jane", "DOE", "ja", "ne", "doe", " ", "_", "-", "**", "[[", "]]", "\n",
            "> ", "x", "/", ".", "\\", "'", "+49", "170", "555", "1234", "O", "Hara", ",", "(");
    Random random = new Random(20_260_101);
    int found = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int part = random.nextInt(10); part >= 0; part--) {
        text.append(parts.get(random.nextInt(parts.size())));
      }
      List<TextSpan> spans = words.find(text.toString());
      found += spans.isEmpty() ? 0 : 1;
      // With the beginning of a tag every text gets one.
      assertThat(spans).as("%s", text).isEqualTo(words.find(text + "\n\n<"));
    }
    assertThat(found).isGreaterThan(100);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Jane Doe",
        "met JANE  DOE.",
        "entities/jane_doe.md",
        "[[jane-doe|x]]",
        "**Jane** Doe",
        "**Ja**ne _Doe_",
        "[[Jane]] [[Doe]]",
        "Jane\u00a0Doe's",
        "Ja\u00adne Doe",
        "Ja\u200bne\r\nDoe",
        "> Jane\n> Doe",
        "Jane%20Doe",
        "jane.doe@example.com",
        "<b>Jane</b> Doe",
        "(Jane) \"Doe\"",
        "ＪＡＮＥ Doe"
      })
  void findsANameHoweverItIsWritten(String text) {
    assertThat(words("Jane Doe").isIn(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Janet Doe",
        "Jane Doering",
        "JaneDoe",
        "Jane. Doe",
        "Jane\n\nDoe",
        "- Jane\n- Doe",
        "Jane of Doe",
        "J\u00e1ne Doe"
      })
  void takesNothingElseForTheName(String text) {
    assertThat(words("Jane Doe").isIn(text)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "Zo\u00eb,'with ZOE\u0308 here'",
    "Zo\u00eb,zo\u00eb.md",
    "stra\u00dfe 5,STRASSE 5",
    "\u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2,\u03a3\u038a\u03a3\u03a5\u03a6\u039f\u03a3",
    "\u6771\u4eac,\u79c1\u306f\u6771\u4eac\u306b\u4f4f\u3080",
    "\uae40\ubbfc\uc218,\uae40\ubbfc\uc218\ub294",
    "\u0410\u043d\u043d\u0430,\u0410\u041d\u041d\u0410",
    "O'Brien,o\u2019brien",
    "DE89 3704 0044 0532,de89370400440532",
    "DE89370400440532,DE89 3704 0044 0532",
    "0190 555 0142,0190-555-0142",
    "2031-03-01,2031_03_01",
    "3.50,about 3.50 each"
  })
  void findsAnyScriptFormAndGrouping(String phrase, String text) {
    assertThat(words(phrase).isIn(text)).isTrue();
    assertThat(words(Normalizer.normalize(phrase, Normalizer.Form.NFD)).isIn(text)).isTrue();
    assertThat(words(phrase).isIn(Normalizer.normalize(text, Normalizer.Form.NFD))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"Zoe,zo\u00eb", "\uac00,\uac01", "3.50,3x50", "5000,15000"})
  void keepsMarksAndPartsOfSyllablesApart(String phrase, String text) {
    assertThat(words(phrase).isIn(text)).isFalse();
  }

  @Test
  void saysExactlyWhereTheWordsStand() {
    String text = "a \ufb01ne J\u00e4ne\u0308 \ud83d\ude00 b";
    TextSpan span = words("J\u00e4n\u00eb").find(text).getFirst();
    assertThat(span.of(text)).isEqualTo("J\u00e4ne\u0308");
    assertThat(words("fine").find(text).getFirst().of(text)).isEqualTo("\ufb01ne");
  }

  @Test
  void findsPartsOfWordsWhereThatIsAskedFor() {
    assertThat(ForgetWords.of(List.of("Heron"), true).isIn("the heronry")).isTrue();
    assertThat(words("Heron").isIn("the heronry")).isFalse();
    assertThat(words("Heron").inside().isIn("the heronry")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"text\":\"line\\nJane Doe\"}",
        "{\"text\":\"Jane\\nDoe\"}",
        "{\"r\":\"{'a': '# A\\\\nJane Doe'}\"}",
        "{\"n\":\"\\u004aane Doe\"}",
        "x\u0000Jane Doe\u0000y"
      })
  void findsEscapedTextInBytes(String text) {
    assertThat(words("Jane Doe").isIn(text.getBytes(StandardCharsets.UTF_8))).isTrue();
  }

  @Test
  void findsTextInUtf16() {
    byte[] bytes = "\ufeffJane Doe".getBytes(StandardCharsets.UTF_16LE);
    assertThat(words("Jane Doe").isIn(bytes)).isTrue();
  }

  @Test
  void saysWhatCannotBeForgotten() {
    assertThatThrownBy(() -> words("a"))
        .hasMessage(
            "\"a\" is too short to be forgotten, as it stands in too much else: name at least 2 letters or digits.");
    assertThatThrownBy(() -> words("  ")).hasMessageContaining("too short");
    assertThatThrownBy(() -> words("--")).hasMessageContaining("too short");
    assertThatThrownBy(() -> words("a\nb")).hasMessageContaining("name one line at a time");
    assertThatThrownBy(() -> words("x".repeat(201)))
        .hasMessageContaining("has 201 characters, and at most 200 are taken");
    assertThatThrownBy(() -> words())
        .hasMessage("Name what is to be forgotten, 1 to 20 names, values or words: these are 0.");
    assertThat(words("\u6771").isIn("\u6771\u4eac")).isTrue();
  }
}
