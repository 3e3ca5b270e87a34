package memagent.vault;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Puts what one note says into another; nothing of it is lost. Facts that the other note lacks are
 * added in its own layout, those that it has with the same value are left out, and all the rest
 * goes below a heading that says where it is from. The names become aliases.
 */
final class NoteMerge {
  private final Note keep;
  private final Note gone;

  private NoteMerge(Note keep, Note gone) {
    this.keep = keep;
    this.gone = gone;
  }

  static String merged(Note keep, Note gone) {
    return new NoteMerge(keep, gone).merged();
  }

  private String merged() {
    String text = Aliases.added(keep, names());
    List<String> left = new ArrayList<>();
    Set<Integer> done = new TreeSet<>(); // lines of the other note, counted from 0
    List<TextSpan> lines = Lines.of(gone.text());
    for (KeyedValue fact : KeyedValues.of(gone)) {
      switch (fact.layout()) {
        case PROPERTY, LIST -> {
          if (!isAlias(fact.key())) {
            String had = text;
            text = with(had, fact).orElse(had);
            if (!has(text, fact)) {
              left.add("- %s: %s".formatted(fact.key(), fact.value()));
            }
          }
        }
        case ITEM, LINE -> {
          if (isSimple(fact, lines)) {
            String had = text;
            text = with(had, fact).orElse(had);
            if (has(text, fact)) {
              done.add(fact.line() - 1);
            }
          }
        }
        case CELL -> {}
      }
    }
    return text + rest(text, lines, done, left);
  }

  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    names.add(gone.title());
    names.addAll(gone.aliases());
    names.add(gone.path().stem());
    Set<String> known = new TreeSet<>();
    known.add(NameLikeness.key(keep.path().stem()));
    known.add(NameLikeness.key(keep.title()));
    keep.aliases().forEach(alias -> known.add(NameLikeness.key(alias)));
    names.removeIf(name -> !known.add(NameLikeness.key(name)));
    return names;
  }

  private static boolean isAlias(String key) {
    return key.equals("alias") || key.equals("aliases");
  }

  /** Whether it is one line above the first heading of level 2, with nothing that belongs to it. */
  private boolean isSimple(KeyedValue fact, List<TextSpan> lines) {
    String line = lines.get(fact.line() - 1).of(gone.text());
    boolean isAbove =
        !Character.isWhitespace(line.charAt(0))
            && gone.headings().stream()
                .noneMatch(heading -> heading.level() > 1 && heading.line() < fact.line());
    int next = fact.line();
    boolean goesOn =
        next < lines.size()
            && !lines.get(next).of(gone.text()).isBlank()
            && Character.isWhitespace(lines.get(next).of(gone.text()).charAt(0));
    return isAbove
        && !goesOn
        && fact.span().of(gone.text()).indexOf('\n') < 0
        && !fact.value().isBlank();
  }

  private Optional<String> with(String text, KeyedValue fact) {
    Note note = Note.parse(keep.path(), text);
    if (!(KeyedValues.find(note, fact.key(), "") instanceof FactLookup.NoSuchFact)) {
      return Optional.empty();
    }
    FactEdit.Edited edited = FactEdit.set(note, fact.key(), "", fact.value(), Optional.empty());
    return Optional.of(edited.text());
  }

  private boolean has(String text, KeyedValue fact) {
    return KeyedValues.of(Note.parse(keep.path(), text)).stream()
        .filter(each -> NameLikeness.key(each.key()).equals(NameLikeness.key(fact.key())))
        .anyMatch(each -> each.value().equals(fact.value()));
  }

  /** What is left of the other note, below a heading; empty for nothing. */
  private String rest(String text, List<TextSpan> lines, Set<Integer> done, List<String> left) {
    String end = Lines.end(text);
    Optional<Heading> title =
        gone.headings().stream().filter(heading -> heading.level() == 1).findFirst();
    int body = gone.frontmatter().span().end();
    StringBuilder rest = new StringBuilder();
    left.forEach(line -> rest.append(line).append(end));
    boolean wasBlank = true;
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).of(gone.text());
      boolean isTitle = title.isPresent() && isTitle(title.get(), i, line);
      boolean isBlank = line.isBlank();
      if (lines.get(i).start() >= body && !done.contains(i) && !isTitle && !(isBlank && wasBlank)) {
        rest.append(line).append(end);
        wasBlank = isBlank;
      }
    }
    String kept = rest.toString().strip();
    if (kept.isEmpty()) {
      return "";
    }
    String gap = text.isEmpty() ? "" : text.endsWith("\n") ? end : end + end;
    String heading = kept.startsWith("## ") ? "" : "## From " + gone.path() + end + end;
    return gap + heading + kept + end;
  }

  private static boolean isTitle(Heading title, int line, String text) {
    boolean isUnderline = line == title.line() && text.matches(" {0,3}=+\\s*");
    return line == title.line() - 1 || isUnderline;
  }
}
