package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextAssemblerTest {
  private final List<String> heard = new ArrayList<>();

  private TextAssembler assembler(String... stops) {
    return new TextAssembler(List.of(stops), heard::add);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void holdsACharacterBackUntilAllItsBytesAreThere() {
    TextAssembler assembler = assembler();
    byte[] face = bytes("\ud83d\ude00");
    for (int i = 0; i < 3; i++) {
      assembler.add(new byte[] {face[i]});
      assertThat(heard).isEmpty();
    }
    assembler.add(new byte[] {face[3], 'x'});
    assertThat(heard).containsExactly("\ud83d\ude00x");
  }

  @Test
  void replacesBytesThatAreNoCharacter() {
    TextAssembler assembler = assembler();
    assembler.add(new byte[] {'a', (byte) 0xff, 'b', (byte) 0xe4});
    assembler.finish();
    assertThat(assembler.text()).isEqualTo("a\ufffdb\ufffd");
  }

  @Test
  void findsAStopStringAcrossTokens() {
    TextAssembler assembler = assembler("</reply>", "STOP");
    assertThat(assembler.add(bytes("yes</re"))).isFalse();
    assertThat(assembler.add(bytes("ply"))).isFalse();
    assertThat(assembler.add(bytes(">more"))).isTrue();
    assembler.finish();
    assertThat(assembler.text()).isEqualTo("yes");
    assertThat(String.join("", heard)).isEqualTo("yes");
  }

  @Test
  void endsAtTheFirstOfSeveralStops() {
    TextAssembler assembler = assembler("late", "b");
    assertThat(assembler.add(bytes("ab late"))).isTrue();
    assertThat(assembler.text()).isEqualTo("a");
  }

  @Test
  void tellsWhatWasHeldBackWhenNoStopCame() {
    TextAssembler assembler = assembler("</reply>");
    assembler.add(bytes("a</rep"));
    assertThat(heard).containsExactly("a");
    assembler.finish();
    assertThat(String.join("", heard)).isEqualTo("a</rep");
  }

  @Test
  void givesTheSameTextHoweverTheBytesAreCut() {
    String text = "H\u00e9llo \u4f60\u597d \ud83d\ude00 <re<result> and on";
    byte[] all = bytes(text);
    for (long seed = 0; seed < 200; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      heard.clear();
      TextAssembler assembler = assembler("<result>", "never");
      int at = 0;
      while (at < all.length) {
        int end = Math.min(all.length, at + 1 + random.nextInt(5));
        assembler.add(Arrays.copyOfRange(all, at, end));
        at = end;
      }
      assembler.finish();
      assertThat(assembler.text())
          .as("seed %d", seed)
          .isEqualTo("H\u00e9llo \u4f60\u597d \ud83d\ude00 <re");
      assertThat(String.join("", heard)).isEqualTo(assembler.text());
    }
  }
}
