package memagent.mcp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import memagent.agent.PrivacyFilter;
import memagent.vault.LinkGraph;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultException;
import memagent.vault.VaultTransaction;
import org.jspecify.annotations.Nullable;

/**
 * The memory as one client may see it: denied values are masked, and a note whose very name is
 * denied is not there. Everything that a client gets without the model comes from here.
 */
final class MemoryView {
  /*
   * A look at the folder (names, sizes, times of change) decides what is read again, so that a call
   * costs milliseconds and an edit by hand is seen at once. With a filter a note is masked anew when
   * its context changes, which is itself, the person's own note and those that link to it: whose
   * facts it holds may stand there.
   */
  private static final int LINKING_NOTES_MAX = 20;
  private static final Pattern MARK_OF_CHANGE = Pattern.compile("(?m)^[-+ ](?=\\S)");

  private final Vault vault;
  private final PrivacyFilter filter;
  private final InstantSource clock;
  private Map<NotePath, Stamp> stamps = Map.of();
  private Map<NotePath, Note> texts = Map.of();
  private LocalDate day = LocalDate.EPOCH;
  private final Map<NotePath, Boolean> hidden = new HashMap<>();
  private Map<NotePath, SeenNote> seen = Map.of();
  private Map<NotePath, Map<String, String>> contexts = Map.of();
  private LinkGraph links = LinkGraph.of(List.of(), List.of());

  private record Stamp(long bytes, long changedMillis, long changedNanos) {}

  MemoryView(Vault vault, String filters, InstantSource clock) {
    this.vault = vault;
    this.filter = PrivacyFilter.parse(filters);
    this.clock = clock;
  }

  /** What it is a view of; for writing, never for telling. */
  Vault vault() {
    return vault;
  }

  /** Whether anything is held back. */
  boolean denies() {
    return filter.denies();
  }

  /** All notes as they are now, by path. */
  synchronized List<SeenNote> notes() {
    refresh();
    return List.copyOf(seen.values());
  }

  /** A note as it is now; empty if it is absent or hidden. */
  synchronized Optional<SeenNote> note(NotePath path) {
    refresh();
    return Optional.ofNullable(seen.get(path));
  }

  /** The note that a person or a model means: by address, path, link, title or alias. */
  Optional<SeenNote> named(String reference) {
    Optional<NotePath> address = NoteUris.path(reference.strip());
    if (address.isPresent()) {
      return note(address.get());
    }
    List<SeenNote> notes = notes();
    String wanted = String.join(" ", Terms.of(reference.replaceFirst("(?i)\\.md$", "")));
    Optional<NotePath> path = resolved(reference);
    return notes.stream()
        .filter(note -> path.isPresent() && note.path().equals(path.get()))
        .findFirst()
        .or(() -> notes.stream().filter(note -> isCalled(note, wanted)).findFirst());
  }

  /** Whether the note of this path must not be spoken of. */
  synchronized boolean hides(NotePath path) {
    if (!filter.denies()) {
      return false;
    }
    refresh();
    return hidden.computeIfAbsent(path, p -> isHidden(p, context(p)));
  }

  /**
   * Texts about one note, such as changes of it, as the client may see them. All are masked at
   * once: what takes time is reading whose facts the note holds.
   */
  synchronized List<String> masked(NotePath path, List<String> texts) {
    if (!filter.denies()) {
      return texts;
    }
    refresh();
    Map<String, String> context = new LinkedHashMap<>(context(path));
    for (String text : texts) {
      // A change holds lines that the note no longer has.
      context.merge(
          path.value(),
          MARK_OF_CHANGE.matcher(text).replaceAll(""),
          (now, then) -> now + "\n\n" + then);
    }
    return filter.masks(texts, context, today());
  }

  private Map<String, String> context(NotePath path) {
    return contexts.getOrDefault(path, contexts.getOrDefault(NotePath.USER, Map.of()));
  }

  private static boolean isCalled(SeenNote note, String wanted) {
    Note parsed = note.note();
    return !wanted.isEmpty()
        && (wanted.equals(String.join(" ", Terms.of(parsed.title())))
            || wanted.equals(String.join(" ", Terms.of(parsed.path().stem())))
            || parsed.aliases().stream()
                .anyMatch(alias -> wanted.equals(String.join(" ", Terms.of(alias)))));
  }

  private Optional<NotePath> resolved(String reference) {
    try (VaultTransaction transaction = vault.begin()) {
      return transaction.resolve(reference);
    } catch (VaultException e) {
      return Optional.empty();
    }
  }

  private void refresh() {
    Map<NotePath, Stamp> now = stamps();
    // What a filter says may depend on the day, such as somebody's age.
    LocalDate today = filter.denies() ? today() : LocalDate.EPOCH;
    if (now.equals(stamps) && today.equals(day)) {
      return;
    }
    Map<NotePath, Note> read = read(now);
    hidden.clear();
    seen = filter.denies() ? filtered(now, read, today) : plain(now, read);
    texts = read;
    stamps = now;
    day = today;
    // Of the texts as they may be seen: a link in a line that is held back is held back.
    links = LinkGraph.of(seen.values().stream().map(SeenNote::note).toList(), files());
  }

  private List<NotePath> files() {
    return vault.files().stream().filter(path -> seen.containsKey(path) || !path.isNote()).toList();
  }

  private Map<NotePath, Stamp> stamps() {
    Map<NotePath, Stamp> now = new HashMap<>();
    List<NotePath> absent = new ArrayList<>();
    for (NotePath path : vault.notes()) {
      try {
        Path file = vault.folder().resolve(path.value());
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        now.put(
            path,
            new Stamp(
                attributes.size(),
                attributes.lastModifiedTime().toMillis(),
                attributes.lastModifiedTime().to(java.util.concurrent.TimeUnit.NANOSECONDS)));
      } catch (IOException e) {
        absent.add(path); // Gone since the listing.
      }
    }
    absent.forEach(now::remove);
    return now;
  }

  /** The notes as they stand there; those that have not changed are not read again. */
  private Map<NotePath, Note> read(Map<NotePath, Stamp> now) {
    Map<NotePath, Note> notes = new HashMap<>();
    try (VaultTransaction transaction = vault.begin()) {
      now.forEach((path, stamp) -> {
        Note known = texts.get(path);
        if (known != null && stamp.equals(stamps.get(path))) {
          notes.put(path, known);
          return;
        }
        try {
          notes.put(path, Note.parse(path, transaction.read(path)));
        } catch (VaultException e) {
          // No text, or gone: `mem memory check` names it.
          return;
        }
      });
    }
    return notes;
  }

  private Map<NotePath, SeenNote> plain(Map<NotePath, Stamp> now, Map<NotePath, Note> read) {
    TreeMap<NotePath, SeenNote> notes = new TreeMap<>();
    read.forEach((path, note) -> notes.put(path, seen(note, note.text(), now.get(path))));
    return notes;
  }

  /** What was made of a note before, where it is still the same. */
  private SeenNote seen(Note note, String text, @Nullable Stamp stamp) {
    SeenNote known = seen.get(note.path());
    if (stamp == null) {
      throw new IllegalStateException(note.path() + " was read and has no stamp.");
    }
    if (known != null
        && known.note().text().equals(text)
        && known.bytes() == stamp.bytes()
        && known.changedMillis() == stamp.changedMillis()) {
      return known;
    }
    Note shown = text.equals(note.text()) ? note : Note.parse(note.path(), text);
    return SeenNote.of(shown, stamp.bytes(), stamp.changedMillis());
  }

  private Map<NotePath, SeenNote> filtered(
      Map<NotePath, Stamp> now, Map<NotePath, Note> read, LocalDate today) {
    LinkGraph graph = LinkGraph.of(read.values(), vault.files());
    Map<NotePath, Map<String, String>> found = new HashMap<>();
    String own = graph.note(NotePath.USER).map(Note::text).orElse("");
    found.put(NotePath.USER, Map.of(NotePath.USER.value(), own));
    TreeMap<NotePath, SeenNote> notes = new TreeMap<>();
    for (Note note : graph.notes()) {
      Map<String, String> context = new LinkedHashMap<>(Map.of(NotePath.USER.value(), own));
      context.put(note.path().value(), note.text());
      List<NotePath> linking =
          graph.backlinks(note.path()).stream().map(LinkGraph.Edge::from).distinct().toList();
      for (NotePath from : linking.subList(0, Math.min(LINKING_NOTES_MAX, linking.size()))) {
        graph.note(from).ifPresent(other -> context.put(from.value(), other.text()));
      }
      found.put(note.path(), context);
      SeenNote known = seen.get(note.path());
      Stamp stamp = now.get(note.path());
      if (today.equals(day) && context.equals(contexts.get(note.path()))) {
        if (known != null) {
          notes.put(note.path(), seen(note, known.note().text(), stamp));
        }
      } else {
        String words = words(note.path());
        List<String> masked = filter.masks(List.of(words, note.text()), context, today);
        if (masked.getFirst().equals(words)) {
          notes.put(note.path(), seen(note, masked.getLast(), stamp));
        }
      }
      hidden.put(note.path(), !notes.containsKey(note.path()));
    }
    contexts = found;
    return notes;
  }

  private boolean isHidden(NotePath path, Map<String, String> context) {
    String words = words(path);
    return !filter.mask(words, context, today()).equals(words);
  }

  private static String words(NotePath path) {
    return path.stem().replace('_', ' ').replace('-', ' ');
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** The links between the notes that may be seen, of their texts as they may be seen. */
  synchronized LinkGraph links() {
    refresh();
    return links;
  }

  /** The notes that link to this one, of those that may be seen. */
  List<SeenNote> linking(NotePath path) {
    List<NotePath> from =
        links().backlinks(path).stream().map(LinkGraph.Edge::from).distinct().toList();
    return notes().stream().filter(note -> from.contains(note.path())).toList();
  }
}
