package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import memagent.app.Paint.Look;
import memagent.vault.Forget;
import memagent.vault.ForgetTrace;
import memagent.vault.ForgetWords;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import memagent.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes every trace of something, for good. */
@Command(
    name = "forget",
    mixinStandardHelpOptions = true,
    description = "Removes every trace of a name, a value or words, for good.",
    footer = {
      "",
      "WORDS are one name, value or phrase each (\"Jane Doe\" \"+49 170 555\"), or the path of a note or",
      "folder; - reads them from standard input, one a line, so that no shell keeps them. Case, Unicode",
      "form, markup and what stands between two words do not count. A note whose name, title or alias",
      "it is goes as a whole; other notes lose the fact, row, item or sentence, and of a list of names",
      "the one name. All past versions, the search index, conversations, records of answers, typed",
      "lines, lists of changes, caches and known backups go the same way; nothing brings it back. At",
      "last every byte that is kept is searched: what is left is named (exit code 1). What other programs",
      "keep (your own git, sync tools, snapshots, printed or sent copies) is out of reach."
    })
final class ForgetCommand implements Callable<Integer> {
  private static final String FROM_INPUT = "-";
  private static final long INPUT_CHARS_MAX = 10_000;
  private static final int NAMES_SHOWN_MAX = 6;

  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();

  @Option(names = "--yes", description = "Does not ask first.")
  private boolean yes;

  @Option(names = "--dry-run", description = "Shows what would go, and changes nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Prints one JSON object; needs --yes or --dry-run.")
  private boolean json;

  @Option(
      names = "--inside-words",
      description = "Counts parts of longer words, too: \"Heron\" in \"heronry\".")
  private boolean insideWords;

  @Option(
      names = "--receipts",
      description =
          "Lists what was forgotten before: when and how much; with WORDS, whether they were.")
  private boolean receipts;

  @Option(
      names = "--color",
      paramLabel = "WHEN",
      description = "Colours: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  private Paint.When color = Paint.When.auto;

  @Parameters(paramLabel = "WORDS", arity = "0..*", description = "What is to be forgotten.")
  private List<String> words = List.of();

  ForgetCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    ForgetReceipts kept = new ForgetReceipts(settings.folders(), surroundings);
    List<String> what = words.equals(List.of(FROM_INPUT)) ? typed() : words;
    if (receipts) {
      return print(kept.all(what)).code();
    }
    if (json && !yes && !dryRun) {
      throw new UserException(
          ExitCode.USAGE, "--json asks nobody: say --dry-run to look, or --yes to forget.");
    }
    try (OpenMemory open = Memories.present(settings, surroundings, new AsOfFlag())) {
      return forget(settings, open.now(), what, kept).code();
    }
  }

  private List<String> typed() {
    try {
      byte[] bytes = surroundings.input().readNBytes((int) INPUT_CHARS_MAX);
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new UserException(
          ExitCode.USAGE, "Standard input cannot be read: " + e.getMessage() + ".");
    }
  }

  private ExitCode forget(Settings settings, Vault vault, List<String> what, ForgetReceipts kept) {
    ForgetPlaces places = new ForgetPlaces(settings, surroundings, vault);
    KnownBackups backups = new KnownBackups(settings, surroundings);
    Forget plan = plan(vault, what);
    List<ForgetTrace> found = new ArrayList<>(plan.traces());
    found.addAll(places.find(plan.words()));
    found.addAll(backups.find(plan));
    if (!found.isEmpty()) {
      found.addAll(places.states(false));
    }
    List<String> beyond = beyond(backups);
    if (!json) {
      show(vault, plan, found, beyond);
    }
    if (dryRun) {
      if (json) {
        surroundings.output().println(json(vault, plan, found, beyond, List.of(), false));
      }
      return ExitCode.DONE;
    }
    List<ForgetTrace> left = new ArrayList<>();
    if (!found.isEmpty()) {
      PastFlags.confirm(surroundings, yes, "Forget all this? Nothing can bring it back.");
      places.remove(plan.words());
      left.addAll(backups.remove(plan));
      plan.carryOut();
      places.states(true);
    }
    left.addAll(plan.left());
    left.addAll(places.left(plan.words(), plan.history()));
    if (!found.isEmpty()) {
      Map<String, Integer> counts = new LinkedHashMap<>();
      found.forEach(trace -> counts.merge(trace.kind(), trace.count(), Integer::sum));
      kept.add(what, counts, left.stream().mapToInt(ForgetTrace::count).sum());
    }
    if (json) {
      surroundings.output().println(json(vault, plan, found, beyond, left, !found.isEmpty()));
    } else {
      conclude(found, left, kept);
    }
    return left.isEmpty() ? ExitCode.DONE : ExitCode.FOUND;
  }

  private Forget plan(Vault vault, List<String> what) {
    try {
      ForgetWords.of(what, insideWords); // A slip of the pen is no fault of the memory.
    } catch (VaultException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
    return Forget.plan(vault, what, insideWords);
  }

  /** What may have it and cannot be looked into. */
  private List<String> beyond(KnownBackups backups) {
    List<String> beyond = new ArrayList<>();
    for (Path backup : backups.absent()) {
      beyond.add("the backup %s, which is not there any more".formatted(backup));
    }
    if (isServing()) {
      beyond.add("what programs of ours that run now have in memory, until they end");
    }
    return beyond;
  }

  private boolean isServing() {
    Path run = UserFolders.of(surroundings).run();
    if (!Files.isDirectory(run)) {
      return false;
    }
    try (DirectoryStream<Path> sockets = Files.newDirectoryStream(run, "*.sock")) {
      return sockets.iterator().hasNext();
    } catch (IOException unreadable) {
      return true;
    }
  }

  private void show(Vault vault, Forget plan, List<ForgetTrace> found, List<String> beyond) {
    Paint paint = Paint.of(color, surroundings);
    PrintWriter out = new PrintWriter(surroundings.output(), false, StandardCharsets.UTF_8);
    if (found.isEmpty()) {
      out.println(
          "Nothing of it is kept: neither in %s nor in what became of it."
              .formatted(vault.folder()));
    } else {
      new DiffView(out, paint).show(plan.changes());
      if (!plan.changes().isEmpty()) {
        out.println();
      }
      table(out, paint, found);
    }
    names(out, "Other names of it stay: name them, too, to forget them", plan.otherNames());
    if (!plan.partlyNamed().isEmpty()) {
      out.println(
          "Notes with a longer name stay; name the path to forget all of one: "
              + String.join(
                  ", ",
                  plan.partlyNamed().stream()
                      .limit(NAMES_SHOWN_MAX)
                      .map(path -> Paint.harmless(path.value()))
                      .toList())
              + ".");
    }
    names(out, "Longer words stay (--inside-words takes them, too)", plan.longerWords());
    beyond.forEach(each -> out.println("Out of reach: " + Paint.harmless(each) + "."));
    out.flush();
  }

  static void table(PrintWriter out, Paint paint, List<ForgetTrace> traces) {
    for (ForgetTrace trace : traces) {
      out.println(
          paint.of(Look.BOLD, "%,7d  %s".formatted(trace.count(), trace.kind()))
              + ": "
              + trace.what());
      for (String example : trace.examples()) {
        out.println(paint.of(Look.DIM, "         " + Paint.firstLine(example, 100)));
      }
      int more = trace.count() - trace.examples().size();
      if (more > 0 && trace.examples().size() == ForgetTrace.EXAMPLES_MAX) {
        out.println(paint.of(Look.DIM, "         and %,d more".formatted(more)));
      }
    }
  }

  private static void names(PrintWriter out, String sentence, Map<String, Integer> names) {
    if (!names.isEmpty()) {
      List<String> shown =
          names.entrySet().stream()
              .limit(NAMES_SHOWN_MAX)
              .map(name -> "\"%s\" (%,d)".formatted(Paint.harmless(name.getKey()), name.getValue()))
              .toList();
      int more = names.size() - shown.size();
      out.println(
          sentence
              + ": "
              + String.join(", ", shown)
              + (more > 0 ? " and %,d more".formatted(more) : "")
              + ".");
    }
  }

  private void conclude(List<ForgetTrace> found, List<ForgetTrace> left, ForgetReceipts kept) {
    PrintWriter out = new PrintWriter(surroundings.output(), false, StandardCharsets.UTF_8);
    if (left.isEmpty()) {
      out.println(
          found.isEmpty()
              ? "A search of every byte that is kept finds nothing."
              : "Forgotten. A search of every byte that is kept finds nothing of it any more.");
    } else {
      out.println(found.isEmpty() ? "But it stands here:" : "Forgotten, but it still stands here:");
      table(out, Paint.of(color, surroundings), left);
    }
    if (!found.isEmpty()) {
      out.println("Receipt, without the words: " + kept.file());
    }
    out.flush();
  }

  private ExitCode print(List<JsonNode> all) {
    for (JsonNode receipt : all) {
      if (json) {
        surroundings.output().println(receipt);
        continue;
      }
      int count = 0;
      List<String> kinds = new ArrayList<>();
      for (Map.Entry<String, JsonNode> kind : receipt.path("removed").properties()) {
        count += kind.getValue().asInt();
        kinds.add("%,d %s".formatted(kind.getValue().asInt(), kind.getKey()));
      }
      int left = receipt.path("left").asInt();
      surroundings
          .output()
          .println(
              Paint.harmless(
                  "%s  %,d traces%s: %s"
                      .formatted(
                          receipt.path("when").asText(),
                          count,
                          left == 0 ? "" : ", %,d left".formatted(left),
                          String.join(", ", kinds))));
    }
    if (all.isEmpty() && !json) {
      surroundings.errors().println("There is no such receipt.");
    }
    return all.isEmpty() ? ExitCode.FOUND : ExitCode.DONE;
  }

  private static String json(
      Vault vault,
      Forget plan,
      List<ForgetTrace> found,
      List<String> beyond,
      List<ForgetTrace> left,
      boolean done) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("memory", vault.folder().toString());
    object.put("forgotten", done);
    object.put("found", found.stream().map(ForgetCommand::entry).toList());
    object.put("otherNames", plan.otherNames());
    object.put("partlyNamed", plan.partlyNamed().stream().map(NotePath::value).toList());
    object.put("longerWords", plan.longerWords());
    object.put("outOfReach", beyond);
    object.put("left", left.stream().map(ForgetCommand::entry).toList());
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }

  private static Map<String, Object> entry(ForgetTrace trace) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("kind", trace.kind());
    entry.put("count", trace.count());
    entry.put("what", trace.what());
    entry.put("examples", trace.examples());
    return entry;
  }
}
