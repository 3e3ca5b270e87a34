package memagent.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.IntSupplier;
import memagent.bench.BenchException;
import memagent.bench.BenchRun;
import memagent.bench.BenchSets;
import memagent.bench.Bm25;
import memagent.bench.Category;
import memagent.bench.Comparison;
import memagent.bench.DevSets;
import memagent.bench.EvidenceRecall;
import memagent.bench.LocomoConversation;
import memagent.bench.LocomoReader;
import memagent.bench.LocomoTasks;
import memagent.bench.MdMemoryReader;
import memagent.bench.NameFinder;
import memagent.bench.PrecisionRun;
import memagent.bench.PrecisionSet;
import memagent.bench.Task;
import memagent.bench.TaskResult;
import memagent.bench.TaskSet;
import memagent.bench.TaskWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures a model on mem-bench and on public sets. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a model on mem-bench: retrieval, update, clarification, filter.",
    footer = {
      "",
      "The results, a trajectory for each task, report.json and report.html go to the folder that",
      "--out names. --model oracle runs each task's own solution. A judge's key comes from",
      "MEM_AGENT_JUDGE_API_KEY; the judge changes no figure, the report shows where it disagrees."
    })
final class BenchCommand implements Callable<Integer> {
  private final Surroundings surroundings;
  @Mixin private final BenchFlags flags = new BenchFlags();

  @Option(names = "--list", description = "Lists the tasks instead of running them.")
  private boolean list;

  @Option(names = "--json", description = "With --list: a JSON object a line.")
  private boolean json;

  @Option(
      names = "--category",
      paramLabel = "NAME",
      description = "Only: retrieval, update, clarification or filter.")
  private @Nullable String category;

  @Option(
      names = "--kind",
      paramLabel = "NAME",
      split = ",",
      description = "Only tasks of these kinds, such as compare or two-hop; --list names each's.")
  private List<String> kinds = List.of();

  @Option(
      names = "--worlds",
      paramLabel = "N",
      defaultValue = "" + BenchSets.WORLD_COUNT,
      description = "Generated worlds beside the core (default: ${DEFAULT-VALUE}).")
  private int worlds = BenchSets.WORLD_COUNT;

  @Option(
      names = "--notes-max",
      paramLabel = "M",
      split = ",",
      description = "Notes of a world; several, such as 10,100,1000, draw the curve by size.")
  private List<Integer> notesMax = List.of();

  @Option(
      names = "--distractors",
      paramLabel = "K",
      split = ",",
      description =
          "Namesakes, near-duplicates, former facts and look-alike notes around what a world's tasks"
              + " ask about; several, such as 0,4,16, draw the curve by distractors.")
  private List<Integer> distractors = List.of();

  @Option(names = "--no-core", description = "Leaves out the hand-written tasks: worlds only.")
  private boolean noCore;

  @Option(
      names = "--dev",
      paramLabel = "WHICH",
      description =
          "Tasks to develop with instead of mem-bench: worlds (as models train on them; --seed,"
              + " --worlds) or lessons (hand-written, not trained with).")
  private @Nullable DevSet dev;

  private enum DevSet {
    WORLDS,
    LESSONS
  }

  BenchCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return guarded(() -> {
      TaskSet set = tasks();
      return list ? list(set) : new BenchSession(surroundings, flags).run(set);
    });
  }

  @Command(
      name = "compare",
      mixinStandardHelpOptions = true,
      description = "Tests two runs task by task (McNemar) and says whether they differ.")
  int compare(
      @Parameters(paramLabel = "A", description = "Folder of the first run.") Path first,
      @Parameters(paramLabel = "B", description = "Folder of the second run.") Path second) {
    return guarded(() -> {
      Map<String, TaskResult> a = results(first);
      Map<String, TaskResult> b = results(second);
      Comparison comparison = Comparison.of(a, b);
      surroundings.output().println(comparison.text());
      comparison.onlyFirst().forEach(id -> surroundings.output().println("only the first:  " + id));
      comparison
          .onlySecond()
          .forEach(id -> surroundings.output().println("only the second: " + id));
      return ExitCode.DONE.code();
    });
  }

  @Command(
      name = "locomo",
      mixinStandardHelpOptions = true,
      description = "Reads LoCoMo's locomo10.json: finds its evidence; --answers asks a model.",
      footer = {
        "",
        "Without --answers no model is needed: for each question, how much of its evidence (turn ids)",
        "stands among the first turns that a search brings. The data is not part of this program."
      })
  int locomo(
      @Parameters(paramLabel = "FILE", description = "locomo10.json, or one of its shape.")
          Path file,
      @Option(names = "--answers", description = "Lets the model answer the questions.")
          boolean answers,
      @Mixin BenchFlags own) {
    return guarded(() -> {
      List<LocomoConversation> talks = LocomoReader.read(surroundings.folder().resolve(file));
      if (answers) {
        return new BenchSession(surroundings, own).run(own.drawn(LocomoTasks.of(talks)));
      }
      surroundings.output().print(EvidenceRecall.of("BM25 over turns", talks, Bm25::new).text());
      return ExitCode.DONE.code();
    });
  }

  @Command(
      name = "precision",
      mixinStandardHelpOptions = true,
      description = "Reads PrecisionMemBench's fixtures: what a search brings, and nothing else.",
      footer = {
        "",
        "DIR holds beliefs.seed.json, retrieval.cases.json and, if you have it,",
        "session-retrieval.cases.json. No model is needed. The data is not part of this program."
      })
  int precision(
      @Parameters(paramLabel = "DIR", description = "Folder with the fixtures.") Path folder) {
    return guarded(() -> {
      PrecisionSet set = PrecisionSet.read(surroundings.folder().resolve(folder));
      surroundings
          .output()
          .print(PrecisionRun.of("notes whose name is said", set, NameFinder::new).text());
      surroundings.output().print(PrecisionRun.of("BM25", set, Bm25::new).text());
      return ExitCode.DONE.code();
    });
  }

  @Command(
      name = "md-memory",
      mixinStandardHelpOptions = true,
      description = "Runs folders of md-memory-bench's shape: user.md, entities/, *_qa.jsonl.",
      footer = {
        "",
        "Reference answers are sentences: the code looks for their dates, numbers and names; name a",
        "judge for the reference's own way of grading. The data is not part of this program."
      })
  int mdMemory(
      @Parameters(paramLabel = "DIR", description = "Folder with *_qa.jsonl below it.") Path folder,
      @Mixin BenchFlags own) {
    return guarded(() ->
        new BenchSession(surroundings, own)
            .run(own.drawn(MdMemoryReader.read(surroundings.folder().resolve(folder)))));
  }

  private static int guarded(IntSupplier work) {
    try {
      return work.getAsInt();
    } catch (BenchException e) {
      throw new UserException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }

  private Map<String, TaskResult> results(Path folder) {
    Map<String, TaskResult> results = BenchRun.read(surroundings.folder().resolve(folder));
    if (results.isEmpty()) {
      throw new UserException(
          ExitCode.USAGE, "The folder " + folder + " holds no results.jsonl: name a run's folder.");
    }
    return results;
  }

  private TaskSet tasks() {
    TaskSet all =
        switch (dev) {
          case WORLDS -> DevSets.worlds(worlds, flags.seed);
          case LESSONS -> DevSets.lessons();
          case null -> benchTasks();
        };
    TaskSet chosen = category == null ? all : BenchSets.only(all, Category.of(category));
    return flags.drawn(kinds.isEmpty() ? chosen : BenchSets.ofKinds(chosen, Set.copyOf(kinds)));
  }

  private TaskSet benchTasks() {
    return noCore
        ? BenchSets.worlds(worlds, flags.seed, notesMax, distractors)
        : BenchSets.all(worlds, flags.seed, notesMax, distractors);
  }

  private int list(TaskSet set) {
    for (Task task : set.tasks()) {
      surroundings
          .output()
          .println(
              json
                  ? TaskWriter.write(task).toString()
                  : "%-32s %-14s %-22s %s"
                      .formatted(task.id(), task.category().label(), task.kind(), task.question()));
    }
    return ExitCode.DONE.code();
  }
}
