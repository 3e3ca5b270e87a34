package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SecureFolderTest extends FolderContract {
  @Override
  FolderHandle open(Path path) throws IOException {
    FolderHandle handle = FolderHandle.open(path);
    assumeTrue(handle instanceof SecureFolder, "This platform has no openat; PlainFolder is used.");
    return handle;
  }

  @Test
  void keepsMeaningTheSameFolderWhenALinkTakesItsPlace() throws IOException {
    Path outside = Files.createDirectory(folder.resolve("outside"));
    Path inside = Files.createDirectory(folder.resolve("inside"));
    try (FolderHandle handle = open(inside)) {
      Files.move(inside, folder.resolve("moved"));
      Files.createSymbolicLink(inside, outside);
      handle.write("a", new byte[] {1});
    }
    assertThat(outside).isEmptyDirectory();
    assertThat(folder.resolve("moved/a")).exists();
  }
}
