package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import memagent.agent.Agent;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.AgentSettings;
import memagent.agent.CodeHelp;
import memagent.agent.Session;
import memagent.agent.Switch;
import memagent.bench.Category;
import memagent.bench.Grader;
import memagent.bench.Memory;
import memagent.bench.OracleSandbox;
import memagent.bench.Trace;
import memagent.model.Cancellation;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What lazy ways to play earn, through the real loop and graders. */
class RewardTest {
  private static final int TASKS_PER_CATEGORY = 10;
  private static final long SEED = 5;
  private static final ModelInfo SMALL = new ModelInfo("policy", 0, 135_000_000, false, false);
  private static final Path TABLE =
      Path.of(System.getProperty("repository.root", "."))
          .resolve("train/src/test/resources/memagent/train/returns.txt");

  private static final String LOOK =
      "<think>Look.</think>\n<python>\nuser = read_file(\"user.md\")\n</python>";

  @TempDir Path folder;

  /** Ways to play: the turns that a policy would say. */
  private enum Policy {
    HONEST(world -> Trace.of(world.task().solution()).messages()),
    ALWAYS_CLARIFY(world -> List.of(LOOK, reply("Could you tell me which one you mean?"))),
    ALWAYS_REFUSE(world -> List.of(LOOK, reply("I am sorry, I cannot help with that."))),
    PASTE_THE_MEMORY(world -> List.of(LOOK, reply(world.memory().paste()))),
    LOOP(world -> Collections.nCopies(40, LOOK)),
    ANSWER_WITHOUT_LOOKING(world -> List.of(reply("It is as you say: " + world.task().question()))),
    SAY_NOTHING(world -> Collections.nCopies(40, "")),
    TALK_ON(world -> Collections.nCopies(40, "<think>I should look first.</think>"));

    private final Function<Rollouts.World, List<String>> turns;

    Policy(Function<Rollouts.World, List<String>> turns) {
      this.turns = turns;
    }

    private static String reply(String text) {
      return "<think>Reply.</think>\n<python></python>\n<reply>" + text + "</reply>";
    }
  }

  @Test
  void theHonestSolverEarnsMoreThanEveryLazyPolicyInEveryCategory() throws IOException {
    Map<Category, List<Rollouts.World>> tasks = tasks();
    StringBuilder table = new StringBuilder("category        policy                    return\n");
    tasks.forEach((category, worlds) -> {
      double honest = mean(Policy.HONEST, worlds);
      for (Policy policy : Policy.values()) {
        double mean = mean(policy, worlds);
        table.append(
            String.format(
                Locale.ROOT,
                "%-15s %-25s %6.3f%n",
                category.label(),
                policy.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                mean));
        if (policy != Policy.HONEST) {
          assertThat(mean).as("%s, %s, seed %d", category, policy, SEED).isLessThan(honest - 0.3);
        }
      }
    });
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(TABLE.getParent());
      Files.writeString(TABLE, table.toString());
    }
    assertThat(table.toString()).isEqualTo(Files.readString(TABLE));
  }

  private static Map<Category, List<Rollouts.World>> tasks() {
    Map<Category, List<Rollouts.World>> tasks = new EnumMap<>(Category.class);
    WorldSource source = WorldSource.Generated.of(SEED, Long.MAX_VALUE);
    for (long i = 0;
        tasks.size() < Category.values().length
            || tasks.values().stream().anyMatch(t -> t.size() < TASKS_PER_CATEGORY);
        i++) {
      Rollouts.World world = source.at(i);
      List<Rollouts.World> some =
          tasks.computeIfAbsent(world.task().category(), c -> new ArrayList<>());
      if (some.size() < TASKS_PER_CATEGORY) {
        some.add(world);
      }
    }
    return tasks;
  }

  private double mean(Policy policy, List<Rollouts.World> worlds) {
    return worlds.stream().mapToDouble(world -> earned(policy, world)).average().orElseThrow();
  }

  private double earned(Policy policy, Rollouts.World world) {
    List<String> turns = policy.turns.apply(world);
    Path home = folder.resolve(policy + "-" + world.task().id());
    world.memory().write(home);
    try (Vault vault = Vault.open(home, VaultLimits.DEFAULT);
        OracleSandbox sandbox = new OracleSandbox();
        ScriptedChatModel model =
            new ScriptedChatModel(
                SMALL,
                turns.stream().<ScriptedChatModel.Answer>map(turn -> request -> turn).toList())) {
      AgentSettings settings =
          AgentSettings.forModel(SMALL).withGroundingRetry(Switch.OFF).withHelp(CodeHelp.OFF);
      AgentResult result =
          new Agent(model, sandbox, vault, settings, () -> Instant.EPOCH)
              .run(
                  Session.start("reward"),
                  world.task().query(),
                  AgentListener.NONE,
                  new Cancellation());
      Memory after = Memory.read(world.memory().id(), home);
      return Reward.DEFAULT.of(
          result,
          Grader.grade(world.task(), world.memory(), after, result.reply()),
          turns.getFirst(),
          0);
    }
  }

  @Test
  void aHelpThatPaysMoreThanAFailureMayIsRefused() {
    Stream.of(-0.1, 0.2)
        .forEach(help ->
            org.assertj.core.api.Assertions.assertThatThrownBy(
                    () -> new Reward(help, 40, 0.02, 4, 0.05, 0.2))
                .isInstanceOf(TrainException.class)
                .hasMessageContaining("looking would pay"));
  }
}
