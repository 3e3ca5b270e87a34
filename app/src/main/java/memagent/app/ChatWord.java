package memagent.app;

import java.util.Optional;

/** What a person can say to the program itself while chatting. */
enum ChatWord {
  HELP("/help", "this list"),
  MEMORY("/memory", "which memory this is, and its notes"),
  SHOW("/show", "shows a note: /show entities/places/home.md"),
  THINK("/think", "shows thoughts and code in full, or folds them again"),
  WORK("/work", "thoughts and code of the last question, in full"),
  SESSION("/session", "the conversation's id, to go on with it later"),
  NEW("/new", "begins a new conversation"),
  EXIT("/exit", "leaves; Ctrl-D does too");

  private final String word;
  private final String about;

  ChatWord(String word, String about) {
    this.word = word;
    this.about = about;
  }

  String word() {
    return word;
  }

  String about() {
    return about;
  }

  /** The word that a line begins with; empty if it begins with none. */
  static Optional<ChatWord> of(String line) {
    String first = line.strip().split("\\s", 2)[0];
    for (ChatWord word : values()) {
      if (word.word.equals(first)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }
}
