package memagent.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import memagent.model.Cancellation;

/** Lines of a file or a pipe. */
final class PlainChatInput implements ChatInput {
  private final BufferedReader reader;

  PlainChatInput(InputStream input) {
    this.reader = new BufferedReader(new InputStreamReader(input, StandardCharsets.UTF_8));
  }

  @Override
  public Optional<String> next() {
    try {
      return Optional.ofNullable(reader.readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public int columns() {
    return 0;
  }

  @Override
  public Watch watch(Cancellation cancellation, Runnable unfold) {
    return () -> {};
  }

  @Override
  public void close() {}
}
