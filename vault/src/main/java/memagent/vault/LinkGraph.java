package memagent.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** All notes of a memory with their links, as they were when it was built. Never changes. */
public final class LinkGraph {
  private static final String START = "user.md";

  private final TreeMap<NotePath, Note> notes = new TreeMap<>();
  private final List<Edge> edges = new ArrayList<>();
  private final Map<NotePath, List<Edge>> incoming = new HashMap<>();
  private final Map<NotePath, List<Edge>> outgoing = new HashMap<>();

  /**
   * The graph of these notes only, whatever else the memory holds.
   *
   * @param files that a link may mean: the notes themselves, and attachments
   */
  public static LinkGraph of(Collection<Note> notes, Collection<NotePath> files) {
    return new LinkGraph(notes, files);
  }

  LinkGraph(Collection<Note> all, Collection<NotePath> files) {
    all.forEach(note -> notes.put(note.path(), note));
    LinkResolver resolver = new LinkResolver(files);
    Map<String, NotePath> aliases = new HashMap<>();
    for (Note note : notes.values()) {
      note.aliases().forEach(alias -> aliases.putIfAbsent(LinkResolver.key(alias), note.path()));
    }
    for (Note note : notes.values()) {
      for (WikiLink link : note.links()) {
        Optional<NotePath> target =
            resolver
                .resolve(link, note.path())
                .or(() -> Optional.ofNullable(aliases.get(LinkResolver.key(link.target()))));
        add(new Edge(note.path(), link, target.orElse(NotePath.ROOT)));
      }
    }
  }

  /**
   * One link.
   *
   * @param from the note that holds it
   * @param to the file it means; {@link NotePath#ROOT} when it is broken
   */
  public record Edge(NotePath from, WikiLink link, NotePath to) {
    public boolean isBroken() {
      return to.isRoot();
    }
  }

  /**
   * Notes that claim the same name, by file name, title or alias.
   *
   * @param name as the first of them writes it
   * @param notes ascending, at least two
   */
  public record Duplicate(String name, List<NotePath> notes) {
    public Duplicate {
      notes = List.copyOf(notes);
    }
  }

  /** The notes, by path. */
  public List<Note> notes() {
    return List.copyOf(notes.values());
  }

  public Optional<Note> note(NotePath path) {
    return Optional.ofNullable(notes.get(path));
  }

  /** All links, by note and place. */
  public List<Edge> links() {
    return List.copyOf(edges);
  }

  /** The links that a note holds, in order, broken ones too. */
  public List<Edge> outgoing(NotePath path) {
    return List.copyOf(outgoing.getOrDefault(path, List.of()));
  }

  /** The links that lead to a file, by note and place; its links to itself are left out. */
  public List<Edge> backlinks(NotePath path) {
    return incoming.getOrDefault(path, List.of()).stream()
        .filter(edge -> !edge.from().equals(path))
        .toList();
  }

  /** The links that mean no file. */
  public List<Edge> broken() {
    return edges.stream().filter(Edge::isBroken).toList();
  }

  /** Notes that no other note links to, {@code user.md} left out. */
  public List<NotePath> orphans() {
    return notes.keySet().stream()
        .filter(path -> !path.value().equals(START) && backlinks(path).isEmpty())
        .toList();
  }

  /**
   * Names that several notes claim. Case, spaces, {@code _} and {@code -} do not count: {@code Jane
   * Doe} is {@code jane_doe}.
   */
  public List<Duplicate> duplicates() {
    TreeMap<String, TreeSet<NotePath>> claims = new TreeMap<>();
    Map<String, String> spelling = new HashMap<>();
    for (Note note : notes.values()) {
      Set<String> names = new LinkedHashSet<>();
      names.add(note.path().stem());
      names.add(note.title());
      names.addAll(note.aliases());
      for (String name : names) {
        String key = NameLikeness.key(name);
        if (!key.isEmpty()) {
          claims.computeIfAbsent(key, unclaimed -> new TreeSet<>()).add(note.path());
          spelling.putIfAbsent(key, name);
        }
      }
    }
    List<Duplicate> duplicates = new ArrayList<>();
    claims.forEach((key, paths) -> {
      if (paths.size() > 1) {
        duplicates.add(new Duplicate(spelling.getOrDefault(key, key), List.copyOf(paths)));
      }
    });
    return List.copyOf(duplicates);
  }

  private void add(Edge edge) {
    edges.add(edge);
    outgoing.computeIfAbsent(edge.from(), from -> new ArrayList<>()).add(edge);
    if (!edge.isBroken()) {
      incoming.computeIfAbsent(edge.to(), to -> new ArrayList<>()).add(edge);
    }
  }
}
