package memagent.app;

import java.nio.file.Path;

/** Where the repository lies that the tests belong to. */
final class Repository {
  /** Its root folder. */
  static final Path ROOT =
      Path.of(System.getProperty("repository.root", "..")).toAbsolutePath().normalize();

  private Repository() {}

  static Path sample(String name) {
    return ROOT.resolve("samples").resolve(name);
  }
}
