package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** State that clients carry. */
final class SealTest {
  private final Client jane = new Client("jane", "");
  private Instant now = Instant.parse("2031-03-01T10:00:00Z");
  private final InstantSource clock = () -> now;
  private final Seal seal = new Seal("secret", clock, Duration.ofMinutes(1));

  @Test
  void whatIsClosedOpensForTheSameClientAndRequestOnly() {
    String sealed = seal.close("état 東京", jane, "r");
    assertThat(seal.open(sealed, jane, "r")).isEqualTo("état 東京");
    refused(sealed, new Client("tom", ""), "r");
    refused(sealed, jane, "other");
    now = now.plusSeconds(61);
    refused(sealed, jane, "r");
  }

  @Test
  void everyChangedCharacterIsNoticed() {
    String sealed = seal.close("state", jane, "r");
    for (int i = 0; i < sealed.length() - 1; i++) {
      char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
      refused(sealed.substring(0, i) + other + sealed.substring(i + 1), jane, "r");
    }
    for (String text :
        new String[] {
          "",
          ".",
          "x",
          sealed + "x",
          new Seal("other", clock, Duration.ofMinutes(1)).close("state", jane, "r")
        }) {
      refused(text, jane, "r");
    }
  }

  private void refused(String sealed, Client client, String request) {
    assertThatThrownBy(() -> seal.open(sealed, client, request))
        .isInstanceOf(ProtocolException.class);
  }
}
