package memagent.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A recording's file: JSON Lines, first a {@link ModelInfo}, then {@link Exchange}s. */
final class Recording {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .addModule(new Jdk8Module())
          .addMixIn(ChatMessage.class, WithRole.class)
          .registerSubtypes(
              ChatMessage.System.class, ChatMessage.User.class, ChatMessage.Assistant.class)
          .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
          .build();

  private Recording() {}

  /** A message's record name stands beside its text. */
  @JsonTypeInfo(use = JsonTypeInfo.Id.SIMPLE_NAME, property = "role")
  private interface WithRole {}

  static void start(Path file, ModelInfo info) {
    write(file, info, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
  }

  static void append(Path file, Exchange exchange) {
    write(file, exchange, StandardOpenOption.APPEND);
  }

  private static void write(Path file, Object value, OpenOption... options) {
    OpenOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = StandardOpenOption.WRITE;
    try {
      Files.writeString(file, JSON.writeValueAsString(value) + "\n", UTF_8, all);
    } catch (IOException e) {
      throw new ModelException("The recording " + file + " cannot be written: " + e + ".", e);
    }
  }

  static ReplayChatModel read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, UTF_8);
      if (lines.isEmpty()) {
        throw new ModelException("The recording " + file + " is empty; record it again.");
      }
      ModelInfo info = JSON.readValue(lines.getFirst(), ModelInfo.class);
      List<Exchange> exchanges = new ArrayList<>();
      for (String line : lines.subList(1, lines.size())) {
        exchanges.add(JSON.readValue(line, Exchange.class));
      }
      return new ReplayChatModel(info, exchanges);
    } catch (JsonProcessingException e) {
      throw new ModelException(
          "The file " + file + " is no recording of a model: " + e.getOriginalMessage() + ".", e);
    } catch (IOException e) {
      throw new ModelException("The recording " + file + " cannot be read: " + e + ".", e);
    }
  }
}
