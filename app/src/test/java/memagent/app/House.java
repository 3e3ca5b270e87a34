package memagent.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The repository as the tests of the house rules see it. */
final class House {
  private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
  private static final Pattern BUILT =
      Pattern.compile("(.*/)?(target|\\.git|\\.parts|\\.runs|\\.idea|\\.vscode|__pycache__)(/.*)?");

  private House() {}

  /** A line of a file, for messages that an editor can follow. */
  record Line(String file, int number, String text) {
    @Override
    public String toString() {
      return file + ":" + number + ": " + text.strip();
    }
  }

  static Path root() {
    return Path.of(Objects.requireNonNull(System.getProperty("repository.root"), "run ./build"));
  }

  static List<String> modulesOfTheBuild() {
    return MODULE.matcher(read("pom.xml")).results().map(match -> match.group(1)).toList();
  }

  /** What git has or would take, by names relative to the root, with slashes. */
  static List<String> files() {
    try {
      Process git =
          new ProcessBuilder("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
              .directory(root().toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String names = new String(git.getInputStream().readAllBytes(), UTF_8);
      if (git.waitFor() == 0) {
        return Stream.of(names.split("\0"))
            .filter(name -> Files.isRegularFile(root().resolve(name)))
            .sorted()
            .distinct()
            .toList();
      }
    } catch (IOException e) {
      // No git here: the tree was unpacked from an archive.
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return walk();
  }

  private static List<String> walk() {
    try (Stream<Path> all = Files.walk(root())) {
      return all.filter(Files::isRegularFile)
          .map(path -> root().relativize(path).toString().replace('\\', '/'))
          .filter(name -> !BUILT.matcher(name).matches())
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> files(String... endings) {
    Set<String> all = Set.of(endings);
    return files().stream().filter(name -> all.stream().anyMatch(name::endsWith)).toList();
  }

  static String read(String file) {
    try {
      return Files.readString(root().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " is not UTF-8 text", e);
    }
  }

  /** The lines of the files that the rule is broken by. */
  static List<Line> lines(List<String> files, Predicate<String> rule) {
    List<Line> found = new ArrayList<>();
    for (String file : files) {
      int number = 0;
      for (String text : read(file).split("\n", -1)) {
        number++;
        if (rule.test(text)) {
          found.add(new Line(file, number, text));
        }
      }
    }
    return found;
  }
}
