package memagent.agent;

import memagent.agent.AgentListener.Part;
import memagent.model.TextListener;

/** Splits a model's text into its parts while it comes, for a listener. */
final class TurnStream implements TextListener {
  private static final int TAG_CHARS_MAX = "</thoughts>".length();

  private final AgentListener listener;
  private final boolean repliesHeld;
  private final StringBuilder pending = new StringBuilder();
  private Place place;
  private boolean begun;

  /** Where the text is. */
  private enum Place {
    OUTSIDE,
    THOUGHT,
    CODE,
    REPLY
  }

  /**
   * @param opensThought whether the text begins inside the thought
   * @param repliesHeld whether replies are not passed on, since a filter has to see them first
   */
  TurnStream(AgentListener listener, boolean opensThought, boolean repliesHeld) {
    this.listener = listener;
    this.repliesHeld = repliesHeld;
    this.place = opensThought ? Place.THOUGHT : Place.OUTSIDE;
  }

  @Override
  public void onText(String text) {
    pending.append(text);
    int at = 0;
    while (at < pending.length()) {
      int tag = pending.indexOf("<", at);
      if (tag < 0) {
        emit(pending.substring(at));
        at = pending.length();
        break;
      }
      emit(pending.substring(at, tag));
      at = tag;
      int end = pending.indexOf(">", tag);
      if (end < 0 && pending.length() - tag < TAG_CHARS_MAX) {
        break;
      }
      String name = end < 0 ? "" : pending.substring(tag + 1, end);
      Place next = end < 0 ? null : next(name);
      if (next == null) {
        emit("<");
        at = tag + 1;
      } else {
        place = next;
        begun = false;
        at = end + 1;
      }
    }
    pending.delete(0, at);
  }

  /** Passes on what was held back as the possible start of a tag. */
  void finish() {
    emit(pending.toString());
    pending.setLength(0);
  }

  private @org.jspecify.annotations.Nullable Place next(String name) {
    return switch (place) {
      case OUTSIDE ->
          switch (name) {
            case "think", "thoughts", "thinking" -> Place.THOUGHT;
            case "python" -> Place.CODE;
            case "reply" -> Place.REPLY;
            case "/think", "/thoughts", "/thinking", "/python", "/reply" -> Place.OUTSIDE;
            default -> null;
          };
      case THOUGHT ->
          name.equals("think")
              ? Place.THOUGHT
              : name.equals("/think") || name.equals("/thoughts") || name.equals("/thinking")
                  ? Place.OUTSIDE
                  : null;
      case CODE -> name.equals("/python") ? Place.OUTSIDE : null;
      case REPLY -> name.equals("/reply") ? Place.OUTSIDE : null;
    };
  }

  private void emit(String text) {
    String shown = begun ? text : text.stripLeading();
    if (shown.isEmpty()) {
      return;
    }
    begun = true;
    switch (place) {
      case OUTSIDE -> {}
      case THOUGHT -> listener.text(Part.THOUGHT, shown);
      case CODE -> listener.text(Part.CODE, shown);
      case REPLY -> {
        if (!repliesHeld) {
          listener.text(Part.REPLY, shown);
        }
      }
    }
  }
}
