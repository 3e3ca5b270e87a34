package memagent.vault;

import java.util.List;
import java.util.Optional;

/**
 * A value that a fact has had.
 *
 * @param key the fact's name, as it was written
 * @param headings that it stood under, as {@link KeyedValue#headings}
 * @param value as it was written
 * @param since the change that gave it this value
 * @param until the change that took it away; empty if it still has it
 */
public record FactValue(
    String key,
    List<String> headings,
    String value,
    HistoryEntry since,
    Optional<HistoryEntry> until) {
  public FactValue {
    headings = List.copyOf(headings);
  }
}
