package memagent.vault;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.errors.ConfigInvalidException;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * What JGit may know of this machine: nothing. A person's own git settings (line ends, signing,
 * hooks, names) must not change what a history holds, and JGit would otherwise start the installed
 * git to find them.
 */
final class GitSurroundings extends SystemReader {
  private final SystemReader system;

  private GitSurroundings(SystemReader system) {
    this.system = system;
    setPlatformChecker();
  }

  /** Takes the place of what JGit uses by itself; once a process. */
  static synchronized void use() {
    if (!(SystemReader.getInstance() instanceof GitSurroundings)) {
      SystemReader.setInstance(new GitSurroundings(SystemReader.getInstance()));
    }
  }

  @Override
  public String getHostname() {
    return InetAddress.getLoopbackAddress().getHostName();
  }

  @Override
  public @Nullable String getenv(String variable) {
    return null;
  }

  @Override
  public @Nullable String getProperty(String key) {
    return system == null ? null : system.getProperty(key);
  }

  @Override
  public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new NoConfig(parent, fs);
  }

  @Override
  @SuppressWarnings("deprecation") // JGit still asks it.
  public long getCurrentTime() {
    return system.getCurrentTime();
  }

  @Override
  public Instant now() {
    return system.now();
  }

  @Override
  @SuppressWarnings("deprecation") // JGit still asks it.
  public int getTimezone(long when) {
    return 0;
  }

  @Override
  public ZoneOffset getTimeZoneAt(Instant when) {
    return ZoneOffset.UTC;
  }

  @Override
  public ZoneId getTimeZoneId() {
    return ZoneOffset.UTC;
  }

  @Override
  public Locale getLocale() {
    return Locale.ROOT;
  }

  /** Settings that are empty, and are never read or written. */
  private static final class NoConfig extends FileBasedConfig {
    private static final Duration CLOCK_STEP = Duration.ofSeconds(2);

    NoConfig(@Nullable Config parent, FS fs) {
      super(parent, new File("none"), fs);
    }

    /*
     * JGit would measure how fine the disk's clock is by writing files beside the repository, from a
     * thread that outlives the memory. It is told what it takes itself until it has measured.
     */
    @Override
    public long getTimeUnit(
        String section, @Nullable String subsection, String name, long otherwise, TimeUnit unit) {
      return section.equals(ConfigConstants.CONFIG_FILESYSTEM_SECTION)
          ? name.equals(ConfigConstants.CONFIG_KEY_TIMESTAMP_RESOLUTION)
              ? unit.convert(CLOCK_STEP)
              : 0
          : super.getTimeUnit(section, subsection, name, otherwise, unit);
    }

    @Override
    public void load() throws IOException, ConfigInvalidException {
      // There is no file.
    }

    @Override
    public void save() throws IOException {
      // What JGit measures of the disk is measured again by the next process.
    }

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
