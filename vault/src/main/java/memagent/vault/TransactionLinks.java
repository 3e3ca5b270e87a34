package memagent.vault;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds for one transaction what links mean. Listing a large memory takes longer than all the rest,
 * so it is listed once, and the notes' other names come from the search index where there is one.
 */
final class TransactionLinks {
  private final Vault vault;
  private final DiskView view;
  private final Staging staging;
  private final Map<NotePath, Long> onDisk;
  private @Nullable LinkResolver resolver;
  private int version;
  private boolean isIndexFresh;

  /**
   * Of the notes on the disk, where there is no index: the first note by path that has the name.
   */
  private @Nullable Map<String, List<NotePath>> aliases;

  TransactionLinks(Vault vault, DiskView view, Staging staging) {
    this.vault = vault;
    this.view = view;
    this.staging = staging;
    this.onDisk = view.files(new TreeSet<>());
  }

  /** The notes on the disk, ascending. */
  List<NotePath> notes() {
    return onDisk.keySet().stream().filter(Vault::isEntity).toList();
  }

  Optional<NotePath> resolve(String link) {
    LinkResolver now = resolver;
    if (now == null || version != staging.version()) {
      Map<NotePath, Long> files = new HashMap<>(onDisk);
      staging.overlay(files, new TreeSet<>());
      now = new LinkResolver(files.keySet());
      resolver = now;
      version = staging.version();
    }
    return now.resolve(link, NotePath.ROOT).or(() -> aliased(WikiLink.of(link).target()));
  }

  /** A note by another of its names; the first by path when several have it. */
  private Optional<NotePath> aliased(String target) {
    String key = LinkResolver.key(target);
    Stream<NotePath> kept = kept(key).stream().filter(note -> !isChanged(note));
    Stream<NotePath> staged =
        staging.texts().keySet().stream().filter(note -> note.isNote() && isCalled(note, key));
    return Stream.concat(kept, staged).min(NotePath::compareTo);
  }

  private boolean isChanged(NotePath note) {
    return staging.at(note).map(Staging.Staged::isChange).orElse(false);
  }

  private List<NotePath> kept(String key) {
    SearchIndex index = vault.index();
    if (aliases == null && index.isAtHand()) {
      List<NotePath> found = index.aliased(key, !isIndexFresh);
      isIndexFresh = true;
      return found;
    }
    Map<String, List<NotePath>> all = aliases;
    if (all == null) {
      all = new HashMap<>();
      for (NotePath note : onDisk.keySet()) {
        if (note.isNote()) {
          for (String alias : aliases(note)) {
            all.merge(
                LinkResolver.key(alias),
                List.of(note),
                (one, other) -> Stream.concat(one.stream(), other.stream()).toList());
          }
        }
      }
      aliases = all;
    }
    return all.getOrDefault(key, List.of());
  }

  private boolean isCalled(NotePath note, String key) {
    return aliases(note).stream().anyMatch(alias -> LinkResolver.key(alias).equals(key));
  }

  private List<String> aliases(NotePath note) {
    return readable(note, view, staging)
        .map(text -> Frontmatter.parse(text).aliases())
        .orElse(List.of());
  }

  /** A note's text, staged or on the disk; empty where it cannot be read. */
  static Optional<String> readable(NotePath path, DiskView view, Staging staging) {
    Optional<Staging.Staged> staged = staging.at(path);
    Optional<byte[]> bytes = staged.isPresent() ? staged.get().after() : view.peek(path);
    return bytes.flatMap(NoteText::decode).map(NoteText::text);
  }
}
