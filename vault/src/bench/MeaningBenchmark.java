package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import memagent.embed.EmbeddingParts;
import memagent.embed.MiniLmEmbedder;

/**
 * What the embedding model brings and costs: searches by words and links, by vectors, and by both. {@code run.sh} beside
 * it makes the memory; {@code meaning.sh} runs all of it.
 *
 * <pre>
 * add     DIR TSV                adds the notes of meaning.tsv to DIR/memory
 * measure DIR TSV EMBEDDING [K WEIGHT]  embeds DIR/memory with the model in EMBEDDING and asks all questions
 * tune    DIR TSV EMBEDDING      tries the weights on the half of the questions that is for it
 * time    DIR EMBEDDING|none     one question in a new process, then a thousand
 * </pre>
 */
public final class MeaningBenchmark {
  private static final int COUNT = 10;
  private static final List<String> NONSENSE =
      List.of(
          "zyxwv", "How deep is the Mariana trench?", "Who won the chess olympiad in 1962?", "quantum chromodynamics lattice",
          "What is the boiling point of tungsten?", "Translate the Iliad into Finnish", "Which satellite orbits Neptune?", "lorem ipsum dolor sit amet");

  private static final List<String> STRAY =
      List.of(
          "Could you kindly recall which %2$s %1$s mentioned yesterday?",
          "%1$s %2$s, according to last summer's conversation",
          "Before the meeting tomorrow, remind us: %1$s, %2$s?",
          "I forgot everything about %1$s again, especially the %2$s");

  /** So many of a kind are asked while weights are chosen. */
  private static final int TUNED_COUNT_MAX = 40;

  private MeaningBenchmark() {}

  /** Chooses what is measured. */
  public static void main(String[] args) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Path folder = Path.of(args[1]);
    switch (args[0]) {
      case "add" -> add(folder, Path.of(args[2]));
      case "measure" -> {
        RankFusion fusion =
            args.length > 5 ? new RankFusion(Integer.parseInt(args[4]), 1, Double.parseDouble(args[5])) : RankFusion.CHOSEN;
        System.out.println("# " + fusion);
        new Measure(folder, Path.of(args[2]), Path.of(args[3])).report(fusion);
      }
      case "tune" -> new Measure(folder, Path.of(args[2]), Path.of(args[3])).tune();
      case "time" -> time(folder, args[2]);
      default -> throw new IllegalArgumentException(args[0]);
    }
  }

  private record Question(String kind, String text, String note, String line) {}

  private static List<String[]> rows(Path tsv) throws IOException {
    return Files.readAllLines(tsv).stream().filter(line -> !line.startsWith("#")).map(line -> line.split("\t")).toList();
  }

  private static void add(Path folder, Path tsv) throws IOException {
    Map<String, List<String>> notes = new LinkedHashMap<>();
    for (String[] row : rows(tsv)) {
      notes.computeIfAbsent(row[1], note -> new ArrayList<>()).add(row[2]);
    }
    for (Map.Entry<String, List<String>> note : notes.entrySet()) {
      Path file = folder.resolve("memory").resolve(note.getKey());
      Files.createDirectories(file.getParent());
      String stem = file.getFileName().toString().replace(".md", "");
      String title = stem.substring(0, 1).toUpperCase(Locale.ROOT) + stem.substring(1);
      String before = Files.exists(file) ? Files.readString(file) : "# " + (stem.equals("user") ? "Me" : title) + "\n\n";
      String between = note.getValue().getFirst().startsWith("-") ? "\n" : "\n\n";
      Files.writeString(file, before + String.join(between, note.getValue()) + "\n");
    }
  }

  private static Vault vault(Path folder, Optional<Path> embedding) {
    VaultLimits limits =
        VaultLimits.DEFAULT.withBytes(1_000_000, 1_000_000_000).withFileCount(300_000).withEmbeddedPassages(1_000_000);
    SearchListener loud =
        new SearchListener() {
          @Override
          public void notice(String sentence) {
            System.out.println("notice: " + sentence);
          }
        };
    Vault vault = Vault.open(folder.resolve("memory"), limits, Optional.of(folder.resolve("cache")), loud);
    embedding.ifPresent(parts -> vault.embedWith(() -> MiniLmEmbedder.load(new EmbeddingParts(parts))));
    return vault;
  }

  /** All questions, in three ways. */
  private static final class Measure {
    private final List<Question> questions = new ArrayList<>();
    private final Path folder;
    private final MiniLmEmbedder model;
    private final PassageSearch search;
    private final IndexStore words;
    private final IndexStore vectors;
    private final Map<String, byte[]> embedded = new LinkedHashMap<>(); // question -> (dimension)

    Measure(Path folder, Path tsv, Path embedding) throws IOException {
      this.folder = folder;
      for (String[] row : rows(tsv)) {
        questions.add(new Question("other words, " + row[0], row[3], row[1], row[2]));
      }
      int at = 0;
      for (String[] row : rows(folder.resolve("questions.tsv"))) {
        String half = at / 5 % 2 == 0 ? ", tune" : ", test"; // Five kinds one after the other.
        questions.add(new Question(row[0] + half, row[1], row[2], row[3]));
        if (row[0].equals("fact")) { // With words that the answer has not, so that nothing has all.
          String stray = STRAY.get(at / 5 % STRAY.size()).formatted(row[4], row[5]);
          questions.add(new Question("fact and stray words" + half, stray, row[2], row[3]));
        }
        at++;
      }
      this.model = MiniLmEmbedder.load(new EmbeddingParts(embedding));
      Path index = fill(embedding);
      words = IndexStore.in(index);
      words.refresh();
      vectors = IndexStore.in(VectorIndex.beside(index), VectorIndex.form(model));
      vectors.refresh();
      search = new PassageSearch(words.reader(), WordAnalyzer.forQuestions(), Set.of());
      for (Question question : questions) {
        embedded.put(question.text(), VectorDocuments.bytes(model.embed(EmbeddedText.of(question.text()).orElseThrow())));
      }
    }

    private Path fill(Path embedding) throws IOException {
      try (Vault vault = vault(folder, Optional.of(embedding))) {
        long start = System.nanoTime();
        vault.index().refresh();
        print("index of words, s", seconds(start));
        start = System.nanoTime();
        vault.index().embed();
        double taken = seconds(start);
        Path index = vault.index().folder().orElseThrow();
        try (IndexStore counted = IndexStore.in(index)) {
          counted.refresh();
          int passages = counted.reader().numDocs() - vault.notes().size();
          print("passages", passages);
          print("vectors, s", taken);
          print("vectors, ms a passage", taken * 1_000 / passages);
        }
        print("index of words, MB", megabytes(index));
        print("vectors, MB", megabytes(VectorIndex.beside(index)));
        return index;
      }
    }

    private List<NearPassage> near(Question question, double cosineMin) throws IOException {
      return VectorDocuments.nearest(vectors.reader(), embedded.get(question.text()), RankFusion.DEPTH, cosineMin);
    }

    private List<String> byVectors(Question question) throws IOException {
      List<String> places = new ArrayList<>();
      for (NearPassage hit : near(question, VectorIndex.COSINE_MIN).stream().limit(COUNT).toList()) {
        Optional<Integer> document = search.note(hit.note(), List.of()).flatMap(note -> note.at(hit.at()));
        places.add(document.isEmpty() ? "" : place(search.passage(document.get())));
      }
      return places;
    }

    private static String place(Passage passage) {
      return passage.path() + "\n" + String.join("\n", passage.lines());
    }

    private List<String> hybrid(Question question, RankFusion fusion, double cosineMin) throws IOException {
      return search.find(question.text(), COUNT, near(question, cosineMin), fusion).stream().map(hit -> place(hit.passage())).toList();
    }

    private List<String> byWords(Question question) throws IOException {
      return search.find(question.text(), COUNT).stream().map(hit -> place(hit.passage())).toList();
    }

    /** Its rank from 1, or 0. */
    private static int rank(Question question, List<String> places) {
      for (int i = 0; i < places.size(); i++) {
        if (places.get(i).startsWith(question.note() + "\n") && places.get(i).contains(question.line())) {
          return i + 1;
        }
      }
      return 0;
    }

    private interface Way {
      List<String> of(Question question) throws IOException;
    }

    private double[] figures(String kind, Way way) throws IOException {
      return figures(kind, Integer.MAX_VALUE, way);
    }

    private double[] figures(String kind, int countMax, Way way) throws IOException { // recall@10, recall@1, mean reciprocal rank
      int asked = 0;
      double[] sums = new double[3];
      for (Question question : questions) {
        if (question.kind().equals(kind) && asked < countMax) {
          asked++;
          int rank = rank(question, way.of(question));
          sums[0] += rank > 0 ? 1 : 0;
          sums[1] += rank == 1 ? 1 : 0;
          sums[2] += rank > 0 ? 1.0 / rank : 0;
        }
      }
      return new double[] {sums[0] / asked, sums[1] / asked, sums[2] / asked, asked};
    }

    void report(RankFusion fusion) throws IOException {
      System.out.println("| questions | asked | words and links: recall@10 | recall@1 | MRR | with vectors: recall@10 | recall@1 | MRR | vectors only: recall@10 | recall@1 | MRR |");
      System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
      Set<String> kinds = new LinkedHashSet<>(questions.stream().map(Question::kind).toList());
      for (String kind : kinds) {
        double[] a = figures(kind, this::byWords);
        double[] b = figures(kind, question -> hybrid(question, fusion, VectorIndex.COSINE_MIN));
        double[] c = figures(kind, this::byVectors);
        System.out.printf(
            "| %s | %.0f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f |%n",
            kind, a[3], a[0], a[1], a[2], b[0], b[1], b[2], c[0], c[1], c[2]);
      }
      for (String text : NONSENSE) {
        byte[] asked = VectorDocuments.bytes(model.embed(text));
        List<NearPassage> near =
            model.knows(text)
                ? VectorDocuments.nearest(vectors.reader(), asked, RankFusion.DEPTH, VectorIndex.COSINE_MIN)
                : List.of();
        System.out.printf(
            "nothing there: %d hits by words, %d with vectors, nearest %.2f: %s%n",
            search.find(text, COUNT).size(), search.find(text, COUNT, near, fusion).size(), near.isEmpty() ? 0 : near.getFirst().cosine(), text);
      }
      for (Question question : questions) {
        if (question.kind().startsWith("other words, test") && rank(question, hybrid(question, fusion, VectorIndex.COSINE_MIN)) == 0) {
          System.out.println("missed: " + question.text() + " <- " + question.line());
        }
      }
    }

    void tune() throws IOException {
      System.out.println("| k | weight of vectors | cosine from | recall@10 | recall@1 | MRR | MRR of the others |");
      System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
      Set<String> kinds = new LinkedHashSet<>(questions.stream().map(Question::kind).filter(kind -> kind.endsWith(", tune")).toList());
      for (int k : new int[] {1, 5, 20, 60}) {
        for (double weight : new double[] {1, 2, 4}) {
          for (double cosine : new double[] {0.25, 0.3}) {
            double[] own = figures("other words, tune", question -> hybrid(question, new RankFusion(k, 1, weight), cosine));
            double others = 0;
            for (String kind : kinds) {
              others += kind.startsWith("other words") ? 0 : figures(kind, TUNED_COUNT_MAX, question -> hybrid(question, new RankFusion(k, 1, weight), cosine))[2];
            }
            System.out.printf("| %d | %.1f | %.2f | %.2f | %.2f | %.2f | %.3f |%n", k, weight, cosine, own[0], own[1], own[2], others / (kinds.size() - 1));
          }
        }
      }
      double others = 0;
      for (String kind : kinds) {
        others += kind.startsWith("other words") ? 0 : figures(kind, TUNED_COUNT_MAX, this::byWords)[2];
      }
      System.out.printf("MRR of the others by words and links: %.3f%n", others / (kinds.size() - 1));
    }
  }

  private static void time(Path folder, String embedding) throws IOException {
    List<String> asked = new ArrayList<>();
    rows(folder.resolve("questions.tsv")).forEach(row -> asked.add(row[1]));
    long start = System.nanoTime();
    try (Vault vault = vault(folder, embedding.equals("none") ? Optional.empty() : Optional.of(Path.of(embedding)))) {
      vault.index().search(asked.getFirst(), COUNT);
      print("open to first answer, s", seconds(start));
      vault.index().watch();
      for (long end = System.nanoTime() + 5_000_000_000L; System.nanoTime() < end; ) {
        vault.index().search(asked.get((int) (System.nanoTime() % asked.size())), COUNT);
      }
      double[] times = new double[1_000]; // (search), ms
      for (int i = 0; i < times.length; i++) {
        start = System.nanoTime();
        vault.index().search(asked.get(i % asked.size()), COUNT);
        times[i] = seconds(start) * 1_000;
      }
      Arrays.sort(times);
      print("search, p50 ms", times[500]);
      print("search, p95 ms", times[950]);
    }
    for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith("VmHWM")) {
        print("peak memory, MB", Long.parseLong(line.replaceAll("\\D", "")) / 1e3);
      }
    }
  }

  private static double megabytes(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum() / 1e6;
    }
  }

  private static double seconds(long start) {
    return (System.nanoTime() - start) / 1e9;
  }

  private static void print(String name, double value) {
    System.out.printf("%-45s %,12.3f%n", name, value);
  }
}
