package memagent.vault;

import java.nio.file.Path;

class PlainFolderTest extends FolderContract {
  @Override
  FolderHandle open(Path path) {
    return new PlainFolder(path);
  }
}
