package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The house rules that a machine can hold. */
class TidyTest {
  private static final String LINE_FIT = "agent/src/main/resources/memagent/agent/line-fit.bin";
  private static final int LINES_MAX = 500;
  private static final long FILE_BYTES_MAX = 5L << 20;
  private static final String[] SOURCES = {".java", ".sh", ".cmd", ".py", ".xml", ".js", ".css"};
  private static final Pattern LINK = Pattern.compile("(?<!!)\\[[^\\]\\[]*]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.*)$");
  private static final Pattern FENCE = Pattern.compile("(?ms)^(```|~~~).*?^\\1");
  private static final Pattern TEST_METHOD =
      Pattern.compile("@(?:Test|ParameterizedTest|FuzzTest)\\b[^{;]*?\\bvoid (\\w+)\\(");

  /**
   * What a class outside app may ask the JVM for: facts about itself, not somebody's settings. The
   * last one is a fact about a sandbox worker: where the process that started it put its library.
   */
  private static final Set<String> FACTS =
      Set.of(
          "os.name",
          "os.arch",
          "java.home",
          "java.class.path",
          "polyglot.engine.userResourceCache");

  @Test
  void noSourceFileIsTooLongToRead() {
    List<String> tooLong = new ArrayList<>();
    for (String file : House.files(SOURCES)) {
      long lines = House.read(file).lines().count();
      if (lines > LINES_MAX) {
        tooLong.add(file + " has " + lines + " lines");
      }
    }
    assertThat(tooLong).isEmpty();
  }

  @Test
  void everyPackageIntroducesItselfAndIsNullMarked() {
    Set<String> folders =
        House.files(".java").stream()
            .filter(file -> file.contains("/src/main/java/") && !file.endsWith("/module-info.java"))
            .map(file -> file.substring(0, file.lastIndexOf('/')))
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> silent = new ArrayList<>();
    for (String folder : folders) {
      Path info = House.root().resolve(folder).resolve("package-info.java");
      String text = Files.exists(info) ? House.read(folder + "/package-info.java") : "";
      if (!text.contains("@NullMarked") || !text.contains("Start at")) {
        silent.add(folder + "/package-info.java needs @NullMarked and a tour with \"Start at\"");
      }
    }
    assertThat(silent).isEmpty();
  }

  @Test
  void linksInTheDocumentsResolve() {
    List<String> broken = new ArrayList<>();
    for (String file : documents()) {
      String text = FENCE.matcher(House.read(file)).replaceAll("").replaceAll("`[^`\n]*`", "");
      for (MatchResult link : LINK.matcher(text).results().toList()) {
        String target = link.group(1);
        if (!target.matches("(https?|mailto):.*") && !resolves(file, target)) {
          broken.add(file + ": " + target);
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  /** Markdown that explains this repository; the notes of sample and test memories are data. */
  private static List<String> documents() {
    return House.files(".md").stream()
        .filter(file -> !file.contains("/src/") && !file.matches("samples/.+/.+"))
        .toList();
  }

  private static boolean resolves(String file, String target) {
    String path = target.replaceFirst("#.*", "");
    String anchor = target.contains("#") ? target.substring(target.indexOf('#') + 1) : "";
    Path from = House.root().resolve(file);
    Path to = path.isEmpty() ? from : from.resolveSibling(path).normalize();
    if (!to.startsWith(House.root()) || !Files.exists(to)) {
      return false;
    }
    if (anchor.isEmpty() || !to.toString().endsWith(".md")) {
      return true;
    }
    String text = House.read(House.root().relativize(to).toString());
    return HEADING.matcher(text).results().anyMatch(h -> anchor(h.group(1)).equals(anchor));
  }

  /** The name that a heading gets on the usual hosts of repositories. */
  private static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N} _-]", "")
        .replace(' ', '-');
  }

  @Test
  void noFileNamesAPlaceOnThisMachine() {
    List<String> places = new ArrayList<>(List.of(House.root() + "/", "/wo" + "rk/"));
    String home = System.getProperty("user.home");
    if (home.length() > 1) {
      places.add(home + "/");
    }
    Pattern beginning =
        Pattern.compile(
            places.stream()
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?<![\\w.*-])(", ")")));
    assertThat(House.lines(texts(), line -> beginning.matcher(line).find())).isEmpty();
  }

  @Test
  void noFileNamesARegistry() {
    Pattern hosts =
        Pattern.compile(
            String.join(
                "|",
                "registry\\.npm" + "js",
                "py" + "pi\\.org",
                "python" + "hosted",
                "repo1?\\.maven" + "\\.",
                "deb\\.debian" + "\\.org",
                "proxy\\.golang" + "\\.org"));
    assertThat(House.lines(texts(), line -> hosts.matcher(line).find())).isEmpty();
  }

  @Test
  void nothingIsLeftUndoneOrSwitchedOff() {
    Pattern words =
        Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b|@Dis" + "abled|assumeTrue\\(false");
    assertThat(House.lines(House.files(SOURCES), line -> words.matcher(line).find())).isEmpty();
  }

  @Test
  void testsNeitherSleepNorMock() {
    List<String> tests =
        House.files(".java").stream()
            .filter(file -> file.contains("/src/test/") && !file.endsWith("Benchmark.java"))
            .toList();
    Pattern words =
        Pattern.compile("Thread\\.sl" + "eep|TimeUnit\\.\\w+\\.sl" + "eep|mock" + "ito");
    assertThat(House.lines(tests, line -> words.matcher(line).find())).isEmpty();
  }

  @Test
  void namesOfTestsAreSentences() {
    List<String> names = new ArrayList<>();
    for (String file : House.files(".java")) {
      TEST_METHOD
          .matcher(House.read(file))
          .results()
          .map(match -> match.group(1))
          .filter(name ->
              name.matches("test[A-Z0-9].*") || !name.matches("[a-z]+([A-Z0-9][A-Za-z0-9]*)+"))
          .forEach(name -> names.add(file + ": " + name));
    }
    assertThat(names).isEmpty();
  }

  @Test
  void sourcesHaveNoTabs() {
    List<String> files = new ArrayList<>(House.files(SOURCES));
    files.addAll(documents());
    files.addAll(List.of("build", "mem", ".ci/run"));
    assertThat(House.lines(files, line -> line.contains("\t"))).isEmpty();
  }

  @Test
  void onlyAppReadsSettingsOfTheJvm() {
    List<String> files =
        House.files(".java").stream()
            .filter(file -> file.contains("/src/main/") && !file.startsWith("app/"))
            .toList();
    Pattern asks =
        Pattern.compile(
            "\\b(?:System\\.getProperty|Integer\\.getInteger|Boolean\\.getBoolean|Long\\.getLong)"
                + "\\((?:\"([^\"]*)\")?");
    assertThat(
            House.lines(
                files,
                line ->
                    asks.matcher(line)
                        .results()
                        .anyMatch(m -> m.group(1) == null || !FACTS.contains(m.group(1)))))
        .isEmpty();
  }

  @Test
  void noFileButAModelIsLarge() throws IOException {
    List<String> large = new ArrayList<>();
    for (String file : House.files()) {
      boolean weights = file.startsWith("models/") || file.equals(LINE_FIT);
      if (!weights && Files.size(House.root().resolve(file)) > FILE_BYTES_MAX) {
        large.add(file);
      }
    }
    assertThat(large).isEmpty();
  }

  @Test
  void changesBeginWithTheUnreleasedOnes() {
    assertThat(
            House.read("CHANGELOG.md").lines().filter(line -> line.startsWith("## ")).findFirst())
        .hasValue("## Unreleased");
  }

  @Test
  void theTwoCommandsCanBeRun() {
    for (String command : List.of("build", "mem", ".ci/run")) {
      assertThat(House.root().resolve(command)).isExecutable();
      assertThat(House.read(command)).startsWith("#!/").doesNotContain("\r");
    }
  }

  /** Everything that is text, but for the tests' own data. */
  private static List<String> texts() {
    return House.files().stream()
        .filter(file -> !file.contains("/src/test/resources/"))
        .filter(file ->
            !file.matches(".*\\.(gguf|png|gif|jpg|jar|zip|gz|tgz|so|dll|dylib|bin|safetensors)"))
        .toList();
  }
}
