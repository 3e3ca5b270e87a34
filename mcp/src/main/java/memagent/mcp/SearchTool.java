package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import memagent.vault.NotePath;
import memagent.vault.Outside;
import memagent.vault.SearchHit;
import memagent.vault.VaultException;
import memagent.vault.VaultTransaction;

/** {@code search}: notes by words, in the shape that ChatGPT wants. */
final class SearchTool implements Tool {
  private static final int LIMIT_DEFAULT = 10;
  private static final int PASSAGE_COUNT = 200;
  private static final int LINE_COUNT_MAX = 4;

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
            .may("outside", Schema.flag(ReadNoteTool.OUTSIDE))
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
    MemoryView view = views.of(caller.client());
    // What a client must not see may not even decide what is found: masked notes are scanned.
    List<Found> hits = view.denies() ? scanned(query, view) : indexed(query, view);
    List<ObjectNode> results = new ArrayList<>();
    int tokens = 0;
    int at = Math.min(offset, hits.size());
    while (at < hits.size() && results.size() < limit) {
      Found hit = hits.get(at);
      String lines = String.join("\n", hit.lines());
      String text = lines.substring(0, Tokens.end(lines, 0, limits.answerTokensMax() / limit + 1));
      ObjectNode result =
          Json.object(
              "id",
              hit.path().value(),
              "title",
              hit.title().get(),
              "url",
              NoteUris.of(hit.path()),
              "text",
              text);
      if (isOutside(view, hit.path())) {
        result.put("outside", true);
      }
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

  /** A note with what in it bears on the query. */
  private record Found(NotePath path, Supplier<String> title, List<String> lines) {}

  private List<Found> scanned(String query, MemoryView view) {
    return search.find(query, view.notes()).stream()
        .map(hit -> new Found(hit.note().path(), hit.note()::title, hit.lines()))
        .toList();
  }

  private static List<Found> indexed(String query, MemoryView view) {
    Map<NotePath, Found> notes = new LinkedHashMap<>();
    for (SearchHit hit : view.vault().index().search(query, PASSAGE_COUNT)) {
      NotePath path = hit.passage().path();
      Found found =
          notes.computeIfAbsent(
              path, key -> new Found(key, () -> title(view, key), new ArrayList<>()));
      if (found.lines().size() < LINE_COUNT_MAX) {
        String place = path + ": ";
        hit.passage().lines().forEach(line -> found.lines().add(line.substring(place.length())));
      }
    }
    return List.copyOf(notes.values());
  }

  private static boolean isOutside(MemoryView view, NotePath path) {
    try (VaultTransaction reading = view.vault().begin()) {
      return Outside.isMarked(path, reading.readable(path).orElse(""));
    }
  }

  /** It may have gone since it was found. */
  private static String title(MemoryView view, NotePath path) {
    try {
      return view.vault().note(path).title();
    } catch (VaultException gone) {
      return path.stem();
    }
  }
}
