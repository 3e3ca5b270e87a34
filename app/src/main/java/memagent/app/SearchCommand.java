package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import memagent.app.Paint.Look;
import memagent.vault.NotePath;
import memagent.vault.Outside;
import memagent.vault.Passage;
import memagent.vault.SearchHit;
import memagent.vault.SearchText;
import memagent.vault.Vault;
import memagent.vault.VaultTransaction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Finds passages of the memory, without a model. */
@Command(
    name = "search",
    mixinStandardHelpOptions = true,
    description = "Finds facts, rows, items and sentences of a memory by words; needs no model.",
    footer = {
      "",
      "Words of any script, in any of their forms. Links are followed: `mem search my wife's",
      "employer's city` begins at user.md. The index lies in the cache folder and may be deleted.",
      "After `mem embedding on` passages in other words than these are found too, by their meaning.",
      "Ends with 1 when nothing was found."
    })
final class SearchCommand implements Callable<Integer> {
  private static final int LIMIT_MAX = 1_000;
  private static final int TOKENS_MAX = 1_000_000;

  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Option(names = "--json", description = "Prints the hits as one JSON array, for programs.")
  private boolean json;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many hits at most, 1 to 1,000 (default: ${DEFAULT-VALUE}).")
  private int limit = 10;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description = "How much is shown: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Level level = Level.facts;

  @Option(
      names = "--tokens",
      paramLabel = "N",
      description = "Tokens that the text may be for a model, estimated (default: no end).")
  private int tokens = TOKENS_MAX;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Paint.When color = Paint.When.auto;

  @Parameters(paramLabel = "WORDS", arity = "1..*", description = "What is looked for.")
  private List<String> words = List.of();

  /** The levels as they are typed. */
  enum Level {
    outline(SearchText.Level.OUTLINE),
    facts(SearchText.Level.FACTS),
    full(SearchText.Level.FULL);

    private final SearchText.Level meaning;

    Level(SearchText.Level meaning) {
      this.meaning = meaning;
    }
  }

  SearchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new UserException(
          ExitCode.USAGE, "The limit %d is none: take 1 to %,d.".formatted(limit, LIMIT_MAX));
    }
    if (tokens < 1) {
      throw new UserException(
          ExitCode.USAGE, "A text of %d tokens is none: take 1 or more.".formatted(tokens));
    }
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    try (IndexingView view = new IndexingView(surroundings);
        Vault vault = Memories.existing(settings, surroundings, view)) {
      List<SearchHit> hits = vault.index().search(String.join(" ", words), limit);
      view.done();
      if (json) {
        surroundings.output().println(json(vault, hits));
      } else {
        print(vault, hits);
      }
      return (hits.isEmpty() ? ExitCode.FOUND : ExitCode.DONE).code();
    }
  }

  private void print(Vault vault, List<SearchHit> hits) {
    Paint paint = Paint.of(color, surroundings);
    if (hits.isEmpty()) {
      surroundings.errors().println("Nothing in the memory has these words.");
    } else if (level == Level.facts && tokens == TOKENS_MAX) {
      hits.forEach(hit -> print(hit, paint));
    } else {
      try (VaultTransaction transaction = vault.begin()) {
        String text = SearchText.of(hits, level.meaning, tokens, transaction::read);
        surroundings.output().print(Paint.harmless(text));
      }
    }
  }

  /** As grep prints: a path and a line that an editor can jump to. */
  private void print(SearchHit hit, Paint paint) {
    Passage passage = hit.passage();
    String place = paint.of(Look.CYAN, Paint.harmless(passage.path().value()));
    for (String line : passage.lines()) {
      String said = line.substring(passage.path().value().length());
      surroundings.output().println(place + ":" + passage.line() + Paint.harmless(said));
    }
    if (hit.isByMeaning()) {
      surroundings.output().println(paint.of(Look.DIM, "    by its meaning"));
    } else if (!hit.via().isEmpty()) {
      String way = String.join(" > ", hit.via().stream().map(NotePath::value).toList());
      surroundings.output().println(paint.of(Look.DIM, "    by way of " + Paint.harmless(way)));
    }
  }

  /** Which of the notes came from outside. */
  private static Map<NotePath, Boolean> outside(Vault vault, List<SearchHit> hits) {
    Map<NotePath, Boolean> outside = new HashMap<>();
    try (VaultTransaction transaction = vault.begin()) {
      for (SearchHit hit : hits) {
        outside.computeIfAbsent(
            hit.passage().path(),
            path -> Outside.isMarked(path, transaction.readable(path).orElse("")));
      }
    }
    return outside;
  }

  private static String json(Vault vault, List<SearchHit> hits) {
    List<Map<String, Object>> list = new ArrayList<>();
    Map<NotePath, Boolean> outside = outside(vault, hits);
    for (SearchHit hit : hits) {
      Passage passage = hit.passage();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("path", passage.path().value());
      entry.put("line", passage.line());
      entry.put("headings", passage.headings());
      entry.put("kind", passage.kind().name().toLowerCase(java.util.Locale.ROOT));
      entry.put("text", String.join("\n", passage.lines()));
      entry.put("date", passage.date().map(LocalDate::toString).orElse(null));
      entry.put("score", Math.round(hit.score() * 1_000) / 1_000.0);
      entry.put("meaning", hit.isByMeaning());
      entry.put("outside", outside.getOrDefault(passage.path(), false));
      entry.put("via", hit.via().stream().map(NotePath::value).toList());
      list.add(entry);
    }
    try {
      return new ObjectMapper().writeValueAsString(list);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }
}
