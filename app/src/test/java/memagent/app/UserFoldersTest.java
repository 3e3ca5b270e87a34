package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class UserFoldersTest {
  private static final Path HOME = Path.of("/homes/someone");

  private static UserFolders of(InProcess process) {
    return UserFolders.of(
        process.surroundings(new ByteArrayOutputStream(), new ByteArrayOutputStream()));
  }

  @Test
  void followsXdgOnLinux() {
    InProcess process =
        new InProcess(HOME).with("XDG_DATA_HOME", "/data").with("XDG_CACHE_HOME", "relative");
    assertThat(of(process).data()).isEqualTo(Path.of("/data/mem-agent"));
    assertThat(of(process).cache()).isEqualTo(HOME.resolve(".cache/mem-agent"));
  }

  @Test
  void usesTheLibraryOnMacOs() {
    UserFolders folders = of(new InProcess(HOME).property("os.name", "Mac OS X"));
    assertThat(folders.memory())
        .isEqualTo(HOME.resolve("Library/Application Support/mem-agent/memory"));
    assertThat(folders.cache()).isEqualTo(HOME.resolve("Library/Caches/mem-agent"));
  }

  @Test
  void usesLocalAppDataOnWindows() {
    UserFolders folders =
        of(new InProcess(HOME).property("os.name", "Windows 11").with("LOCALAPPDATA", "/local"));
    assertThat(folders.memory()).isEqualTo(Path.of("/local/mem-agent/memory"));
  }
}
