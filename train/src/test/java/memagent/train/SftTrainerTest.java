package memagent.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SftTrainerTest {
  private static final Optional<LoraSettings> LORA =
      Optional.of(new LoraSettings(4, 8, LoraSettings.ALL_TARGETS));

  @TempDir Path folder;

  @Test
  void theLossFallsOnWhatIsRepeated() {
    List<Double> losses = train(TinyModel.llama(LORA, 1), 60, Optional.empty(), "a").losses;
    assertThat(losses.getLast()).isLessThan(losses.getFirst() * 0.7);
  }

  @Test
  void aResumedRunTakesTheVeryStepsOfAnUnbrokenOne() {
    List<Double> whole = train(TinyModel.qwen3(LORA, 1), 20, Optional.empty(), "whole").losses;
    Run first = train(TinyModel.qwen3(LORA, 1), 12, Optional.empty(), "part");
    Run second = train(TinyModel.qwen3(LORA, 1), 20, Optional.of(first.checkpoint), "rest");
    assertThat(second.losses).containsExactlyElementsOf(whole.subList(12, 20));
  }

  @Test
  void aCheckpointOfOtherSettingsIsRefusedInOneSentence() {
    Run run = train(TinyModel.llama(LORA, 1), 1, Optional.empty(), "one");
    SftTrainer other =
        trainer(
            TinyModel.llama(Optional.of(new LoraSettings(2, 8, LoraSettings.ALL_TARGETS)), 1), 1);
    assertThatThrownBy(() -> other.resume(run.checkpoint))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("does not fit")
        .hasMessageContaining("[4, 16]");
  }

  @Test
  void aCutCheckpointIsRefusedInOneSentence() throws Exception {
    Run run = train(TinyModel.llama(LORA, 1), 1, Optional.empty(), "cut");
    byte[] bytes = Files.readAllBytes(run.checkpoint);
    Files.write(run.checkpoint, java.util.Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> trainer(TinyModel.llama(LORA, 1), 1).resume(run.checkpoint))
        .isInstanceOf(TrainException.class)
        .hasMessageContaining("ends too early");
  }

  private record Run(List<Double> losses, Path checkpoint) {}

  private Run train(Transformer model, int steps, Optional<Path> from, String name) {
    SftTrainer trainer = trainer(model, steps);
    from.ifPresent(trainer::resume);
    List<Double> losses = new ArrayList<>();
    Path checkpoint = folder.resolve(name + ".safetensors");
    Iterator<TokenSequence> data =
        Stream.iterate(0L, i -> i + 1)
            .map(i -> TinyModel.sequences(i % 3, 9).getFirst())
            .skip(trainer.sequenceCount())
            .iterator();
    trainer.run(data, checkpoint, progress -> losses.add(progress.loss()), () -> false);
    return new Run(losses, checkpoint);
  }

  private static SftTrainer trainer(Transformer model, int steps) {
    return new SftTrainer(
        model,
        new SftSettings(
            20,
            2,
            new LearningRate(5e-3, Math.min(2, steps), steps, 1),
            1,
            0.01,
            Duration.ofHours(1),
            Activations.KEPT),
        new int[] {1, 2},
        () -> Instant.EPOCH);
  }
}
