package memagent.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import memagent.model.ModelException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MergedFileTest {
  @TempDir private Path folder;
  private final AtomicInteger madeCount = new AtomicInteger();
  private Path base;
  private Path adapter;
  private Path cache;

  @BeforeEach
  void write() {
    base = TinyModel.write(folder.resolve("tiny.gguf"), "llama", TinyModel.CHATML);
    adapter = TinyModel.writeAdapter(folder.resolve("adapter.gguf"), "llama", 1.5f);
    cache = folder.resolve("cache/merged");
  }

  private Path ready() {
    return ready("nano", MergedModel.Form.Q4_0);
  }

  private Path ready(String name, MergedModel.Form form) {
    return new MergedFile(base, adapter, form, cache, name).ready(madeCount::incrementAndGet);
  }

  private List<Path> models() throws IOException {
    try (Stream<Path> all = Files.list(cache)) {
      return all.filter(file -> !file.endsWith("lock")).toList();
    }
  }

  @Test
  void isMadeOnceForTheSameTwoFilesWheneverTheyWereWritten() throws IOException {
    Path first = ready();
    Files.setLastModifiedTime(base, FileTime.from(Instant.ofEpochSecond(1_000)));
    assertThat(ready()).isEqualTo(first);
    assertThat(madeCount).hasValue(1);
    assertThat(models()).containsExactly(first);
    assertThat(GgufFile.read(first).tensor("blk.1.ffn_up.weight").orElseThrow().type())
        .isEqualTo(GgufTensorType.Q4_0);
  }

  @Test
  void anotherAdapterMakesAnotherFileAndTheOldOneGoes() throws IOException {
    Path other = ready("nano-two", MergedModel.Form.Q4_0);
    Path first = ready();
    TinyModel.writeAdapter(adapter, "llama", 0.5f);
    Path second = ready();
    assertThat(second).isNotEqualTo(first);
    assertThat(models()).containsExactlyInAnyOrder(other, second);
    Path third = ready("nano", MergedModel.Form.Q8_0);
    assertThat(models()).containsExactlyInAnyOrder(other, third);
    assertThat(madeCount).hasValue(4);
  }

  @Test
  void aFileThatIsCutShortOrChangedIsMadeAnew() throws IOException {
    Path file = ready();
    byte[] whole = Files.readAllBytes(file);
    try (RandomAccessFile cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(whole.length / 2);
    }
    assertThat(ready()).isEqualTo(file).hasBinaryContent(whole);
    byte[] changed = whole.clone();
    changed[whole.length - 40] ^= 4;
    Files.write(file, changed);
    assertThat(ready()).isEqualTo(file).hasBinaryContent(whole);
    assertThat(madeCount).hasValue(3);
    assertThat(models()).containsExactly(file);
  }

  @Test
  void whatAKilledMakingLeftIsNotUsedAndDoesNotStay() throws IOException {
    Files.createDirectories(cache);
    Files.writeString(cache.resolve("nano.part"), "half a model");
    Files.writeString(cache.resolve("gguf123.tmp"), "another half");
    Path file = ready();
    assertThat(models()).containsExactly(file);
  }

  @Test
  void manyAtOnceMakeItOnceAndAllGetTheWholeFile() throws Exception {
    int count = 6;
    CountDownLatch together = new CountDownLatch(count);
    List<Future<Path>> files = new ArrayList<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      for (int i = 0; i < count; i++) {
        files.add(
            threads.submit(() -> {
              together.countDown();
              together.await();
              return ready();
            }));
      }
    }
    for (Future<Path> file : files) {
      assertThat(file.get()).isEqualTo(ready());
    }
    assertThat(madeCount).hasValue(1);
  }

  @Test
  void aFolderThatCannotBeWrittenIsNamedInOneSentence() throws IOException {
    Files.writeString(folder.resolve("cache"), "a file where the folder should be");
    assertThatThrownBy(this::ready)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("No merged model can be kept in")
        .hasMessageContaining(cache.toString());
  }

  @Test
  void filesThatDoNotBelongTogetherLeaveNothing() throws IOException {
    Path file = ready();
    TinyModel.writeAdapter(adapter, "llama", 0.5f, 4, 7);
    assertThatThrownBy(this::ready)
        .isInstanceOf(ModelException.class)
        .hasMessageContaining("which the model lacks");
    assertThat(models()).containsExactly(file);
  }
}
