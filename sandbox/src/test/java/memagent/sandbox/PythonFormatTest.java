package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The right-hand sides were printed by CPython 3.12. */
class PythonFormatTest {

  @Test
  void quotesTextAsPythonDoes() {
    assertThat(PythonFormat.repr("it's")).isEqualTo("\"it's\"");
    assertThat(PythonFormat.repr("say \"it's\"")).isEqualTo("'say \"it\\'s\"'");
    assertThat(PythonFormat.repr("a\\b\n\r\t")).isEqualTo("'a\\\\b\\n\\r\\t'");
    assertThat(PythonFormat.repr("")).isEqualTo("''");
  }

  @Test
  void escapesWhatCannotBeSeen() {
    assertThat(PythonFormat.repr("\0\u001b\u007f")).isEqualTo("'\\x00\\x1b\\x7f'");
    assertThat(PythonFormat.repr("\u00a0\u00ad")).isEqualTo("'\\xa0\\xad'");
    assertThat(PythonFormat.repr("\u200b\u2028\ud800")).isEqualTo("'\\u200b\\u2028\\ud800'");
    assertThat(PythonFormat.repr(Character.toString(0xE0001))).isEqualTo("'\\U000e0001'");
  }

  @Test
  void leavesOtherScriptsAlone() {
    assertThat(PythonFormat.repr("ä日本😀 עברית")).isEqualTo("'ä日本😀 עברית'");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0, 0.0",
    "-0.0, -0.0",
    "1.0, 1.0",
    "0.1, 0.1",
    "100.0, 100.0",
    "123456789.125, 123456789.125",
    "1e15, 1000000000000000.0",
    "9999999999999998.0, 9999999999999998.0",
    "1e16, 1e+16",
    "1.5e300, 1.5e+300",
    "0.0001, 0.0001",
    "0.00001, 1e-05",
    "1.25e-7, 1.25e-07",
    "5e-324, 5e-324",
    "2.2250738585072014e-308, 2.2250738585072014e-308",
    "1.7976931348623157e308, 1.7976931348623157e+308",
    "NaN, nan",
    "Infinity, inf",
    "-Infinity, -inf"
  })
  void writesFloatsAsPythonDoes(double number, String expected) {
    assertThat(PythonFormat.repr(number)).isEqualTo(expected);
  }

  @Test
  void writesContainersAsPythonDoes() {
    var map = new LinkedHashMap<Object, Object>();
    map.put("a", List.of(1L, true, PythonNone.NONE));
    map.put(2L, new PythonTuple(List.of("x")));
    map.put(PythonNone.NONE, new PythonTuple(List.of()));
    map.put(BigInteger.TWO.pow(70), new PythonRepr("{1, 2}"));
    assertThat(PythonFormat.repr(map))
        .isEqualTo("{'a': [1, True, None], 2: ('x',), None: (), 1180591620717411303424: {1, 2}}");
  }
}
