import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import memagent.vault.HistorySettings;
import memagent.vault.NotePath;
import memagent.vault.SearchHit;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;

/**
 * Makes a memory of many notes with questions whose evidence is known, and measures the search in
 * it. {@code run.sh} beside it runs all of it, with the peers.
 *
 * <pre>
 * make  DIR COUNT SEED   writes DIR/memory and DIR/questions.tsv (kind, question, note, line, name, word)
 * build DIR              builds the index in DIR/cache from nothing
 * open  DIR              opens it in a new process and asks once
 * use   DIR              asks all questions, then writes and asks, in one process
 * edit  DIR DATA COUNT   changes notes, with a history below DATA, a tenth of them about one person
 * </pre>
 */
public final class SearchBenchmark {
  private static final String[] FIRST =
      "Ada Bror Cleo Dagny Emil Frida Gustav Hedda Ivar Jonna Kaspar Liv Magnus Nora Otto Petra Runa Sten Tove Ulf Vera Wilma Yngve Zelda Anouk Bjarne Corvin Delia Edda Falk"
          .split(" ");
  private static final String[] SYLLABLES =
      "ber dal fors gren holm kvi lund mark nor ost pil quist ran sten tor ulv vik wes yt zan bro cas dre el fin gul hav is jor kal"
          .split(" ");
  private static final String[] HOBBIES =
      "chess rowing knitting pottery sailing bouldering birdwatching calligraphy beekeeping fencing origami archery"
          .split(" ");
  private static final String[] FOODS =
      "lentil soup,rye bread,smoked trout,plum cake,mushroom pie,goat cheese,barley stew,pickled beets,rhubarb crumble,fried herring"
          .split(",");
  private static final String[] TRADES =
      "lanterns sails bridges clocks textbooks bicycles violins tiles compasses ferries".split(" ");
  private static final String[] PROSE =
      "We met at the %s fair and talked about %s until it rained.|Lent me a book on %s and wants it back before %s.|Still owes me an answer about the %s near the %s."
          .split("\\|");

  /** Of whom each kind of question is asked: enough that the thousand timed ones are all different. */
  private static final int ASKED_PEOPLE_COUNT = 220;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private SearchBenchmark() {}

  /** Chooses what is measured. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(args[1]);
    switch (args[0]) {
      case "make" -> new World(folder, Integer.parseInt(args[2]), Long.parseLong(args[3])).make();
      case "build" -> build(folder);
      case "open" -> open(folder);
      case "use" -> use(folder);
      case "edit" -> edit(folder, Path.of(args[2]), Integer.parseInt(args[3]));
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  /** The memory: of a hundred notes 2 are cities, 10 companies, the others people. */
  private static final class World {
    private final Path folder;
    private final int count;
    private final Random random;
    private final List<String> questions = new ArrayList<>();
    private final String[] names; // (note)

    World(Path folder, int count, long seed) {
      this.folder = folder;
      this.count = count;
      this.random = new Random(seed);
      this.names = new String[count];
    }

    private boolean isCity(int i) {
      return i % 50 == 0;
    }

    private boolean isCompany(int i) {
      return i % 10 == 1;
    }

    private String one(String[] of) {
      return of[random.nextInt(of.length)];
    }

    private String word() {
      String word = one(SYLLABLES) + one(SYLLABLES) + one(SYLLABLES);
      return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    private String path(int i) {
      String kind = isCity(i) ? "places" : isCompany(i) ? "companies" : "people";
      String stem = names[i].toLowerCase(Locale.ROOT).replace(' ', '_');
      return "entities/%s/%03d/%s_%d.md".formatted(kind, i % 256, stem, i);
    }

    private String link(int i) {
      return "[[" + path(i).replace(".md", "") + "]]";
    }

    private int any(int kind) { // 0 a city, 1 a company, 2 a person
      while (true) {
        int i = random.nextInt(count);
        if ((isCity(i) ? 0 : isCompany(i) ? 1 : 2) == kind) {
          return i;
        }
      }
    }

    void make() throws IOException {
      for (int i = 0; i < count; i++) {
        names[i] =
            isCity(i) ? word() : isCompany(i) ? word() + " Works" : one(FIRST) + " " + word();
      }
      int[] cityOf = new int[count]; // (note)
      int[] employerOf = new int[count]; // (note)
      String[] rivers = new String[count]; // (note)
      for (int i = 0; i < count; i++) {
        cityOf[i] = any(0);
        employerOf[i] = any(1);
        rivers[i] = word();
      }
      int step = Math.max(1, count / ASKED_PEOPLE_COUNT);
      for (int i = 0; i < count; i++) {
        StringBuilder text = new StringBuilder("# " + names[i] + "\n\n");
        if (isCity(i)) {
          text.append("- river: ").append(rivers[i]).append("\n");
          text.append("- population: ").append(random.nextInt(900_000)).append("\n");
          text.append("- mayor: ").append(link(any(2))).append("\n");
          for (int j = 0; j < 7; j++) {
            text.append("- landmark %d: the %s tower\n".formatted(j, word()));
          }
        } else if (isCompany(i)) {
          text.append("- city: ").append(link(cityOf[i])).append("\n");
          text.append("- founded: ").append(1800 + random.nextInt(220)).append("\n");
          text.append("- makes: ").append(one(TRADES)).append("\n");
          text.append("- director: ").append(link(any(2))).append("\n");
          for (int j = 0; j < 6; j++) {
            text.append("- product %d: %s %s\n".formatted(j, word(), one(TRADES)));
          }
        } else {
          String hobby = one(HOBBIES);
          String mail = names[i].toLowerCase(Locale.ROOT).replace(' ', '.') + i + "@example.org";
          String prose = one(PROSE).formatted(word(), word());
          text.append("- age: ").append(18 + random.nextInt(70)).append("\n");
          text.append("- born: ").append("%d-%02d-%02d".formatted(1940 + random.nextInt(65), 1 + random.nextInt(12), 1 + random.nextInt(28))).append("\n");
          text.append("- employer: ").append(link(employerOf[i])).append("\n");
          text.append("- city: ").append(link(cityOf[i])).append("\n");
          text.append("- hobby: ").append(hobby).append("\n");
          text.append("- e-mail: ").append(mail).append("\n");
          text.append("- favourite food: ").append(one(FOODS)).append("\n");
          text.append("- friend: ").append(link(any(2))).append("\n");
          text.append("- shoe size: ").append(35 + random.nextInt(12)).append("\n");
          text.append("\n## Notes\n\n").append(prose).append("\n");
          if (i % step == 2) {
            int work = employerOf[i];
            int town = cityOf[work];
            ask("fact", "What is " + names[i] + "'s hobby?", i, "hobby: " + hobby, names[i], "hobby");
            ask("value", "Whose address is " + mail + "?", i, mail, mail, "mail");
            ask("prose", words(prose), i, prose, words(prose), words(prose));
            ask("2 links", "In which city is the employer of " + names[i] + "?", work, "city: " + link(town), names[i], "city");
            ask("3 links", "Which river has the city of " + names[i] + "'s employer?", town, "river: " + rivers[town], names[i], "river");
          }
        }
        write(path(i), text.toString());
      }
      own(cityOf, employerOf);
      Files.write(folder.resolve("questions.tsv"), questions);
    }

    private void own(int[] cityOf, int[] employerOf) throws IOException {
      String[] relations = "wife brother sister dentist neighbour teacher".split(" ");
      StringBuilder text = new StringBuilder("# Me\n\n");
      for (String relation : relations) {
        int who = any(2);
        text.append("- ").append(relation).append(": ").append(link(who)).append("\n");
        int work = employerOf[who];
        ask("own", "my " + relation + "'s employer's city", work, "city: " + link(cityOf[work]), relation, "city");
      }
      write("user.md", text.toString());
    }

    /** The words of a sentence that only it has. */
    private static String words(String prose) {
      return String.join(
          " ", Arrays.stream(prose.split(" ")).skip(1).filter(w -> w.matches("[A-Z].*")).toList());
    }

    private void ask(String kind, String question, int note, String line, String name, String word) {
      questions.add(String.join("\t", kind, question, path(note), line, name, word));
    }

    private void write(String path, String text) throws IOException {
      Path file = folder.resolve("memory").resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    }
  }

  private record Question(String kind, String text, String note, String line) {}

  private static List<Question> questions(Path folder) throws IOException {
    return Files.readAllLines(folder.resolve("questions.tsv")).stream()
        .map(line -> line.split("\t"))
        .map(f -> new Question(f[0], f[1], f[2], f[3]))
        .toList();
  }

  private static final VaultLimits LIMITS =
      VaultLimits.DEFAULT.withBytes(1_000_000, 1_000_000_000).withFileCount(300_000);

  private static Vault vault(Path folder) {
    SearchListener loud =
        new SearchListener() {
          @Override
          public void notice(String sentence) {
            System.out.println("notice: " + sentence);
          }
        };
    return Vault.open(folder.resolve("memory"), LIMITS, Optional.of(folder.resolve("cache")), loud);
  }

  private static void build(Path folder) throws IOException {
    try (Vault vault = vault(folder)) {
      int notes = vault.notes().size();
      long start = System.nanoTime();
      double before = cpuSeconds();
      vault.index().refresh();
      double seconds = seconds(start);
      double used = cpuSeconds() - before;
      print("cold build, s", seconds);
      print("cold build, notes/s", notes / seconds);
      print("cold build, notes/s of processor time", notes / used);
    }
    long bytes = 0;
    try (Stream<Path> files = Files.walk(folder.resolve("cache"))) {
      bytes = files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
    print("index, MB", bytes / 1e6);
    print("build: peak memory, MB", peakMegabytes());
  }

  private static void open(Path folder) throws IOException {
    Question question = questions(folder).getFirst();
    long start = System.nanoTime();
    try (Vault vault = vault(folder)) {
      vault.index().search(question.text(), 10);
      print("warm open to first answer, s", seconds(start));
      print("warm open, processor time of the program, s", cpuSeconds());
      start = System.nanoTime();
      double before = cpuSeconds();
      vault.index().search(question.text(), 10);
      print("second answer, unwatched, s", seconds(start));
      print("second answer, unwatched, processor time, s", cpuSeconds() - before);
    }
  }

  private static void use(Path folder) throws IOException {
    List<Question> questions = questions(folder);
    try (Vault vault = vault(folder)) {
      vault.index().watch();
      vault.index().refresh();
      Duration wait = Duration.ofSeconds(3);
      for (long end = System.nanoTime() + wait.toNanos(); System.nanoTime() < end; ) {
        ask(vault, questions.get((int) (System.nanoTime() % questions.size())));
      }
      double[] times = new double[1_000]; // (search), ms
      double[] own = new double[1_000]; // (search), ms
      for (int i = 0; i < times.length; i++) {
        long start = System.nanoTime();
        long used = THREADS.getCurrentThreadCpuTime();
        ask(vault, questions.get(i % questions.size()));
        times[i] = seconds(start) * 1_000;
        own[i] = (THREADS.getCurrentThreadCpuTime() - used) / 1e6;
      }
      print("search", times);
      print("search, processor time", own);
      recall(vault, questions);
      write(vault);
    }
    print("use: peak memory, MB", peakMegabytes());
  }

  private static List<SearchHit> ask(Vault vault, Question question) {
    return vault.index().search(question.text(), 10);
  }

  private static void recall(Vault vault, List<Question> questions) {
    for (String kind : questions.stream().map(Question::kind).distinct().toList()) {
      int asked = 0;
      int lines = 0;
      int notes = 0;
      for (Question question : questions) {
        if (question.kind().equals(kind)) {
          List<SearchHit> hits = ask(vault, question);
          asked++;
          lines += hits.stream().anyMatch(hit -> String.join("\n", hit.passage().lines()).contains(question.line())) ? 1 : 0;
          notes += hits.stream().anyMatch(hit -> hit.passage().path().value().equals(question.note())) ? 1 : 0;
        }
      }
      print("recall@10 of the note, " + kind, (double) notes / asked);
      print("recall@10 of the line, " + kind, (double) lines / asked);
    }
  }

  private static void write(Vault vault) {
    List<NotePath> notes = vault.notes();
    Random random = new Random(11);
    double[] writes = new double[600]; // (transaction), ms
    double[] reads = new double[600]; // (search), ms
    int missed = 0;
    for (int i = 0; i < writes.length; i++) {
      NotePath path = notes.get(random.nextInt(notes.size()));
      String mark = "mark" + Integer.toString(i, 36) + "x" + Integer.toString(random.nextInt(), 36).replace("-", "");
      long start = System.nanoTime();
      try (VaultTransaction transaction = vault.begin()) {
        if (i % 4 == 0) {
          transaction.create(NotePath.of("entities/new/%03d/n%d_%s.md".formatted(i % 256, i, mark)), "# New " + mark + "\n- kept: " + mark + "\n");
        } else {
          transaction.create(path, transaction.read(path) + "- kept: " + mark + "\n");
        }
        transaction.commit();
      }
      writes[i] = seconds(start) * 1_000;
      start = System.nanoTime();
      boolean found = vault.index().search(mark, 1).stream().anyMatch(hit -> hit.passage().value().contains(mark));
      reads[i] = seconds(start) * 1_000;
      missed += found ? 0 : 1;
    }
    print("write with fsync and index", writes);
    print("search for what was just written", reads);
    print("written and not found", missed);
  }

  /** What `mem forget` then has to find: the person of the first question, in other notes and in the past. */
  private static void edit(Path folder, Path data, int count) throws IOException {
    String name = Files.readAllLines(folder.resolve("questions.tsv")).getFirst().split("\t")[4];
    HistorySettings settings = new HistorySettings(data.resolve("history"), Clock.systemUTC(), System.out::println);
    long start = System.nanoTime();
    try (Vault vault = Vault.open(folder.resolve("memory"), LIMITS, settings)) {
      List<NotePath> notes = vault.notes();
      Random random = new Random(13);
      for (int i = 0; i < count; i++) {
        NotePath path = notes.get(random.nextInt(notes.size()));
        String line = i % 10 == 0 ? "- met: " + name + "\n" : "- change %d: %d\n".formatted(i, random.nextInt(1_000));
        try (VaultTransaction transaction = vault.begin()) {
          transaction.create(path, transaction.read(path) + line);
          transaction.commit();
        }
      }
    }
    print("edits with a history, s", seconds(start));
    System.out.println("of whom: " + name);
  }

  /** Of all threads of this process so far: what other programs on the machine disturb least. */
  private static double cpuSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().map(Duration::toMillis).orElse(0L) / 1e3;
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static double peakMegabytes() throws IOException {
    Path status = Path.of("/proc/self/status");
    if (!Files.exists(status)) {
      return Runtime.getRuntime().totalMemory() / 1e6;
    }
    return Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("VmHWM"))
            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
            .findFirst()
            .orElse(0)
        / 1e3;
  }

  private static void print(String name, double[] times) {
    double[] sorted = times.clone();
    Arrays.sort(sorted);
    print(name + ", p50 ms", sorted[sorted.length / 2]);
    print(name + ", p95 ms", sorted[sorted.length * 95 / 100]);
    print(name + ", p99 ms", sorted[sorted.length * 99 / 100]);
  }

  private static void print(String name, double value) {
    System.out.printf("%-45s %,12.3f%n", name, value);
  }
}
