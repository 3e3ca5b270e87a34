package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import memagent.vault.LinkGraph;
import memagent.vault.NotePath;

/** The link graph as one resource, {@code memory://graph}: notes, links, and what is wrong. */
final class GraphShelf implements Offer.Shelf {
  static final String ADDRESS = "memory://graph";
  private static final String TYPE = "application/json";
  private static final int LINKS_MAX = 20_000;

  private final Views views;

  GraphShelf(Views views) {
    this.views = views;
  }

  @Override
  public List<ObjectNode> list(Caller caller) {
    return List.of(
        Json.object(
            "uri",
            ADDRESS,
            "name",
            "graph",
            "title",
            "Link graph",
            "description",
            "All notes with the links between them, links that lead nowhere, and notes that none links to.",
            "mimeType",
            TYPE));
  }

  @Override
  public List<ObjectNode> templates() {
    return List.of();
  }

  @Override
  public Optional<List<ObjectNode>> read(String uri, Caller caller) {
    return uri.equals(ADDRESS)
        ? Optional.of(
            List.of(
                Json.object(
                    "uri",
                    ADDRESS,
                    "mimeType",
                    TYPE,
                    "text",
                    Json.write(graph(views.of(caller.client()))))))
        : Optional.empty();
  }

  private static ObjectNode graph(MemoryView view) {
    LinkGraph graph = view.links();
    List<ObjectNode> notes = new ArrayList<>();
    graph
        .notes()
        .forEach(note ->
            notes.add(
                Json.object(
                    "path",
                    note.path().value(),
                    "title",
                    note.title(),
                    "uri",
                    NoteUris.of(note.path()))));
    List<LinkGraph.Edge> edges = graph.links();
    List<ObjectNode> links = new ArrayList<>();
    List<ObjectNode> broken = new ArrayList<>();
    for (LinkGraph.Edge edge : edges.subList(0, Math.min(LINKS_MAX, edges.size()))) {
      if (edge.isBroken()) {
        broken.add(Json.object("from", edge.from().value(), "target", edge.link().target()));
      } else {
        links.add(Json.object("from", edge.from().value(), "to", edge.to().value()));
      }
    }
    return Json.object(
        "notes",
        notes,
        "links",
        links,
        "broken",
        broken,
        "orphans",
        graph.orphans().stream().map(NotePath::value).toList(),
        "complete",
        edges.size() <= LINKS_MAX);
  }

  @Override
  public boolean isWatched(String uri, Caller caller) {
    return false;
  }
}
