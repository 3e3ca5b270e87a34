package memagent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiSettingsTest {

  private static OpenAiSettings of(String address, String key) {
    return OpenAiSettings.of(URI.create(address), "m", Optional.of(key));
  }

  @Test
  void completesAnAddressWithoutAPath() {
    assertThat(of("http://localhost:11434", "k").baseUrl())
        .hasToString("http://localhost:11434/v1");
    assertThat(of("http://localhost:11434/", "k").baseUrl())
        .hasToString("http://localhost:11434/v1");
    assertThat(of("https://example.org/api/v1", "k").baseUrl())
        .hasToString("https://example.org/api/v1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost:8080", "ftp://localhost/v1", "/v1", "http:///v1", "file:///x"})
  void refusesWhatIsNoWebAddress(String address) {
    assertThatThrownBy(() -> of(address, "k"))
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("is no http or https address");
  }

  @ParameterizedTest
  @ValueSource(strings = {"two words", "line\nend", "kéy"})
  void refusesAKeyThatCannotBeSentAndDoesNotRepeatIt(String key) {
    assertThatThrownBy(() -> of("http://localhost", key))
        .isInstanceOf(ModelException.class)
        .hasMessageStartingWith("The API key for http://localhost")
        .hasMessageNotContaining(key);
  }

  @Test
  void takesABlankKeyForNone() {
    assertThat(of("http://localhost", " \n").apiKey()).isEmpty();
    assertThat(of("http://localhost", " k\n").apiKey()).hasValue("k");
  }

  @Test
  void doesNotPrintSecrets() {
    assertThat(of("http://user:pass@localhost:1/v1?key=s3cret#s3cret", "sk-s3cret"))
        .hasToString("OpenAiSettings[http://localhost:1/v1, m, with a key]");
  }
}
