package memagent.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import memagent.model.ChatMessage;
import org.jspecify.annotations.Nullable;

/**
 * A file of conversations to learn from, JSON Lines: each line has {@code messages} of {@code role}
 * (system, user, assistant) and {@code content}, and {@code train} where an assistant's message is
 * to be learned (without it, it is). Read line by line; a file may be larger than memory.
 */
public final class TraceFile implements Iterator<TraceFile.Conversation>, AutoCloseable {
  /** A longer line is refused. */
  static final int LINE_CHARS_MAX = 4_000_000;

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * One line.
   *
   * @param messages from a system message to an assistant message
   * @param trained for each message whether it is to be learned
   */
  public record Conversation(List<ChatMessage> messages, List<Boolean> trained) {
    public Conversation {
      messages = List.copyOf(messages);
      trained = List.copyOf(trained);
    }
  }

  private final Path file;
  private final BufferedReader reader;
  private long lineNumber;
  private @Nullable String line;

  private TraceFile(Path file, BufferedReader reader) {
    this.file = file;
    this.reader = reader;
  }

  /** Opens a file at its first conversation. */
  public static TraceFile open(Path file) {
    try {
      TraceFile traces = new TraceFile(file, Files.newBufferedReader(file));
      traces.advance();
      return traces;
    } catch (IOException e) {
      throw new TrainException(
          "The trace file " + file + " cannot be read: " + e + "; make one with ./mem worlds make.",
          e);
    }
  }

  @Override
  public boolean hasNext() {
    return line != null;
  }

  @Override
  public Conversation next() {
    String now = line;
    if (now == null) {
      throw new NoSuchElementException("The trace file " + file + " has ended.");
    }
    Conversation conversation = conversation(now);
    advance();
    return conversation;
  }

  private void advance() {
    try {
      line = reader.readLine();
      lineNumber++;
    } catch (IOException e) {
      throw new TrainException("The trace file " + file + " cannot be read: " + e + ".", e);
    }
    if (line != null && line.length() > LINE_CHARS_MAX) {
      throw broken("it has " + line.length() + " characters, and the limit is " + LINE_CHARS_MAX);
    }
  }

  private Conversation conversation(String text) {
    List<ChatMessage> messages = new ArrayList<>();
    List<Boolean> trained = new ArrayList<>();
    try {
      for (JsonNode one : JSON.readTree(text).path("messages")) {
        String content = one.path("content").asText();
        messages.add(
            switch (one.path("role").asText()) {
              case "system" -> new ChatMessage.System(content);
              case "user" -> new ChatMessage.User(content);
              case "assistant" -> new ChatMessage.Assistant(content);
              default ->
                  throw broken(
                      "its role '"
                          + one.path("role").asText()
                          + "' is none of system, user, assistant");
            });
        trained.add(
            messages.getLast() instanceof ChatMessage.Assistant
                && one.path("train").asBoolean(true));
      }
    } catch (IOException e) {
      throw new TrainException(
          "Line " + lineNumber + " of " + file + " is not JSON; make the file again.", e);
    }
    if (messages.size() < 3
        || !(messages.getFirst() instanceof ChatMessage.System)
        || !(messages.getLast() instanceof ChatMessage.Assistant)) {
      throw broken("it does not go from a system message to an assistant message");
    }
    return new Conversation(messages, trained);
  }

  private TrainException broken(String why) {
    return new TrainException("Line " + lineNumber + " of " + file + " is no trace: " + why + ".");
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new TrainException("The trace file " + file + " cannot be closed: " + e + ".", e);
    }
  }
}
