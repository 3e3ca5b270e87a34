package memagent.vault;

import java.time.Instant;
import java.util.List;

/**
 * One change of a memory, as its history has it.
 *
 * @param id 40 hexadecimal digits; any beginning that is unique names the entry
 * @param when the moment, in whole seconds; of an edit by hand, when the file was last changed
 * @param undoes the ids of the entries that this one takes back; empty for any other change
 */
public record HistoryEntry(String id, Instant when, Author author, List<String> undoes) {
  private static final int SHORT_CHARS = 8;

  public HistoryEntry {
    undoes = List.copyOf(undoes);
  }

  /** The id as people see it. */
  public String shortId() {
    return id.substring(0, SHORT_CHARS);
  }

  /** Whether both came of the same question. */
  boolean isSameTurn(HistoryEntry other) {
    return !author.session().isEmpty()
        && author.session().equals(other.author.session())
        && author.question() == other.author.question()
        && undoes.isEmpty()
        && other.undoes.isEmpty();
  }
}
