package memagent.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes the tasks of worlds whose notes are in German, French, Spanish, Russian or Japanese; the
 * same dice give the same tasks.
 */
final class LanguageWorlds {
  private static final int TRIES_PER_TASK = 24;
  private static final double OTHER_LANGUAGE = 0.15; // questions in another than the notes'
  private static final double ENGLISH = 0.6; // of these

  private final CategoryShares shares;
  private final TraceStyle style;
  private final double recoveryShare;

  LanguageWorlds(CategoryShares shares, TraceStyle style, double recoveryShare) {
    this.shares = shares;
    this.style = style;
    this.recoveryShare = recoveryShare;
  }

  /** The tasks of one world in a language that the dice choose, at most {@code taskCountMax}. */
  List<WorldTask> world(String id, Dice dice, int taskCountMax) {
    LanguagePack pack = LanguagePack.of(dice.pick(LanguagePack.TAGS));
    LanguageWorld world = new LanguageWorldMaker(pack, dice, recoveryShare).make(id);
    List<WorldTask> tasks = new ArrayList<>();
    Set<String> questions = new HashSet<>();
    while (tasks.size() < taskCountMax) {
      Category category = shares.pick(dice);
      String taskId = id + "-" + (tasks.size() + 1);
      Optional<WorldTask> task = Optional.empty();
      for (int i = 0; i < TRIES_PER_TASK && task.isEmpty(); i++) {
        LanguagePack asked = dice.chance(OTHER_LANGUAGE) ? other(pack, dice) : pack;
        task =
            draft(category, new LanguageScene(world, asked, dice, style))
                .filter(draft -> !questions.contains(draft.question()))
                .map(draft -> task(taskId, draft, world.rendered().memory(), asked.tag()))
                .filter(WorldGenerator::isFair);
      }
      if (task.isEmpty()) {
        break; // the world has nothing more to ask
      }
      questions.add(task.get().task().question());
      tasks.add(task.get());
    }
    return tasks;
  }

  private static LanguagePack other(LanguagePack pack, Dice dice) {
    List<String> tags = new ArrayList<>(LanguagePack.TAGS);
    tags.remove(pack.tag());
    return LanguagePack.of(dice.chance(ENGLISH) ? "en" : dice.pick(tags));
  }

  private static Optional<Draft> draft(Category category, LanguageScene scene) {
    return switch (category) {
      case RETRIEVAL -> new LanguageAnswers(scene).make();
      case UPDATE -> new LanguageChanges(scene).make();
      case CLARIFICATION -> new LanguageQuestions(scene).make();
      case FILTER -> new LanguageAnswers(scene).filtered();
    };
  }

  private static WorldTask task(String id, Draft draft, Memory memory, String language) {
    return WorldGenerator.task(id, draft, memory, language);
  }
}
