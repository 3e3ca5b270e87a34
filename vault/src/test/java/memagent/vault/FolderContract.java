package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of {@link FolderHandle} does. */
abstract class FolderContract {
  @TempDir Path folder;

  abstract FolderHandle open(Path path) throws IOException;

  @Test
  void writesReadsMovesAndDeletesFiles() throws IOException {
    Files.createDirectory(folder.resolve("sub"));
    try (FolderHandle handle = open(folder);
        FolderHandle sub = handle.child("sub")) {
      handle.write("a", new byte[] {1, 2, 3});
      assertThatThrownBy(() -> handle.write("a", new byte[0])).isInstanceOf(IOException.class);
      assertThat(handle.read("a", 100)).containsExactly(1, 2, 3);
      assertThat(handle.read("a", 1)).containsExactly(1, 2);
      Files.write(folder.resolve("sub/b"), new byte[] {9});
      handle.move("a", sub, "b");
      assertThat(sub.read("b", 100)).containsExactly(1, 2, 3);
      assertThat(handle.attributes("a")).isEmpty();
      assertThat(sub.attributes("b").orElseThrow().size()).isEqualTo(3);
      sub.deleteFile("b");
      assertThat(sub.names()).isEmpty();
      handle.sync();
      handle.deleteFolder("sub");
      handle.createFolder("new");
      assertThat(handle.names()).containsExactly("new");
      assertThat(handle.names()).containsExactly("new");
    }
  }

  @Test
  void followsNoLink() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Files.write(outside.resolve("secret"), new byte[] {7});
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Files.createSymbolicLink(inside.resolve("file"), outside.resolve("secret"));
    Files.createSymbolicLink(inside.resolve("dir"), outside);
    try (FolderHandle handle = open(inside)) {
      assertThat(handle.attributes("file").orElseThrow().isSymbolicLink()).isTrue();
      assertThatThrownBy(() -> handle.read("file", 10)).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> handle.write("file", new byte[0])).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> handle.child("dir")).isInstanceOf(IOException.class);
      handle.write("mine", new byte[] {1});
      handle.move("mine", handle, "file");
      handle.deleteFile("dir");
    }
    assertThat(Files.readAllBytes(outside.resolve("secret"))).containsExactly(7);
  }
}
