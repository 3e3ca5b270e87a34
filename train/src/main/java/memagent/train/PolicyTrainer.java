package memagent.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bytedeco.javacpp.PointerScope;

/**
 * Policy-gradient updates from groups of sampled completions with rewards.
 *
 * <p>How: the old log-probabilities are computed here, in the same batches and the same type as the
 * gradient, never taken from the sampler: two engines differ by as much as GSPO's whole clip range.
 * Groups whose rewards are all equal give no gradient and are left out before anything is computed
 * (DAPO's dynamic sampling, 2503.14476, section 3.2; the caller samples others).
 */
public final class PolicyTrainer {
  private final Transformer transformer;
  private final Optional<Transformer> reference;
  private final PolicySettings settings;
  private final AdamW optimizer;

  /**
   * One sampled completion.
   *
   * @param sequence what follows the group's prefix, tokens as they were sampled; the policy's own
   *     tokens are the trained ones, tool output is not
   * @param reward of the whole episode
   */
  public record Sample(TokenSequence sequence, double reward) {}

  /**
   * Completions of one task.
   *
   * @param prefix (prefix tokens) that all of them begin with
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on to PackedBatch, which copies
  public record Group(int[] prefix, List<Sample> samples) {
    public Group {
      samples = List.copyOf(samples);
    }

    /**
     * The same completions, the prefix as long as they allow: what all of them begin with, before
     * the first token that is trained, is computed once for the group.
     */
    Group shared() {
      int common = commonLength();
      if (common == 0) {
        return this;
      }
      int[] longer = Arrays.copyOf(prefix, prefix.length + common);
      System.arraycopy(samples.getFirst().sequence().tokens(), 0, longer, prefix.length, common);
      return new Group(
          longer,
          samples.stream()
              .map(sample -> new Sample(sample.sequence().from(common), sample.reward()))
              .toList());
    }

    /** Tokens that can go to the prefix; each sequence keeps the token before its first trained. */
    private int commonLength() {
      if (samples.isEmpty()) {
        return 0;
      }
      int[] first = samples.getFirst().sequence().tokens();
      int common = first.length;
      for (Sample sample : samples) {
        int[] tokens = sample.sequence().tokens();
        int mismatch = Arrays.mismatch(first, 0, common, tokens, 0, tokens.length);
        int same = mismatch < 0 ? common : mismatch;
        common = Math.min(same, Math.max(0, sample.sequence().firstTrained() - 1));
      }
      return common;
    }

    double[] rewards() {
      return samples.stream().mapToDouble(Sample::reward).toArray();
    }

    /** Whether its rewards differ; without that it gives no gradient. */
    public boolean hasSignal() {
      double[] rewards = rewards();
      return Arrays.stream(rewards).anyMatch(r -> Math.abs(r - rewards[0]) > 1e-9);
    }
  }

  /**
   * What an update over one rollout batch did.
   *
   * @param reward mean over all samples
   * @param signalShare of groups that gave a gradient
   * @param clippedShare of ratios cut off
   * @param kl mean k3 against the reference; 0 where there is none
   * @param surprise mean of -log π of the sampled tokens: an estimate of the policy's entropy, nats
   * @param length mean policy tokens a sample
   */
  public record Progress(
      long step,
      double reward,
      double signalShare,
      double clippedShare,
      double kl,
      double surprise,
      double length,
      double gradientNorm) {}

  /**
   * A trainer at its first step.
   *
   * @param reference frozen model of the KL penalty; needed where its weight is above 0
   */
  public PolicyTrainer(
      Transformer transformer, Optional<Transformer> reference, PolicySettings settings) {
    if (settings.loss().klWeight() > 0 && reference.isEmpty()) {
      throw new TrainException(
          "The KL weight is "
              + settings.loss().klWeight()
              + ", and there is no reference model; give one or set the weight to 0.");
    }
    this.transformer = transformer;
    this.reference = reference;
    this.settings = settings;
    this.optimizer = new AdamW(transformer.parameters(), 0);
  }

  /** Optimizer steps taken so far. */
  public long steps() {
    return optimizer.step();
  }

  /** Writes what a run needs to go on. */
  void save(Path checkpoint, Checkpoint.Counts counts) {
    Checkpoint.write(checkpoint, transformer.parameters(), optimizer, counts);
  }

  /** Goes on from a checkpoint. */
  Checkpoint.Counts resume(Path checkpoint) {
    return Checkpoint.read(checkpoint, transformer.parameters(), optimizer);
  }

  /** Updates from one rollout batch, minibatch after minibatch. */
  public Progress update(List<Group> groups) {
    List<Group> useful = groups.stream().filter(Group::hasSignal).toList();
    List<List<Part>> parts = useful.stream().map(this::parts).toList();
    Tally tally = new Tally();
    for (List<Part> group : parts) {
      group.forEach(part -> part.old = logProbabilities(transformer, part.batch));
      reference.ifPresent(
          model -> group.forEach(part -> part.reference = logProbabilities(model, part.batch)));
    }
    for (int from = 0; from < parts.size(); from += settings.minibatchGroups()) {
      List<List<Part>> minibatch =
          parts.subList(from, Math.min(parts.size(), from + settings.minibatchGroups()));
      minibatch.forEach(group -> group.forEach(part -> backward(part, minibatch.size(), tally)));
      tally.norm = optimizer.clip(settings.gradientNormMax());
      optimizer.update(settings.learningRate().at(optimizer.step()));
    }
    return tally.progress(optimizer.step(), groups, useful.size());
  }

  /** Some of a group's samples, few enough to go through the model at once. */
  private static final class Part {
    final PackedBatch batch;
    final double[] advantages; // (samples of the part)
    final double groupShare; // of the group's samples that are in this part
    float[] old = {}; // (predictions)
    float[] reference = {}; // (predictions); empty without a reference model

    Part(PackedBatch batch, double[] advantages, double groupShare) {
      this.batch = batch;
      this.advantages = advantages;
      this.groupShare = groupShare;
    }
  }

  private List<Part> parts(Group group) {
    double[] advantages = settings.algorithm().advantages(group.rewards());
    Group shared = group.shared();
    List<TokenSequence> sequences = shared.samples().stream().map(Sample::sequence).toList();
    List<Part> parts = new ArrayList<>();
    int at = 0;
    for (PackedBatch batch :
        PackedBatch.pack(shared.prefix(), sequences, settings.batchTokensMax())) {
      int count = batch.sequences().size();
      parts.add(
          new Part(
              batch,
              Arrays.copyOfRange(advantages, at, at + count),
              (double) count / sequences.size()));
      at += count;
    }
    return parts;
  }

  private static float[] logProbabilities(Transformer model, PackedBatch batch) {
    float[][] result = new float[1][];
    Tensors.withoutGradient(
        () -> result[0] = new TokenHead(model, batch, false, Activations.KEPT).logProbabilities());
    return result[0];
  }

  private void backward(Part part, int groupCount, Tally tally) {
    try (PointerScope _ = new PointerScope()) {
      TokenHead head = new TokenHead(transformer, part.batch, true, settings.activations());
      float[] now = head.logProbabilities();
      List<PolicyLoss.Completion> completions = completions(part, now);
      PolicyLoss.Result result = settings.algorithm().loss(completions, settings.loss());
      float[] weights = new float[now.length]; // (predictions)
      int at = 0;
      for (double[] gradients : result.gradients()) {
        for (double gradient : gradients) {
          weights[at++] = (float) (gradient * part.groupShare / groupCount);
        }
      }
      head.backward(weights);
      tally.add(result, now, completions.size());
    }
  }

  private static List<PolicyLoss.Completion> completions(Part part, float[] now) {
    List<PolicyLoss.Completion> completions = new ArrayList<>();
    int at = 0;
    for (int i = 0; i < part.advantages.length; i++) {
      int length = part.batch.sequences().get(i).trainedCount();
      double[] old = doubles(part.old, at, length);
      completions.add(
          new PolicyLoss.Completion(
              doubles(now, at, length),
              old,
              part.reference.length == 0 ? old : doubles(part.reference, at, length),
              part.advantages[i]));
      at += length;
    }
    return completions;
  }

  private static double[] doubles(float[] values, int from, int length) {
    double[] out = new double[length];
    for (int i = 0; i < length; i++) {
      out[i] = values[from + i];
    }
    return out;
  }

  /** Sums for the report. */
  private static final class Tally {
    private double clipped;
    private double kl;
    private double surprise;
    private long parts;
    private long tokens;
    private double norm;

    void add(PolicyLoss.Result result, float[] logProbabilities, int samples) {
      clipped += result.clippedShare();
      kl += result.kl();
      parts += samples > 0 ? 1 : 0;
      tokens += logProbabilities.length;
      for (float one : logProbabilities) {
        surprise -= one;
      }
    }

    Progress progress(long step, List<Group> groups, int useful) {
      List<Sample> samples = groups.stream().flatMap(g -> g.samples().stream()).toList();
      return new Progress(
          step,
          samples.stream().mapToDouble(Sample::reward).average().orElse(0),
          groups.isEmpty() ? 0 : (double) useful / groups.size(),
          clipped / Math.max(1, parts),
          kl / Math.max(1, parts),
          surprise / Math.max(1, tokens),
          samples.stream().mapToInt(s -> s.sequence().trainedCount()).average().orElse(0),
          norm);
    }
  }
}
