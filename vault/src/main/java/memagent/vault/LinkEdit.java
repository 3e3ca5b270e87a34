package memagent.vault;

import java.util.List;
import java.util.Optional;

/** Links one note to another by a fact whose value the link is. */
final class LinkEdit {
  private LinkEdit() {}

  /** Finds the file that a link of a note means. */
  interface Resolver {
    Optional<NotePath> resolve(WikiLink link, NotePath source);
  }

  /**
   * The note with a fact {@code relation: [[target]]}. A fact of that name that has links and
   * nothing else gets this one behind them; one that says something else is left alone. A relation
   * of no particular kind is there as soon as any link is.
   */
  static FactEdit.Edited added(Note note, String relation, NotePath target, Resolver resolver) {
    boolean isAny = NameLikeness.key(relation).equals(Relations.ANY);
    FactLookup lookup = KeyedValues.find(note, relation, "");
    List<KeyedValue> present =
        switch (lookup) {
          case FactLookup.Found(KeyedValue fact) -> List.of(fact);
          case FactLookup.SeveralFacts(List<KeyedValue> facts) -> facts;
          case FactLookup.NoSuchFact none -> List.of();
          case FactLookup.NoSuchHeading none -> List.of();
          case FactLookup.NoSuchNote none -> List.of();
        };
    Optional<KeyedValue> linked =
        present.stream()
            .filter(fact -> leads(links(note.path(), fact.value()), note.path(), target, resolver))
            .findFirst();
    if (linked.isPresent()) {
      return new FactEdit.Edited(new FactOutcome.Unchanged(linked.get()), note.text());
    }
    if (isAny && leads(note.links(), note.path(), target, resolver)) {
      KeyedValue any =
          new KeyedValue(
              KeyedValue.Layout.ITEM, relation, written(target), 1, List.of(), new TextSpan(0, 0));
      return new FactEdit.Edited(new FactOutcome.Unchanged(any), note.text());
    }
    if (present.isEmpty()) {
      return FactEdit.link(note, relation, written(target));
    }
    if (present.size() > 1) {
      return new FactEdit.Edited(new FactOutcome.Unclear(lookup), note.text());
    }
    KeyedValue fact = present.getFirst();
    if (!isLinksOnly(note.path(), fact.value())) {
      String reason =
          "%s has a fact '%s' already that is more than a link; give another relation, or change that fact."
              .formatted(note.path(), fact.key());
      return new FactEdit.Edited(new FactOutcome.Unusable(reason), note.text());
    }
    String all = fact.value().isBlank() ? written(target) : fact.value() + ", " + written(target);
    return FactEdit.set(note, relation, "", all, Optional.empty());
  }

  /** A link as this program writes it. */
  static String written(NotePath target) {
    return "[[" + target.value() + "]]";
  }

  /** The links in a value. */
  static List<WikiLink> links(NotePath path, String value) {
    return Note.parse(path, "x " + value).links();
  }

  /** Whether a value is links, and commas between them, and nothing else. */
  static boolean isLinksOnly(NotePath path, String value) {
    return isLinksOnly(value, links(path, value));
  }

  /** The links of a value that has nothing else; empty for another one. */
  static List<WikiLink> onlyLinks(NotePath path, String value) {
    List<WikiLink> links = value.indexOf('[') < 0 ? List.of() : links(path, value);
    return !links.isEmpty() && isLinksOnly(value, links) ? links : List.of();
  }

  private static boolean isLinksOnly(String value, List<WikiLink> links) {
    StringBuilder rest = new StringBuilder("x " + value);
    for (int i = links.size() - 1; i >= 0; i--) {
      rest.delete(links.get(i).span().start(), links.get(i).span().end());
    }
    return rest.substring(1).replace(",", "").replace(";", "").isBlank();
  }

  private static boolean leads(
      List<WikiLink> links, NotePath source, NotePath target, Resolver resolver) {
    return links.stream()
        .anyMatch(link -> resolver.resolve(link, source).equals(Optional.of(target)));
  }
}
