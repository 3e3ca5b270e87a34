package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlainValuesTest {

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    for (long seed = 0; seed < 500; seed++) {
      var value = value(new Random(seed), 0);
      assertThat(PlainValues.value(PlainValues.bytes(value))).as("seed " + seed).isEqualTo(value);
    }
  }

  @Test
  void keepsHalvesOfSurrogatePairs() throws IOException {
    for (var text : List.of("\ud800", "a\udfffb", "\udc00\ud800", "😀", "\ud83d")) {
      assertThat(PlainValues.value(PlainValues.bytes(text))).isEqualTo(text);
    }
  }

  @Test
  void damagedBytesAreAnErrorAndNothingElse() {
    for (long seed = 0; seed < 3000; seed++) {
      var random = new Random(seed);
      var bytes = PlainValues.bytes(value(random, 0));
      for (int i = 0; i < 1 + random.nextInt(4); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      try {
        Message.of(PlainValues.value(bytes));
      } catch (MalformedFrameException e) {
        assertThat(e).hasMessageEndingWith(".");
      }
    }
  }

  @Test
  void aLengthThatIsNotThereIsRefusedBeforeAnythingIsMade() {
    byte[] list = {8, 0x7f, -1, -1, -1};
    assertThatThrownBy(() -> PlainValues.value(list)).isInstanceOf(MalformedFrameException.class);
    byte[] text = {6, -1, -1, -1, -1};
    assertThatThrownBy(() -> PlainValues.value(text)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void nestingHasALimit() {
    var bytes = new ByteArrayOutputStream();
    for (int i = 0; i < 100_000; i++) {
      bytes.writeBytes(new byte[] {8, 0, 0, 0, 1});
    }
    bytes.write(0);
    assertThatThrownBy(() -> PlainValues.value(bytes.toByteArray()))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("nested");
  }

  @Test
  void aFrameOverTheLimitIsNeitherSentNorRead() {
    var frames = new Frames(InputStream.nullInputStream(), new ByteArrayOutputStream(), 1 << 16);
    assertThatThrownBy(() -> frames.send(new Message.Answer("a".repeat(1 << 16))))
        .isInstanceOf(Frames.OversizedFrameException.class);
    var announced = new ByteArrayInputStream(new byte[] {0x7f, 0, 0, 0});
    assertThatThrownBy(() -> new Frames(announced, new ByteArrayOutputStream(), 1 << 16).receive())
        .isInstanceOf(Frames.OversizedFrameException.class);
    var negative = new ByteArrayInputStream(new byte[] {-1, 0, 0, 0});
    assertThatThrownBy(() -> new Frames(negative, new ByteArrayOutputStream(), 1 << 16).receive())
        .isInstanceOf(Frames.OversizedFrameException.class);
  }

  @Test
  void aFrameThatEndsEarlyIsTheEnd() {
    var half = new ByteArrayInputStream(new byte[] {0, 0, 0, 9, 1});
    assertThatThrownBy(() -> new Frames(half, new ByteArrayOutputStream(), 1 << 16).receive())
        .isInstanceOf(EOFException.class);
  }

  @Test
  void everyMessageComesBack() throws IOException {
    var messages =
        List.of(
            new Message.Ready(List.of(new Protections.Protection("a", true, "b"))),
            new Message.Run("x = 1", Map.of("y", 2L)),
            new Message.Call("read_file", List.of("user.md")),
            new Message.Answer(true),
            new Message.Refusal("OSError", "no"),
            new Message.Outcome(Map.of("x", 1L), "p", 3L, "", ""));
    for (var message : messages) {
      var out = new ByteArrayOutputStream();
      new Frames(InputStream.nullInputStream(), out, 1 << 16).send(message);
      var in = new ByteArrayInputStream(out.toByteArray());
      assertThat(new Frames(in, out, 1 << 16).receive()).isEqualTo(message);
    }
  }

  @Test
  void whatIsNoMessageIsRefused() {
    for (var value :
        List.of("run", List.of(), List.of("run"), List.of("walk", 1L), List.of("call", 1L, 2L))) {
      assertThatThrownBy(() -> Message.of(value)).isInstanceOf(MalformedFrameException.class);
    }
  }

  private static Object value(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 7 : 10)) {
      case 0 -> PythonNone.NONE;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextLong();
      case 3 -> new BigInteger(random.nextInt(200), random);
      case 4 -> random.nextDouble();
      case 5 -> text(random);
      case 6 -> new PythonRepr(text(random));
      case 7 -> items(random, depth);
      case 8 -> new PythonTuple(items(random, depth));
      default -> {
        var map = new LinkedHashMap<Object, Object>();
        for (int i = random.nextInt(4); i > 0; i--) {
          map.put(value(random, depth + 1), value(random, depth + 1));
        }
        yield map;
      }
    };
  }

  private static List<Object> items(Random random, int depth) {
    var items = new ArrayList<Object>();
    for (int i = random.nextInt(5); i > 0; i--) {
      items.add(value(random, depth + 1));
    }
    return items;
  }

  private static String text(Random random) {
    var text = new StringBuilder();
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append((char) random.nextInt(random.nextBoolean() ? 128 : 0x10000));
    }
    return text.toString();
  }
}
