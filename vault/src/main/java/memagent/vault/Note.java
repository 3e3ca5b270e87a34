package memagent.vault;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One markdown file, read. Parsing never fails: what is not understood is just text.
 *
 * @param path where it lies
 * @param text all of it, without a byte order mark; spans and lines count in this text
 * @param frontmatter the YAML at its start
 * @param headings in order
 * @param facts in order
 * @param links in order; links out of the memory ({@code https:} and the like) are left out
 * @param tables in order
 */
public record Note(
    NotePath path,
    String text,
    Frontmatter frontmatter,
    List<Heading> headings,
    List<Fact> facts,
    List<WikiLink> links,
    List<NoteTable> tables) {
  public Note {
    headings = List.copyOf(headings);
    facts = List.copyOf(facts);
    links = List.copyOf(links);
    tables = List.copyOf(tables);
  }

  /** Reads a text as CommonMark with tables, wiki links and frontmatter. */
  public static Note parse(NotePath path, String text) {
    return NoteParser.parse(path, text);
  }

  /** The first heading of level 1, else the file's name without {@code .md}. */
  public String title() {
    return headings.stream()
        .filter(heading -> heading.level() == 1 && !heading.text().isBlank())
        .map(Heading::text)
        .findFirst()
        .orElse(path.stem());
  }

  /** Other names from the frontmatter's {@code aliases} or {@code alias}, in order, none twice. */
  public List<String> aliases() {
    return frontmatter.aliases();
  }

  /** The first fact of that name, in any case. */
  public Optional<Fact> fact(String key) {
    String wanted = key.strip().toLowerCase(Locale.ROOT);
    return facts.stream()
        .filter(fact -> fact.key().toLowerCase(Locale.ROOT).equals(wanted))
        .findFirst();
  }
}
