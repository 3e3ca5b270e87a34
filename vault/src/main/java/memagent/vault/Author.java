package memagent.vault;

import java.util.List;
import java.util.Locale;

/**
 * Who changes a memory, and why: what the history says about a transaction.
 *
 * @param kind what sort of author
 * @param name what tells this one from others of its kind, such as a client's name; may be empty
 * @param reason the question or the command behind the change; may be empty
 * @param session the conversation, or empty where there is none
 * @param question which question of the session, from 1; 0 where there is none
 * @param outside the notes from outside that had been read by then, see {@link Outside}
 */
public record Author(
    Kind kind, String name, String reason, String session, int question, List<NotePath> outside) {

  public Author {
    outside = List.copyOf(outside);
  }

  /** An author who had read nothing from outside. */
  public Author(Kind kind, String name, String reason, String session, int question) {
    this(kind, name, reason, session, question, List.of());
  }

  /** What sort of author. */
  public enum Kind {
    /** The person, by a command of this program. */
    PERSON,
    /** The agent, while it worked on a question. */
    AGENT,
    /** A program that speaks the Model Context Protocol, by a tool that needs no model. */
    CLIENT,
    /** Files that came in from elsewhere, all at once. */
    IMPORT,
    /** This program, of itself. */
    PROGRAM,
    /** Whoever changed the files without this program: an editor, a sync tool. */
    HAND;

    /** Its name in the history. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** A transaction of which nobody said whose it is. */
  public static final Author PROGRAM = new Author(Kind.PROGRAM, "", "", "", 0);

  /** What was changed without this program, and found later. */
  static final Author HAND = new Author(Kind.HAND, "", "edited by hand", "", 0);

  /** What was there before the history began. */
  static final Author FOUND = new Author(Kind.HAND, "", "the memory as it was found", "", 0);

  /** The person, by a command. */
  public static Author person(String reason) {
    return new Author(Kind.PERSON, "", reason, "", 0);
  }

  /**
   * The agent.
   *
   * @param question which question of the session, from 1
   * @param asked the person's words
   */
  public static Author agent(String session, int question, String asked) {
    return new Author(Kind.AGENT, "", asked, session, question);
  }

  /** The same, after notes from outside were read. */
  public Author after(List<NotePath> read) {
    return new Author(kind, name, reason, session, question, read);
  }

  /** A client's tool. */
  public static Author client(String name, String tool) {
    return new Author(Kind.CLIENT, name, tool, "", 0);
  }

  /** The same author, with no secret in the reason. */
  Author masked(SecretPolicy policy) {
    return policy.keepsAll()
        ? this
        : new Author(kind, name, policy.masked(reason), session, question);
  }

  /** Files from elsewhere. */
  public static Author imported(String source) {
    return new Author(Kind.IMPORT, source, "import", "", 0);
  }
}
