package memagent.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the tasks of worlds; the same seed and index give the same tasks. */
public final class WorldGenerator {
  private static final int TRIES_PER_TASK = 14;

  /**
   * Kinds of facts of one type in a world. With many more, its people would have nothing in common:
   * nothing to compare, and no namesake's fact to mistake for the one that is missing.
   */
  private static final int KINDS_PER_TYPE_MAX = 60;

  private final Vocabulary vocabulary;
  private final WorldSettings settings;
  private final CategoryShares shares;
  private final TraceStyle style;
  private final long seed;
  private final double languageShare;

  /** Makes worlds in English only. */
  public WorldGenerator(
      Vocabulary vocabulary,
      WorldSettings settings,
      CategoryShares shares,
      TraceStyle style,
      long seed) {
    this(vocabulary, settings, shares, style, seed, 0);
  }

  private WorldGenerator(
      Vocabulary vocabulary,
      WorldSettings settings,
      CategoryShares shares,
      TraceStyle style,
      long seed,
      double languageShare) {
    if (!(languageShare >= 0 && languageShare <= 1)) {
      throw new BenchException(
          "The share of other languages " + languageShare + " must be 0 to 1.");
    }
    this.languageShare = languageShare;
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.shares = shares;
    this.style = style;
    this.seed = seed;
  }

  /**
   * The same generator with worlds in German, French, Spanish, Russian and Japanese among the
   * English ones.
   *
   * @param share of the worlds, 0 to 1; English worlds stay as they are
   */
  public WorldGenerator withLanguages(double share) {
    return new WorldGenerator(vocabulary, settings, shares, style, seed, share);
  }

  /**
   * The tasks of one world, at most {@code taskCountMax}; their ids begin with the world's. Each is
   * right for its oracle's reply, and wrong for an empty reply, a paste of the memory and a
   * refusal.
   */
  public List<WorldTask> world(long index, int taskCountMax) {
    Dice dice = new Dice(mixed(seed * 1_000_003L + index));
    String id = "w" + seed + "-" + index;
    Dice languages = new Dice(mixed(~(seed * 1_000_003L + index)));
    if (languageShare > 0 && languages.chance(languageShare)) {
      return new LanguageWorlds(shares, style, settings.recoveryShare())
          .world(id, languages, taskCountMax);
    }
    Vocabulary words = vocabulary.part(KINDS_PER_TYPE_MAX, dice);
    World world = new WorldMaker(words, settings, dice).make();
    RenderedWorld rendered = new NoteRenderer(words, settings, dice, world).render(id);
    var retrieval = new RetrievalTasks(words, dice, rendered, style);
    var update = new UpdateTasks(words, dice, rendered, style);
    var clarification = new ClarificationTasks(words, dice, rendered, style);
    var filter = new FilterTasks(words, dice, rendered, style);
    List<WorldTask> tasks = new ArrayList<>();
    Set<String> questions = new HashSet<>();
    while (tasks.size() < taskCountMax) {
      Category category = shares.pick(dice);
      Optional<WorldTask> task = Optional.empty();
      for (int i = 0; i < TRIES_PER_TASK && task.isEmpty(); i++) {
        Optional<Draft> draft =
            switch (category) {
              case RETRIEVAL -> retrieval.make();
              case UPDATE -> update.make();
              case CLARIFICATION -> clarification.make();
              case FILTER -> filter.make();
            };
        String taskId = id + "-" + (tasks.size() + 1);
        task =
            draft
                .filter(d -> !questions.contains(d.question()))
                .map(d -> task(taskId, d, rendered.memory(), "en"))
                .filter(WorldGenerator::isFair)
                .map(fair -> fair.counted(rendered));
      }
      if (task.isEmpty()) {
        break; // the world has nothing more to ask
      }
      questions.add(task.get().task().question());
      tasks.add(task.get());
    }
    return tasks;
  }

  static WorldTask task(String id, Draft draft, Memory memory, String language) {
    Task task =
        new Task(
            id,
            memory.id(),
            draft.category(),
            draft.kind(),
            language,
            draft.question(),
            draft.filters(),
            draft.tier(),
            draft.expectation(),
            draft.trace().solution());
    return new WorldTask(
        task,
        memory,
        draft.trace(),
        draft.hops(),
        draft.next().map(next -> task(id + "-next", next, memory, language)));
  }

  /** Whether the oracle's reply is right and lazy replies are wrong, as far as replies tell. */
  static boolean isFair(WorldTask task) {
    Memory memory = task.memory();
    boolean changes =
        task.task().expectation() instanceof Expectation.Change change && !change.unchanged();
    if (!changes && !Grader.grade(task.task(), memory, memory, task.trace().reply()).isRight()) {
      return false;
    }
    for (String lazy : List.of("", Baselines.REFUSAL)) {
      if (Grader.grade(task.task(), memory, memory, lazy).isRight()) {
        return false;
      }
    }
    return !Grader.acceptsPaste(task.task(), memory);
  }

  /* SplitMix64's finaliser (Steele, Lea and Flood, OOPSLA 2014), so that near seeds differ much. */
  private static long mixed(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
