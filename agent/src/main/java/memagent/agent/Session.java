package memagent.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import memagent.model.ChatMessage;

/**
 * A conversation: the messages of all its questions, without the system prompt. Kept on disk by a
 * {@link SessionStore}. Not safe for use by several threads; one question runs at a time.
 */
public final class Session {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,63}");

  private final String id;
  private final List<ChatMessage> messages;
  private int questions;
  private String openFilter;
  private boolean outside;

  Session(
      String id, List<ChatMessage> messages, int questions, String openFilter, boolean outside) {
    if (!ID.matcher(id).matches()) {
      throw new AgentException(
          "The session id '"
              + Question.shown(id)
              + "' is not usable: take 1 to 64 letters, digits, '-' or '_', a letter or digit"
              + " first.");
    }
    this.id = id;
    this.messages = new ArrayList<>(messages);
    this.questions = questions;
    this.openFilter = openFilter;
    this.outside = outside;
  }

  /**
   * A conversation that has not begun.
   *
   * @throws AgentException if the id is not 1 to 64 letters, digits, '-' or '_'
   */
  public static Session start(String id) {
    return new Session(id, List.of(), 0, "", false);
  }

  /** The conversation's name. */
  public String id() {
    return id;
  }

  /** Oldest first; begins with a {@link ChatMessage.User} message unless it is empty. */
  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /** How many questions were asked in it, those that were cut from the messages included. */
  public int questions() {
    return questions;
  }

  /**
   * The filter that the latest question came with, if its reply asked something back: what the
   * person answers then belongs to the same question, and so does the filter.
   */
  public Optional<String> openFilter() {
    return openFilter.isEmpty() ? Optional.empty() : Optional.of(openFilter);
  }

  /** Whether text from outside was read in it: the model may still be obeying that. */
  public boolean hasReadOutside() {
    return outside;
  }

  /** Says that text from outside was read. */
  void readOutside() {
    outside = true;
  }

  /** Adds a question's messages and cuts the oldest questions until the limit is kept. */
  void add(List<ChatMessage> question, String filter, int sessionCharsMax) {
    messages.addAll(question);
    questions++;
    openFilter = filter;
    List<ChatMessage> kept = History.newest(messages, sessionCharsMax);
    messages.clear();
    messages.addAll(kept);
  }
}
