package memagent.sandbox;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Messages on a pair of pipes: four bytes of length, big endian, and the bytes of a value. */
final class Frames {

  private final DataInputStream in;
  private final DataOutputStream out;
  private final int frameBytesMax;

  Frames(InputStream in, OutputStream out, int frameBytesMax) {
    this.in = new DataInputStream(in);
    this.out = new DataOutputStream(out);
    this.frameBytesMax = frameBytesMax;
  }

  /**
   * Sends one message.
   *
   * @throws OversizedFrameException if it is over the limit; nothing was sent
   */
  void send(Message message) throws IOException {
    var bytes = PlainValues.bytes(message.fields());
    if (bytes.length > frameBytesMax) {
      throw new OversizedFrameException(bytes.length, frameBytesMax);
    }
    // length and content in one write, so that the other side wakes up once
    var frame = new byte[bytes.length + 4];
    frame[0] = (byte) (bytes.length >> 24);
    frame[1] = (byte) (bytes.length >> 16);
    frame[2] = (byte) (bytes.length >> 8);
    frame[3] = (byte) bytes.length;
    System.arraycopy(bytes, 0, frame, 4, bytes.length);
    out.write(frame);
    out.flush();
  }

  /**
   * Waits for one message.
   *
   * @throws EOFException if the other side is gone
   * @throws OversizedFrameException if what it announces is over the limit
   * @throws MalformedFrameException if it is no message
   */
  Message receive() throws IOException {
    int length = in.readInt();
    if (length < 0 || length > frameBytesMax) {
      throw new OversizedFrameException(length, frameBytesMax);
    }
    var bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return Message.of(PlainValues.value(bytes));
  }

  /** A message is longer than the limit allows. */
  static final class OversizedFrameException extends IOException {

    private static final long serialVersionUID = 1L;

    OversizedFrameException(int bytes, int bytesMax) {
      super("A message of " + bytes + " bytes is over the limit of " + bytesMax + ".");
    }
  }
}
