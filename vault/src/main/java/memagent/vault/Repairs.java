package memagent.vault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what is wrong between the notes of a memory and can be put right. */
public final class Repairs {
  private final LinkGraph graph;
  private final KnownNames names;
  private final Map<NotePath, String> gone;
  private final LinkResolver goneResolver;
  private final LinkResolver resolver;
  private final Map<String, List<NotePath>> byText = new HashMap<>();
  private final Map<String, List<NotePath>> byTitle = new HashMap<>(); // by its key
  private final List<Repair> repairs = new ArrayList<>();

  private Repairs(LinkGraph graph, Set<NotePath> files, Map<NotePath, String> gone) {
    this.graph = graph;
    this.names = new KnownNames(graph.notes());
    this.gone = gone;
    this.goneResolver = new LinkResolver(gone.keySet());
    this.resolver = new LinkResolver(files);
    for (Note note : gone.isEmpty() ? List.<Note>of() : graph.notes()) {
      byText.computeIfAbsent(note.text(), text -> new ArrayList<>()).add(note.path());
      byTitle
          .computeIfAbsent(NameLikeness.key(note.title()), title -> new ArrayList<>())
          .add(note.path());
    }
  }

  /**
   * What can be put right, in the order in which it should be: links that lead nowhere, relations
   * that go one way, notes about the same. Whether it still helps is for {@link Repair#changes} to
   * say, since one repair can do for another.
   */
  public static List<Repair> of(Vault vault) {
    return of(vault, vault.links(), SearchListener.SILENT);
  }

  /**
   * The same of a memory whose links were read already.
   *
   * @param links what {@link Vault#links} gave
   * @param listener hears how far it is
   */
  public static List<Repair> of(Vault vault, LinkGraph links, SearchListener listener) {
    Map<NotePath, String> gone = vault.history().map(History::gone).orElse(Map.of());
    Repairs found = new Repairs(links, new HashSet<>(vault.files()), gone);
    found.brokenLinks();
    SideBySide.map(links.notes(), found::oneWay, listener).forEach(found.repairs::addAll);
    found.duplicates();
    return List.copyOf(found.repairs);
  }

  private void brokenLinks() {
    Map<List<String>, List<LinkGraph.Edge>> byTarget = new LinkedHashMap<>();
    for (LinkGraph.Edge edge : graph.broken()) {
      List<String> key = List.of(edge.from().value(), edge.link().target());
      byTarget.computeIfAbsent(key, fresh -> new ArrayList<>()).add(edge);
    }
    byTarget.values().forEach(edges -> brokenLink(edges.getFirst()));
  }

  private void brokenLink(LinkGraph.Edge edge) {
    String target = edge.link().target();
    String name = target.substring(target.replace('\\', '/').lastIndexOf('/') + 1);
    if (name.matches(".*\\.\\w{1,5}") && !name.endsWith(".md")) {
      return; // A picture or the like has no other names.
    }
    Optional<NotePath> renamed = renamed(edge);
    if (renamed.isPresent()) {
      add(edge, renamed.get(), "it was renamed", true);
      return;
    }
    List<Namesake> likely = names.likeliest(name.replaceFirst("\\.md$", ""), edge.from());
    if (likely.size() == 1) {
      Namesake one = likely.getFirst();
      String why =
          switch (one.likeness()) {
            case SAME -> "it is called \"%s\"".formatted(one.name());
            case NEAR -> "\"%s\" is one letter off".formatted(one.name());
            case PART -> "\"%s\" may be meant".formatted(one.name());
          };
      add(edge, one.path(), why, one.likeness() != Namesake.Likeness.PART);
    }
  }

  /** The one note that has the text, or else the title, of a note that was called so. */
  private Optional<NotePath> renamed(LinkGraph.Edge edge) {
    Optional<NotePath> was = goneResolver.resolve(edge.link(), edge.from());
    if (was.isEmpty()) {
      return Optional.empty();
    }
    String text = gone.get(was.get());
    if (text == null) {
      return Optional.empty();
    }
    String title = Note.parse(was.get(), text).title();
    List<NotePath> same = byText.getOrDefault(text, List.of());
    List<NotePath> alike = byTitle.getOrDefault(NameLikeness.key(title), List.of());
    return same.size() == 1
        ? Optional.of(same.getFirst())
        : alike.size() == 1 ? Optional.of(alike.getFirst()) : Optional.empty();
  }

  private void add(LinkGraph.Edge edge, NotePath to, String why, boolean isSafe) {
    String target = edge.link().target();
    NotePath from = edge.from();
    repairs.add(
        new Repair(
            Repair.Kind.BROKEN_LINK,
            from,
            edge.link().line(),
            "[[%s]] leads nowhere; link to %s (%s)".formatted(target, to, why),
            isSafe,
            transaction -> {
              if (transaction.readable(from).isEmpty() || !transaction.fileExists(to)) {
                return Map.of();
              }
              Note note = Note.parse(from, transaction.read(from));
              return Map.of(
                  from,
                  Optional.of(LinkTarget.replaced(note, link -> link.target().equals(target), to)));
            }));
  }

  private List<Repair> oneWay(Note note) {
    if (note.links().isEmpty()) {
      return List.of();
    }
    List<Repair> repairs = new ArrayList<>();
    Set<NotePath> offered = new HashSet<>();
    for (KeyedValue fact : KeyedValues.of(note)) {
      Optional<String> back = Relations.inverse(fact.key());
      if (back.isPresent()) {
        for (WikiLink link : LinkEdit.onlyLinks(note.path(), fact.value())) {
          Optional<NotePath> to = target(note.path(), link);
          if (to.isPresent() && isOneWay(note.path(), to.get()) && offered.add(to.get())) {
            repairs.add(oneWay(note.path(), fact, back.get(), to.get()));
          }
        }
      }
    }
    return repairs;
  }

  private Optional<NotePath> target(NotePath from, WikiLink link) {
    return graph.outgoing(from).stream()
        .filter(edge -> !edge.isBroken() && edge.link().target().equals(link.target()))
        .map(LinkGraph.Edge::to)
        .findFirst();
  }

  private boolean isOneWay(NotePath from, NotePath to) {
    return !from.equals(to)
        && graph.note(to).isPresent()
        && graph.outgoing(to).stream().noneMatch(edge -> edge.to().equals(from));
  }

  private Repair oneWay(NotePath from, KeyedValue fact, String back, NotePath to) {
    return new Repair(
        Repair.Kind.ONE_WAY,
        from,
        fact.line(),
        "'%s' leads to %s, which does not link back; add '%s' there"
            .formatted(fact.key(), to, back),
        true,
        transaction -> {
          if (transaction.readable(to).isEmpty() || !transaction.fileExists(from)) {
            return Map.of();
          }
          Note note = Note.parse(to, transaction.read(to));
          boolean isThere =
              note.links().stream()
                  .anyMatch(link -> resolver.resolve(link, to).equals(Optional.of(from)));
          return isThere
              ? Map.of()
              : Map.of(to, Optional.of(LinkEdit.added(note, back, from, resolver::resolve).text()));
        });
  }

  private void duplicates() {
    Map<List<NotePath>, String> pairs = new LinkedHashMap<>();
    for (LinkGraph.Duplicate duplicate : graph.duplicates()) {
      NotePath first = duplicate.notes().getFirst();
      for (NotePath other : duplicate.notes().subList(1, duplicate.notes().size())) {
        pairs.putIfAbsent(
            List.of(first, other), "both are called \"%s\"".formatted(duplicate.name()));
      }
    }
    for (KnownNames.Pair pair : names.near()) {
      pairs.putIfAbsent(
          List.of(pair.one(), pair.other()),
          "\"%s\" and \"%s\" are one letter apart".formatted(pair.name(), pair.otherName()));
    }
    pairs.forEach((pair, why) -> duplicate(pair, why));
  }

  private void duplicate(List<NotePath> pair, String why) {
    List<NotePath> order =
        pair.stream()
            .sorted(
                Comparator.comparing((NotePath path) -> !path.value().equals("user.md"))
                    .thenComparingInt(path -> -graph.backlinks(path).size())
                    .thenComparingInt(
                        path -> -graph.note(path).map(note -> note.text().length()).orElse(0))
                    .thenComparing(Comparator.naturalOrder()))
            .toList();
    NotePath keep = order.getFirst();
    NotePath drop = order.getLast();
    boolean isReadable =
        graph.note(drop).filter(note -> note.frontmatter().problem().isEmpty()).isPresent()
            && !drop.value().equals("user.md");
    if (!isReadable) {
      return;
    }
    repairs.add(
        new Repair(
            Repair.Kind.DUPLICATE,
            drop,
            0,
            "it may be about the same as %s, since %s; merge it into that".formatted(keep, why),
            false,
            transaction -> merged(transaction, keep, drop)));
  }

  private Map<NotePath, Optional<String>> merged(
      VaultTransaction transaction, NotePath keep, NotePath drop) {
    if (!transaction.fileExists(keep) || !transaction.fileExists(drop)) {
      return Map.of();
    }
    Map<NotePath, Optional<String>> texts = new TreeMap<>();
    Note gone = moved(Note.parse(drop, transaction.read(drop)), keep);
    String merged = NoteMerge.merged(Note.parse(keep, transaction.read(keep)), gone);
    texts.put(keep, Optional.of(relinked(keep, merged, drop, keep)));
    texts.put(drop, Optional.empty());
    Set<NotePath> linking =
        graph.backlinks(drop).stream().map(LinkGraph.Edge::from).collect(Collectors.toSet());
    linking.remove(keep);
    for (NotePath from : linking) {
      transaction
          .readable(from)
          .ifPresent(text ->
              texts.put(from, Optional.of(relinked(from, transaction.read(from), drop, keep))));
    }
    return texts;
  }

  /** The links of a note that will be part of another one, written so that they mean the same. */
  private Note moved(Note note, NotePath to) {
    String text = note.text();
    Map<String, NotePath> targets = new HashMap<>();
    for (WikiLink link : note.links()) {
      Optional<NotePath> target = resolver.resolve(link, note.path());
      if (target.isPresent() && !resolver.resolve(link, to).equals(target)) {
        targets.put(link.target(), target.get());
      }
    }
    for (Map.Entry<String, NotePath> target : targets.entrySet()) {
      text =
          LinkTarget.replaced(
              Note.parse(note.path(), text),
              link -> link.target().equals(target.getKey()),
              target.getValue());
    }
    return Note.parse(note.path(), text);
  }

  private String relinked(NotePath note, String text, NotePath from, NotePath to) {
    Set<String> aliases =
        graph.note(from).map(Note::aliases).orElse(List.of()).stream()
            .map(LinkResolver::key)
            .collect(Collectors.toSet());
    return LinkTarget.replaced(
        Note.parse(note, text),
        link -> {
          Optional<NotePath> target = resolver.resolve(link, note);
          return target.equals(Optional.of(from))
              || (target.isEmpty() && aliases.contains(LinkResolver.key(link.target())));
        },
        to);
  }
}
