package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The notes as resources. */
final class NoteShelf implements Offer.Shelf {
  private static final String OUTSIDE_MARK = "mem-agent/outside";
  private static final String MARKDOWN = "text/markdown";

  private final Views views;

  NoteShelf(Views views) {
    this.views = views;
  }

  @Override
  public List<ObjectNode> list(Caller caller) {
    List<ObjectNode> list = new ArrayList<>();
    for (SeenNote note : views.of(caller.client()).notes()) {
      ObjectNode entry =
          Json.object(
              "uri",
              note.uri(),
              "name",
              note.path().value(),
              "title",
              note.title(),
              "mimeType",
              MARKDOWN,
              "size",
              note.bytes(),
              "annotations",
              Json.object("lastModified", Instant.ofEpochMilli(note.changedMillis()).toString()));
      if (note.isOutside()) {
        entry.put("description", ReadNoteTool.OUTSIDE);
      }
      list.add(entry);
    }
    return list;
  }

  @Override
  public List<ObjectNode> templates() {
    return List.of(
        Json.object(
            "uriTemplate",
            NoteUris.TEMPLATE,
            "name",
            "note",
            "title",
            "A note of the memory",
            "description",
            "Markdown of a note by its path, such as entities/jane_doe.md.",
            "mimeType",
            MARKDOWN));
  }

  @Override
  public Optional<List<ObjectNode>> read(String uri, Caller caller) {
    return NoteUris.path(uri)
        .flatMap(path -> views.of(caller.client()).note(path))
        .map(note -> List.of(contents(note)));
  }

  /** The text stays the note's own; that it is from outside stands beside it. */
  private static ObjectNode contents(SeenNote note) {
    ObjectNode contents =
        Json.object("uri", note.uri(), "mimeType", MARKDOWN, "text", note.note().text());
    if (note.isOutside()) {
      contents.set("_meta", Json.object(OUTSIDE_MARK, ReadNoteTool.OUTSIDE));
    }
    return contents;
  }

  @Override
  public boolean isWatched(String uri, Caller caller) {
    return NoteUris.path(uri).flatMap(path -> views.of(caller.client()).note(path)).isPresent();
  }
}
