package memagent.agent;

import java.util.List;

/**
 * A fact in what was read.
 *
 * @param path of its note; empty where it is not known
 * @param headings it stands under, the note's title first; for a cell of a table the row's name
 *     last
 * @param row the row's name, the first cell, for a cell of a table; else empty
 * @param key what it is about; for a line of prose empty
 * @param value as it stands there, with its markup
 */
record SeenFact(String path, List<String> headings, String row, String key, String value) {
  SeenFact {
    headings = List.copyOf(headings);
  }

  /** The same fact with another key and value. */
  SeenFact with(String otherKey, String otherValue) {
    return new SeenFact(path, headings, row, otherKey, otherValue);
  }

  /** Whether it is words rather than a key and a value. */
  boolean isProse() {
    return key.isEmpty();
  }

  /** Whether its value leads to another note. */
  boolean isLink() {
    return value.contains("[[");
  }

  /** The last part of the path without its ending, as words: {@code jane doe}. */
  String stem() {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return name.replaceFirst("\\.md$", "").replace('_', ' ').replace('-', ' ');
  }

  /** Whether it stands in the person's own note. */
  boolean isOwn() {
    return path.isEmpty() || path.equals(Recall.OWN);
  }

  /** Whether its value leads to the person's own note. */
  boolean isOwnStem() {
    return value.contains("[[user.md") || value.contains("[[user]]");
  }

  /** The value as people say it: links by their name, no emphasis. */
  String spoken() {
    return SeenLines.spoken(value);
  }

  /** Where it stands, for people: {@code entities/jane_doe.md: age}. */
  String name() {
    String where = path.isEmpty() ? "memory" : path;
    return isProse() ? where : where + ": " + key;
  }
}
