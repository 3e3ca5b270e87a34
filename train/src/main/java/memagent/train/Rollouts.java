package memagent.train;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import memagent.agent.Agent;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.AgentSettings;
import memagent.agent.Session;
import memagent.bench.Grade;
import memagent.bench.Grader;
import memagent.bench.Memory;
import memagent.bench.ScratchFolder;
import memagent.bench.Task;
import memagent.infer.Completion;
import memagent.infer.LlamaSlots;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.SamplingParameters;
import memagent.model.TextListener;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;

/**
 * Episodes through the real agent loop, sandbox and vault, many at a time on the sampler's batched
 * slots. Tokens are kept as they were sampled; nothing is cut into tokens again.
 */
public final class Rollouts {
  private final LlamaSlots sampler;
  private final Sandbox sandbox;
  private final AgentSettings settings;
  private final Reward reward;
  private final int[] prefix;
  private final Path scratch;
  private final InstantSource clock;

  /** A task with the memory that it is asked over. */
  public record World(Task task, Memory memory) {}

  /**
   * A group of episodes of one task.
   *
   * @param group for the trainer
   * @param rightCount episodes that the grader found right
   * @param droppedCount episodes that outgrew their slot or whose history was cut, so that their
   *     tokens are not one sequence
   */
  public record Outcome(PolicyTrainer.Group group, int rightCount, int droppedCount) {}

  /**
   * A collector.
   *
   * @param settings with the sampling of the rollouts; its seed is replaced
   * @param prefix (prefix tokens) of every episode, as {@link ChatSequences#systemPrefix} gives it
   * @param scratch folder for the memories of running episodes
   */
  public Rollouts(
      LlamaSlots sampler,
      Sandbox sandbox,
      AgentSettings settings,
      Reward reward,
      int[] prefix,
      Path scratch,
      InstantSource clock) {
    this.sampler = sampler;
    this.sandbox = sandbox;
    this.settings = settings;
    this.reward = reward;
    this.prefix = prefix.clone();
    this.scratch = scratch;
    this.clock = clock;
  }

  /**
   * Plays {@code groupSize} episodes of each world, all side by side.
   *
   * @param step optimizer steps so far, for the fading help
   * @param seed of the sampling; each episode has its own from it
   */
  public List<Outcome> collect(List<World> worlds, int groupSize, long step, long seed) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<List<Future<Episode>>> running = new ArrayList<>();
      for (int w = 0; w < worlds.size(); w++) {
        List<Future<Episode>> group = new ArrayList<>();
        for (int i = 0; i < groupSize; i++) {
          World world = worlds.get(w);
          long own = seed * 1_000_003 + (long) w * groupSize + i;
          group.add(threads.submit(() -> play(world, step, own)));
        }
        running.add(group);
      }
      List<Outcome> outcomes = new ArrayList<>();
      for (List<Future<Episode>> group : running) {
        outcomes.add(outcome(group));
      }
      if (outcomes.stream().allMatch(outcome -> outcome.group().samples().isEmpty())) {
        throw new TrainException(
            "Not one of the %d episodes could be used; give the slots more tokens (--slot-tokens)."
                .formatted(worlds.size() * groupSize));
      }
      return outcomes;
    }
  }

  /** What one episode left behind. */
  private record Episode(Optional<TokenSequence> sequence, double reward, boolean right) {}

  private Outcome outcome(List<Future<Episode>> group) {
    List<PolicyTrainer.Sample> samples = new ArrayList<>();
    int right = 0;
    for (Future<Episode> future : group) {
      Episode episode = await(future);
      right += episode.right() ? 1 : 0;
      episode.sequence().ifPresent(s -> samples.add(new PolicyTrainer.Sample(s, episode.reward())));
    }
    return new Outcome(
        new PolicyTrainer.Group(prefix, samples), right, group.size() - samples.size());
  }

  private static Episode await(Future<Episode> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TrainException("The rollouts were interrupted.", e);
    } catch (ExecutionException e) {
      throw new TrainException("A rollout failed: " + e.getCause(), e);
    }
  }

  private Episode play(World world, long step, long seed) {
    Path folder = scratch.resolve(Long.toUnsignedString(seed, 36));
    world.memory().write(folder);
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT);
        Recorder recorder = new Recorder(sampler)) {
      SamplingParameters sampling = settings.sampling();
      AgentSettings own =
          settings.withSampling(
              new SamplingParameters(
                  sampling.temperature(), sampling.topP(), sampling.topK(), sampling.minP(), seed));
      Agent agent = new Agent(recorder, sandbox, vault, own, clock);
      AgentResult result =
          agent.run(
              Session.start("rollout"),
              world.task().query(),
              AgentListener.NONE,
              new Cancellation());
      Memory after = Memory.read(world.memory().id(), folder);
      Grade grade = Grader.grade(world.task(), world.memory(), after, result.reply());
      return new Episode(
          recorder.sequence(prefix.length),
          reward.of(result, grade, recorder.firstText(), step),
          grade.isRight());
    } catch (ModelException e) { // the conversation outgrew its slot, which counts as no reply
      return new Episode(Optional.empty(), -reward.outOfTurnsCost(), false);
    } finally {
      ScratchFolder.delete(folder);
    }
  }

  /** Keeps the tokens of every turn as the sampler gave them. */
  private static final class Recorder implements ChatModel {
    private final LlamaSlots sampler;
    private final List<Completion> turns = Collections.synchronizedList(new ArrayList<>());

    Recorder(LlamaSlots sampler) {
      this.sampler = sampler;
    }

    @Override
    public ModelInfo info() {
      return sampler.info();
    }

    @Override
    public ChatResponse chat(
        ChatRequest request, TextListener listener, Cancellation cancellation) {
      Completion turn = sampler.complete(request, listener, cancellation);
      turns.add(turn);
      return turn.response();
    }

    String firstText() {
      return turns.isEmpty() ? "" : turns.getFirst().text();
    }

    /**
     * All turns as one sequence behind the prefix, the policy's own tokens trained; empty where a
     * later prompt does not begin with the earlier turn.
     */
    Optional<TokenSequence> sequence(int prefixLength) {
      int[] whole = new int[0];
      boolean[] trained = new boolean[0];
      for (Completion turn : turns) {
        int[] prompt = turn.promptTokens().stream().mapToInt(Integer::intValue).toArray();
        if (prompt.length < whole.length
            || Arrays.mismatch(whole, 0, whole.length, prompt, 0, whole.length) >= 0) {
          return Optional.empty();
        }
        int[] said = turn.tokens().stream().mapToInt(Integer::intValue).toArray();
        trained = Arrays.copyOf(trained, prompt.length + said.length);
        whole = Arrays.copyOf(prompt, trained.length);
        System.arraycopy(said, 0, whole, prompt.length, said.length);
        Arrays.fill(trained, prompt.length, trained.length, true);
      }
      if (whole.length <= prefixLength) {
        return Optional.empty();
      }
      return Optional.of(
          new TokenSequence(
              Arrays.copyOfRange(whole, prefixLength, whole.length),
              Arrays.copyOfRange(trained, prefixLength, trained.length)));
    }

    @Override
    public void close() {}
  }
}
