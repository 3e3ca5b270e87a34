package memagent.bench;

import java.util.Arrays;
import java.util.stream.Collectors;

/** How a note spells its keys. */
enum KeyStyle {
  SNAKE,
  LOWER,
  SENTENCE,
  TITLE,
  KEBAB;

  String show(String words) {
    return switch (this) {
      case SNAKE -> words.replace(' ', '_').replace("-", "_");
      case LOWER -> words;
      case SENTENCE -> Subject.capitalised(words);
      case TITLE ->
          Arrays.stream(words.split(" ", -1))
              .map(Subject::capitalised)
              .collect(Collectors.joining(" "));
      case KEBAB -> words.replace(' ', '-');
    };
  }
}
