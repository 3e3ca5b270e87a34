package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretScannerTest {
  private static final String CARD = "4111" + "1111" + "1111" + "1111";
  private static final String TOKEN = "gh" + "p_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8";

  @Test
  void whatIsFoundIsTheValueAndNothingAroundIt() {
    String note = "# Anna\n- mail password: Lavender_46 (old)\n- card: 4012 8888 8888 1881 09/31\n";
    assertThat(values(note)).containsExactly("Lavender_46", "4012 8888 8888 1881");
    assertThat(SecretScanner.scan(note)).extracting(f -> f.line(note)).containsExactly(2, 3);
  }

  @Test
  void codeThatAModelWroteIsReadAsTheNotesItWouldWrite() {
    String code = "create_file(\"a.md\", \"# A\\n" + TOKEN + "\\n- password: Lavender_46\\n\")";
    assertThat(values(code)).containsExactly(TOKEN, "Lavender_46");
  }

  @Test
  void whatIsMaskedIsNotFoundAgain() {
    String note =
        "- password: Lavender_46\n- card: 4012888888881881\n- key: "
            + TOKEN
            + "\n- SSN: 219-09-9999\n";
    String masked = SecretPolicy.parse("mask").masked(note);
    assertThat(masked)
        .isEqualTo(
            """
            - password: [password masked]
            - card: [card number masked, ends in 1881]
            - key: [API key masked]
            - SSN: [national id masked, ends in 99]
            """);
    assertThat(SecretScanner.scan(masked)).isEmpty();
  }

  @Test
  void aCardStandsInFrontOfItsLastMonth() {
    assertThat(values("Visa " + CARD + " 09/31, Amex 3782 822463 10005\n"))
        .containsExactly(CARD, "3782 822463 10005");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- wifi password: otter-marmalade-9\n",
        "- wifi name CwtchNet, password Bara-Brith-77\n",
        "forgot password, third time\n",
        "rent $1,950, e-transfer by the 1st, password question: first dog\n",
        "password changes on the 1st. Oct: plain\n",
        "see the ledger, but never where card or PIN are.\n",
        "- IBAN: XX00 1111 2222 3333\n",
        "The API key I may not pass on.\n",
        "- PIN: with the notary\n",
        "| 502 | Mr Pagett | office | forgot password, third time | 4 Nov | 3 |\n",
        "- customer number: 5510-77\n",
        "- insurance no: PT-3391, renews 1 August\n",
      })
  void linesOfHouseholdsAreNoSecrets(String note) {
    assertThat(SecretScanner.scan(note)).isEmpty();
  }

  @Test
  @Timeout(20)
  void aLongNoteIsLookedThroughInAMoment() {
    String line =
        "password passwort key: token card 1234 5678 9012 3456 7890 aaaaaaaaaaaaaaaaaaaaaaaaaaaa :/ ";
    String hard =
        line.repeat(5_000)
            + "\n"
            + "(".repeat(50_000)
            + "pass".repeat(10_000)
            + "1 ".repeat(50_000);
    long start = System.nanoTime();
    SecretScanner.scan(hard);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
  }

  private static List<String> values(String text) {
    return SecretScanner.scan(text).stream().map(finding -> finding.value(text)).toList();
  }
}
