package memagent.vault;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a transaction does with facts by their keys. */
final class KeyedFacts {
  /** So many hits of a search are looked at for a note's other names. */
  private static final int HITS_MAX = 40;

  private final Vault vault;
  private final VaultTransaction transaction;

  KeyedFacts(Vault vault, VaultTransaction transaction) {
    this.vault = vault;
    this.transaction = transaction;
  }

  FactLookup find(NotePath path, String key, String heading) {
    if (!transaction.fileExists(path)) {
      return namesakes(path);
    }
    return KeyedValues.find(Note.parse(path, transaction.read(path)), key, heading);
  }

  FactOutcome set(NotePath path, String key, String heading, String value) {
    if (!path.isNote()) {
      return new FactOutcome.Unusable(
          "%s is no note: the name of one ends with .md.".formatted(PathRules.quote(path.value())));
    }
    boolean isNew = !transaction.fileExists(path);
    if (isNew) {
      FactLookup.NoSuchNote none = namesakes(path);
      if (!none.namesakes().isEmpty() || !heading.isBlank()) {
        return new FactOutcome.Unclear(none);
      }
    }
    String text = isNew ? "# " + title(path) + "\n" : transaction.readToChange(path);
    FactEdit.Edited edited = FactEdit.set(Note.parse(path, text), key, heading, value, today());
    return switch (edited.outcome()) {
      case FactOutcome.Added added -> {
        transaction.create(path, edited.text());
        yield new FactOutcome.Added(isNew);
      }
      case FactOutcome.Replaced replaced -> {
        transaction.create(path, edited.text());
        yield replaced;
      }
      case FactOutcome other -> other;
    };
  }

  LinkOutcome link(NotePath a, NotePath b, String relation, String inverse) {
    for (NotePath path : List.of(a, b)) {
      if (!transaction.fileExists(path)) {
        return new LinkOutcome.NoSuchNote(path, namesakes(path));
      }
    }
    if (a.equals(b)) {
      return new LinkOutcome.SameNote();
    }
    String forth = relation.isBlank() ? Relations.ANY : relation.strip();
    String back =
        inverse.isBlank() ? Relations.inverse(forth).orElse(Relations.ANY) : inverse.strip();
    String before = transaction.readToChange(a);
    FactOutcome first = side(a, forth, b);
    if (isRefused(first)) {
      return new LinkOutcome.Refused(a, forth, first);
    }
    FactOutcome second = side(b, back, a);
    if (isRefused(second)) {
      transaction.create(a, before); // Both or neither.
      return new LinkOutcome.Refused(b, back, second);
    }
    return first instanceof FactOutcome.Unchanged && second instanceof FactOutcome.Unchanged
        ? new LinkOutcome.Unchanged()
        : new LinkOutcome.Linked(forth, back);
  }

  private static boolean isRefused(FactOutcome side) {
    return switch (side) {
      case FactOutcome.Added added -> false;
      case FactOutcome.Replaced replaced -> false;
      case FactOutcome.Unchanged same -> false;
      case FactOutcome.Unclear unclear -> true;
      case FactOutcome.Unusable unusable -> true;
    };
  }

  /** One direction. */
  private FactOutcome side(NotePath from, String relation, NotePath to) {
    String text = transaction.readToChange(from);
    FactEdit.Edited edited = LinkEdit.added(Note.parse(from, text), relation, to, resolver());
    if (!edited.text().equals(text)) {
      transaction.create(from, edited.text());
    }
    return edited.outcome();
  }

  private LinkEdit.Resolver resolver() {
    LinkResolver resolver = new LinkResolver(transaction.files());
    return (link, source) ->
        resolver.resolve(link, source).or(() -> transaction.resolve(link.target()));
  }

  /** The notes that may be meant by a path where no file is. */
  FactLookup.NoSuchNote namesakes(NotePath path) {
    List<NotePath> notes = transaction.files().stream().filter(NotePath::isNote).toList();
    Collection<NotePath> read = notes;
    List<Namesake> found = new ArrayList<>();
    if (notes.size() > vault.limits().listedFileCountMax()) {
      // Not the whole memory for one name: its file names, and the notes that a search names.
      found.addAll(Namesakes.byFileName(path.stem(), notes));
      Set<NotePath> hits = new TreeSet<>();
      transaction
          .search(path.stem().replace('_', ' ').replace('-', ' '), HITS_MAX)
          .forEach(hit -> hits.add(hit.passage().path()));
      read = hits;
    }
    found.addAll(Namesakes.of(path.stem(), read, transaction::readable));
    return new FactLookup.NoSuchNote(Namesakes.sorted(found));
  }

  /** A file's name as a title: {@code jane_doe} is {@code Jane Doe}. */
  static String title(NotePath path) {
    StringBuilder title = new StringBuilder();
    for (String word : path.stem().replace('_', ' ').replace('-', ' ').strip().split(" +", -1)) {
      int first = word.isEmpty() ? 0 : word.offsetByCodePoints(0, 1);
      title
          .append(title.isEmpty() ? "" : " ")
          .append(word.substring(0, first).toUpperCase(java.util.Locale.ROOT))
          .append(word.substring(first));
    }
    return title.toString();
  }

  /** The day, where the memory keeps its history and so has a clock. */
  private Optional<LocalDate> today() {
    return vault
        .writer()
        .map(writer -> LocalDate.ofInstant(writer.settings().clock().instant(), ZoneOffset.UTC));
  }
}
