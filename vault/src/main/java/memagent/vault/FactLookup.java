package memagent.vault;

import java.util.List;

/** What came of looking for a fact by its key. */
public sealed interface FactLookup {

  /** There is one. */
  record Found(KeyedValue fact) implements FactLookup {}

  /**
   * The note has none of that name.
   *
   * @param keys the names that it has, in order, none twice
   */
  record NoSuchFact(List<String> keys) implements FactLookup {
    public NoSuchFact {
      keys = List.copyOf(keys);
    }
  }

  /**
   * The note has no such heading.
   *
   * @param headings those that it has, in order
   */
  record NoSuchHeading(List<String> headings) implements FactLookup {
    public NoSuchHeading {
      headings = List.copyOf(headings);
    }
  }

  /**
   * There are several, and it is not known which one is meant.
   *
   * @param facts in order, at least two
   */
  record SeveralFacts(List<KeyedValue> facts) implements FactLookup {
    public SeveralFacts {
      facts = List.copyOf(facts);
    }
  }

  /**
   * There is no such note.
   *
   * @param namesakes notes that may be meant, the likeliest first; may be empty
   */
  record NoSuchNote(List<Namesake> namesakes) implements FactLookup {
    public NoSuchNote {
      namesakes = List.copyOf(namesakes);
    }
  }
}
