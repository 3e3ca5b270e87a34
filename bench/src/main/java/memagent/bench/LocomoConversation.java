package memagent.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One long conversation of LoCoMo (Maharana et al., ACL 2024, arXiv 2402.17753) with its questions.
 *
 * @param speakers the two who talk
 */
public record LocomoConversation(
    String id, List<String> speakers, List<Session> sessions, List<Question> questions) {
  public LocomoConversation {
    speakers = List.copyOf(speakers);
    sessions = List.copyOf(sessions);
    questions = List.copyOf(questions);
  }

  /**
   * What was said on one day.
   *
   * @param when as the file spells it, such as {@code 1:56 pm on 8 May, 2023}
   */
  public record Session(int number, String when, List<Turn> turns) {
    public Session {
      turns = List.copyOf(turns);
    }
  }

  /**
   * What one of the two said at once.
   *
   * @param id such as {@code D1:3}
   * @param caption of a picture that was sent along; empty for none
   */
  public record Turn(String id, String speaker, String text, String caption) {
    /** The turn as a line of a note. */
    String line() {
      String said = speaker + ": " + text.strip().replaceAll("\\s*\\n\\s*", " ");
      return caption.isBlank() ? said : said + " (picture: " + caption.strip() + ")";
    }
  }

  /**
   * A question over the conversation.
   *
   * @param answer empty where the conversation does not hold one
   * @param evidence ids of the turns that hold the answer; only such as exist
   */
  public record Question(String text, String answer, Kind kind, List<String> evidence) {
    public Question {
      evidence = List.copyOf(evidence);
    }
  }

  /** What a question needs, with the file's number for it. */
  public enum Kind {
    MULTI_HOP(1),
    TEMPORAL(2),
    OPEN_DOMAIN(3),
    SINGLE_HOP(4),
    /** The conversation does not answer it. */
    ADVERSARIAL(5);

    private final int number;

    Kind(int number) {
      this.number = number;
    }

    static Optional<Kind> of(int number) {
      return Arrays.stream(values()).filter(kind -> kind.number == number).findFirst();
    }

    String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** All turns in order. */
  List<Turn> turns() {
    List<Turn> turns = new ArrayList<>();
    sessions.forEach(session -> turns.addAll(session.turns()));
    return turns;
  }
}
