package memagent.vault;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which relation leads back: an employer's is {@code employee}, a neighbour's {@code neighbour}.
 * The table is {@code relations.txt}; what does not stand there has no inverse that could be known.
 */
final class Relations {
  /** What two notes are to each other where nothing is said. */
  static final String ANY = "see also";

  private static final Map<String, String> INVERSES = read();

  private Relations() {}

  /** The relation that leads back from the other note, if it is known. */
  static Optional<String> inverse(String relation) {
    return Optional.ofNullable(INVERSES.get(NameLikeness.key(relation)));
  }

  /** A line has two lists with an equals sign between: each word's inverse is the other's first. */
  private static Map<String, String> read() {
    Map<String, String> inverses = new HashMap<>();
    try (InputStream file = Relations.class.getResourceAsStream("relations.txt")) {
      if (file == null) {
        throw new IllegalStateException("The program lacks its own file relations.txt.");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> List.of(line.split("=", -1)))
          .forEach(sides -> {
            put(inverses, sides.getFirst(), sides.getLast());
            put(inverses, sides.getLast(), sides.getFirst());
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(inverses);
  }

  private static void put(Map<String, String> inverses, String words, String others) {
    String inverse = others.split(",", -1)[0].strip();
    for (String word : words.split(",", -1)) {
      inverses.putIfAbsent(NameLikeness.key(word), inverse);
    }
  }
}
