package memagent.app;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where this program keeps a person's files on this platform.
 *
 * @param data the default memory, sessions and trajectories: what a person would miss
 * @param config the settings file
 * @param cache what can be made again
 */
record UserFolders(Path data, Path config, Path cache) {

  /*
   * Linux and the rest: XDG Base Directory Specification 0.8. macOS: Apple's File System Programming
   * Guide, "Library/Application Support" and "Library/Caches". Windows: the known folder
   * LocalAppData, since a memory should not roam between machines behind the person's back.
   */
  private static final String NAME = "mem-agent";

  /** Those of this person on this platform. */
  static UserFolders of(Surroundings surroundings) {
    Path home = Path.of(surroundings.properties().getOrDefault("user.home", "."));
    if (surroundings.isMac()) {
      Path library = home.resolve("Library");
      Path support = library.resolve("Application Support").resolve(NAME);
      return new UserFolders(support, support, library.resolve("Caches").resolve(NAME));
    }
    if (surroundings.isWindows()) {
      Path local =
          absolute(surroundings, "LOCALAPPDATA")
              .orElse(home.resolve("AppData").resolve("Local"))
              .resolve(NAME);
      return new UserFolders(local, local, local.resolve("cache"));
    }
    return new UserFolders(
        absolute(surroundings, "XDG_DATA_HOME")
            .orElse(home.resolve(".local").resolve("share"))
            .resolve(NAME),
        absolute(surroundings, "XDG_CONFIG_HOME").orElse(home.resolve(".config")).resolve(NAME),
        absolute(surroundings, "XDG_CACHE_HOME").orElse(home.resolve(".cache")).resolve(NAME));
  }

  Path memory() {
    return data.resolve("memory");
  }

  Path sessions() {
    return data.resolve("sessions");
  }

  Path trajectories() {
    return data.resolve("trajectories");
  }

  /** Holds a folder for each memory, with what became of it. */
  Path histories() {
    return data.resolve("history");
  }

  /** Search indexes, a folder for each memory. */
  Path indexes() {
    return cache.resolve("search");
  }

  /**
   * The embedding model of the search, if it was fetched: numbers of others, nothing of a person.
   */
  Path embedding() {
    return data.resolve("embedding");
  }

  /** Computed prompts of models. */
  Path states() {
    return cache.resolve("states");
  }

  /** Models with their adapters merged in. */
  Path merged() {
    return cache.resolve("merged");
  }

  Path sandbox() {
    return cache.resolve("sandbox");
  }

  /**
   * Where running programs meet. Not XDG_RUNTIME_DIR: desktop clients start servers without it, and
   * these would not meet the others.
   */
  Path run() {
    return data.resolve("run");
  }

  Path chatHistory() {
    return data.resolve("chat_history");
  }

  /** The memories that a person goes to and fro between. */
  Path memories() {
    return config.resolve("memories");
  }

  Path settingsFile() {
    return config.resolve("settings.properties");
  }

  /* "All paths set in these environment variables must be absolute" (XDG): others are ignored. */
  private static Optional<Path> absolute(Surroundings surroundings, String name) {
    return surroundings.variable(name).map(Path::of).filter(Path::isAbsolute);
  }
}
