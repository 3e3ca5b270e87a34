package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** {@code search}: notes by words, in the shape that ChatGPT wants. */
final class SearchTool implements Tool {
  private static final int LIMIT_DEFAULT = 10;

  private final Views views;
  private final NoteSearch search;
  private final McpLimits limits;

  SearchTool(Views views, NoteSearch search, McpLimits limits) {
    this.views = views;
    this.search = search;
    this.limits = limits;
  }

  @Override
  public Card card() {
    ObjectNode result =
        Schema.object()
            .need("id", Schema.text("What fetch and read_note take: the note's path."))
            .need("title", Schema.text("The note's title."))
            .need("url", Schema.text("The note's address as a resource."))
            .need("text", Schema.text("The lines of the note that bear on the query."))
            .build();
    return new Card(
        "search",
        "Search the memory",
        "Finds notes of the person's memory by words (people, places, things, facts), best first."
            + " Fast and without a language model. Use it before answering anything about the person;"
            + " then fetch or read_note what was found.",
        Schema.object()
            .need("query", Schema.text("A few words, names first.", limits.queryCharsMax()))
            .may("limit", Schema.count("How many notes at most.", 1, limits.pageCountMax()))
            .may(
                "offset",
                Schema.count("How many of the best to leave out: next_offset of the page before."))
            .build(),
        Schema.object()
            .need("results", Schema.list("The notes, best first.", result))
            .need("total", Schema.count("How many notes fit in all."))
            .may("next_offset", Schema.count("Where the next page begins; absent on the last."))
            .build(),
        Effects.READS);
  }

  @Override
  public Answer call(ObjectNode values, Caller caller) {
    Arguments arguments = new Arguments(values);
    String query = arguments.text("query", limits.queryCharsMax());
    int limit = arguments.count("limit", LIMIT_DEFAULT, 1, limits.pageCountMax());
    int offset = arguments.count("offset", 0, 0, Integer.MAX_VALUE);
    List<NoteSearch.Hit> hits = search.find(query, views.of(caller.client()).notes());
    List<ObjectNode> results = new ArrayList<>();
    int tokens = 0;
    int at = Math.min(offset, hits.size());
    while (at < hits.size() && results.size() < limit) {
      NoteSearch.Hit hit = hits.get(at);
      String lines = String.join("\n", hit.lines());
      String text = lines.substring(0, Tokens.end(lines, 0, limits.answerTokensMax() / limit + 1));
      ObjectNode result =
          Json.object(
              "id",
              hit.note().path().value(),
              "title",
              hit.note().title(),
              "url",
              hit.note().uri(),
              "text",
              text);
      tokens += Tokens.of(result.toString());
      if (tokens > limits.answerTokensMax() && !results.isEmpty()) {
        break;
      }
      results.add(result);
      at++;
    }
    ObjectNode structured = Json.object("results", results, "total", hits.size());
    if (at < hits.size()) {
      structured.put("next_offset", at);
    }
    // ChatGPT reads the text, and wants it to be the very JSON.
    return Answer.of(structured, Json.write(structured));
  }
}
