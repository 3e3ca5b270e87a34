package memagent.bench;

import java.util.List;

/** What a right outcome of a task holds. */
public sealed interface Expectation {

  /**
   * Of retrieval and filter tasks.
   *
   * @param must each is in the reply
   * @param mustNot none is in the reply: near values, stale values, denied values
   */
  record Answer(List<Form> must, List<Form> mustNot) implements Expectation {
    public Answer {
      must = List.copyOf(must);
      mustNot = List.copyOf(mustNot);
    }
  }

  /**
   * Of clarification tasks: the reply asks, names what is missing, and the memory stays.
   *
   * @param missing each is named in the reply
   * @param mustNot guessed or invented values
   */
  record Question(List<Form> missing, List<Form> mustNot) implements Expectation {
    public Question {
      missing = List.copyOf(missing);
      mustNot = List.copyOf(mustNot);
    }
  }

  /**
   * Of update tasks: the memory afterwards. What is not named here is as before.
   *
   * @param facts keys with values
   * @param text forms that stand in some note
   * @param absent forms that are gone
   * @param links links between notes
   * @param created globs of notes that are new
   * @param deleted notes that are gone
   * @param allow forms that an added line may hold instead of an expected one
   * @param unchanged whether nothing at all may change
   * @param replyMust forms that the reply holds
   */
  record Change(
      List<KeyedFact> facts,
      List<Placed> text,
      List<Placed> absent,
      List<LinkBetween> links,
      List<String> created,
      List<String> deleted,
      List<Form> allow,
      boolean unchanged,
      List<Form> replyMust)
      implements Expectation {
    public Change {
      facts = List.copyOf(facts);
      text = List.copyOf(text);
      absent = List.copyOf(absent);
      links = List.copyOf(links);
      created = List.copyOf(created);
      deleted = List.copyOf(deleted);
      allow = List.copyOf(allow);
      replyMust = List.copyOf(replyMust);
    }
  }

  /**
   * Of public sets: an answer that somebody wrote as a sentence.
   *
   * @param told what the person tells first, each in a conversation of its own
   * @param answer the reference answer; empty where there is none to give
   * @param hint what the set's author says about judging; empty for nothing
   */
  record Reference(List<String> told, String answer, String hint) implements Expectation {
    public Reference {
      told = List.copyOf(told);
    }
  }

  /** A key of a note and its value; {@code file} may be a glob. */
  record KeyedFact(String file, String key, Form value) {}

  /** A form in a note; {@code file} may be a glob. */
  record Placed(String file, Form form) {}

  /** A link from one note to another; both may be globs. */
  record LinkBetween(String from, String to) {}
}
