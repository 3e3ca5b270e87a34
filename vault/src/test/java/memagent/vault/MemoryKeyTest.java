package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MemoryKeyTest {
  private static final byte[] NOTE = "# Jane\n\n- born: 1985\n".getBytes(StandardCharsets.UTF_8);
  private static final KeyFile.Cost CHEAP = new KeyFile.Cost(64, 1, 1);

  private final MemoryKey key = MemoryKey.random();

  @Test
  void opensWhatItSealedAndGrowsItByOneNumber() throws Exception {
    for (int length : new int[] {0, 1, 15, 16, 17, 100_000}) {
      byte[] content = new byte[length];
      Arrays.fill(content, (byte) 'x');
      byte[] sealed = key.seal(content);
      assertThat(sealed).hasSize(length + MemoryKey.OVERHEAD_BYTES);
      assertThat(MemoryKey.isSealed(sealed)).isTrue();
      assertThat(key.open(sealed)).isEqualTo(content);
      assertThat(key.open(key.sealSame(content))).isEqualTo(content);
    }
  }

  @Test
  void equalContentsAreSealedEquallyOnlyWhereTheyMust() {
    assertThat(key.seal(NOTE)).isNotEqualTo(key.seal(NOTE));
    assertThat(key.sealSame(NOTE)).isEqualTo(key.sealSame(NOTE));
    assertThat(MemoryKey.random().sealSame(NOTE)).isNotEqualTo(key.sealSame(NOTE));
  }

  @Test
  void noChangedByteAndNoCutIsOpened() throws Exception {
    for (byte[] sealed : new byte[][] {key.seal(NOTE), key.sealSame(NOTE)}) {
      for (int i = 0; i < sealed.length; i++) {
        byte[] changed = sealed.clone();
        changed[i] ^= 1;
        if (MemoryKey.isSealed(changed)) {
          assertThatThrownBy(() -> key.open(changed)).isInstanceOf(SealedException.class);
        } else {
          // Without its mark it is a file of somebody else, and no text.
          assertThat(NoteText.decode(key.open(changed))).isEmpty();
        }
      }
      for (int length = 5; length < sealed.length; length++) {
        byte[] cut = Arrays.copyOf(sealed, length);
        assertThatThrownBy(() -> key.open(cut)).isInstanceOf(SealedException.class);
      }
    }
  }

  @Test
  void whatNobodySealedIsLeft() throws Exception {
    assertThat(key.open(NOTE)).isEqualTo(NOTE);
    assertThat(MemoryKey.NONE.seal(NOTE)).isEqualTo(NOTE);
    assertThat(MemoryKey.NONE.sealLine("{}")).isEqualTo("{}");
    assertThat(key.openLine("{}")).isEqualTo("{}");
  }

  @Test
  void anotherKeyAndNoKeySayWhatIsWrong() {
    byte[] sealed = key.seal(NOTE);
    assertThatThrownBy(() -> MemoryKey.random().open(sealed))
        .hasMessage("it is encrypted with another memory's key");
    assertThatThrownBy(() -> MemoryKey.NONE.open(sealed)).hasMessage("it is encrypted");
  }

  @Test
  void linesAreSealedOneByOne() throws Exception {
    String line = key.sealLine("{\"text\":\"Jane\"}");
    assertThat(line).doesNotContain("Jane").doesNotContain("\n");
    assertThat(key.openLine(line)).isEqualTo("{\"text\":\"Jane\"}");
    assertThat(key.openLines("plain\n" + line + "\n")).isEqualTo("plain\n{\"text\":\"Jane\"}\n");
    assertThat(MemoryKey.random().openLines(line + "\n")).isEqualTo(line + "\n");
    assertThatThrownBy(() -> key.openLine(line.substring(0, line.length() - 3)))
        .isInstanceOf(SealedException.class);
  }

  @Test
  void whatIsBeingDecryptedIsReadAndNotSealed() throws Exception {
    MemoryKey open = key.sealing(false);
    assertThat(open.open(key.seal(NOTE))).isEqualTo(NOTE);
    assertThat(open.seal(NOTE)).isEqualTo(NOTE);
    assertThat(open.isPresent()).isTrue();
    assertThat(open.seals()).isFalse();
  }

  @Test
  void onlyThePassphraseUnwraps() throws Exception {
    KeyFile file = KeyFile.of(key, "zwölf Boote".toCharArray(), KeyFile.State.ENCRYPTED, CHEAP);
    KeyFile read = KeyFile.parse(file.text()).orElseThrow();
    assertThat(read.unwrap("zwolf Boote".toCharArray())).isEmpty();
    // The same in another Unicode form.
    MemoryKey found = read.unwrap("zwo\u0308lf Boote".toCharArray()).orElseThrow();
    assertThat(found.open(key.seal(NOTE))).isEqualTo(NOTE);
    assertThat(read.isWrittenWith(found)).isTrue();
    assertThat(new String(file.text(), StandardCharsets.UTF_8)).doesNotContain("lf Boote");
  }

  @Test
  void whoHasNoKeyCannotChangeItsFile() {
    KeyFile file = KeyFile.of(key, "twelve boats".toCharArray(), KeyFile.State.ENCRYPTED, CHEAP);
    String text = new String(file.text(), StandardCharsets.UTF_8);
    String weaker = text.replace("state: encrypted", "state: decrypting");
    assertThat(weaker).isNotEqualTo(text);
    KeyFile changed = KeyFile.parse(weaker.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    assertThat(changed.isWrittenWith(key)).isFalse();
    // A cost that would take all memory of the machine is no cost.
    String dear = text.replace("argon2id: 64 KiB", "argon2id: 999999999 KiB");
    assertThat(KeyFile.parse(dear.getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(KeyFile.parse(new byte[0])).isEmpty();
    assertThat(KeyFile.parse(text.substring(0, 60).getBytes(StandardCharsets.UTF_8))).isEmpty();
  }
}
