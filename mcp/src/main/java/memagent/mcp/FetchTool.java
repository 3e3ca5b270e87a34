package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** {@code fetch}: one note whole, in the shape that ChatGPT wants. */
final class FetchTool implements Tool {
  private static final int ID_CHARS_MAX = 600;

  private final Views views;
  private final McpLimits limits;

  FetchTool(Views views, McpLimits limits) {
    this.views = views;
    this.limits = limits;
  }

  @Override
  public Card card() {
    return new Card(
        "fetch",
        "Fetch a note",
        "Gives a note of the memory by the id that search gave. Long notes are cut; read_note goes on.",
        Schema.object()
            .need("id", Schema.text("A result's id, that is a note's path.", ID_CHARS_MAX))
            .build(),
        Schema.object()
            .need("id", Schema.text("The note's path."))
            .need("title", Schema.text("The note's title."))
            .need("text", Schema.text("Its markdown."))
            .need("url", Schema.text("Its address as a resource."))
            .need(
                "metadata",
                Json.object(
                    "type",
                    "object",
                    "description",
                    "When it was changed; where read_note goes on."))
            .build(),
        Effects.READS);
  }

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    String id = new Arguments(values).text("id", ID_CHARS_MAX);
    SeenNote note = ReadNoteTool.note(views.of(caller.client()), id);
    String text = note.note().text();
    int end = Tokens.end(text, 0, limits.answerTokensMax());
    ObjectNode metadata =
        Json.object("changed", java.time.Instant.ofEpochMilli(note.changedMillis()).toString());
    if (note.isOutside()) {
      metadata.put("outside", ReadNoteTool.OUTSIDE);
    }
    if (end < text.length()) {
      metadata.put("read_note_offset", Integer.toString(end));
    }
    ObjectNode structured =
        Json.object(
            "id",
            note.path().value(),
            "title",
            note.title(),
            "text",
            text.substring(0, end),
            "url",
            note.uri());
    structured.set("metadata", metadata);
    return Answer.of(structured, Json.write(structured));
  }
}
