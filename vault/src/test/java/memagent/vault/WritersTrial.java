package memagent.vault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Several processes, each a {@link SharedWriter}, write one memory with its history at once. */
final class WritersTrial {
  private WritersTrial() {}

  static void run(Path folder, int processes, int writes, Tally tally)
      throws IOException, InterruptedException {
    List<Process> writers = new ArrayList<>();
    for (int id = 0; id < processes; id++) {
      writers.add(
          Child.start(
              SharedWriter.class,
              folder.toString(),
              Integer.toString(id),
              Integer.toString(writes)));
    }
    List<String> complaints = new ArrayList<>();
    for (Process writer : writers) {
      List<String> said = Child.output(writer).lines().toList();
      String last =
          said.stream().filter(line -> line.startsWith("done ")).reduce("", (one, next) -> next);
      if (writer.waitFor() != 0 || last.isEmpty()) {
        throw new IllegalStateException("A writer ended badly: " + said);
      }
      tally.add("conflicts that were repeated", Long.parseLong(last.split(" ", -1)[1]));
      tally.add("waits over the limit that were repeated", Long.parseLong(last.split(" ", -1)[2]));
      said.stream()
          .filter(line -> !line.startsWith("done ") && !line.startsWith("SLF4J") && !line.isBlank())
          .forEach(complaints::add);
    }
    complaints.stream().distinct().forEach(line -> System.out.println("a writer said: " + line));
    tally.add("processes", processes);
    tally.add("warnings of the history", complaints.size());
    int acknowledged = 0;
    for (int id = 0; id < processes; id++) {
      acknowledged += Files.readAllLines(folder.resolve("acks-" + SharedWriter.name(id))).size();
    }
    tally.add("acknowledged", acknowledged);
    check(folder, processes, writes, tally);
    checkHistory(folder, (long) processes * writes, tally);
  }

  private static void check(Path folder, int processes, int writes, Tally tally)
      throws IOException {
    Map<String, String> files = StateCheck.files(folder.resolve("memory"));
    Set<String> expected = new HashSet<>();
    Map<String, String> own = new HashMap<>();
    int transfers = 0;
    for (int id = 0; id < processes; id++) {
      String name = SharedWriter.name(id);
      int mine = 0;
      for (int number = 1; number <= writes; number++) {
        String shared = SharedWriter.sharedNote(id, number);
        String line = SharedWriter.line(name, number);
        if (!shared.isEmpty()) {
          expected.add(shared + " " + line.strip());
        } else if (SharedWriter.isTransfer(number)) {
          mine++;
        } else {
          own.put("own/%s_%d.md".formatted(name, number % SharedWriter.OWN_NOTES), line);
        }
      }
      own.put("own/" + name + ".md", "- count: " + mine + "\n");
      transfers += mine;
    }
    own.put("count.md", "- count: " + transfers + "\n");
    own.forEach((path, text) -> {
      if (!text.equals(files.get(path))) {
        tally.add(Tally.LOST, 1);
      }
    });
    files.forEach((path, text) -> {
      if (path.startsWith("shared/")) {
        for (String line : text.split("\n", -1)) {
          if (!line.isEmpty() && !expected.remove(path + " " + line)) {
            tally.add(Tally.TORN, 1); // No line that was written, or one twice.
          }
        }
      } else if (!own.containsKey(path)) {
        tally.add(Tally.TORN, 1);
      }
    });
    tally.add(Tally.LOST, expected.size());
  }

  private static void checkHistory(Path folder, long writes, Tally tally) {
    try (Vault vault = MixedWriter.open(folder)) {
      Set<String> seen = new HashSet<>();
      for (HistoryEntry entry : vault.history().orElseThrow().entries(Integer.MAX_VALUE)) {
        Author author = entry.author();
        boolean isNew = seen.add(author.session() + " " + author.question());
        if (author.kind() != Author.Kind.AGENT || !isNew) {
          tally.add("entries that nobody wrote", 1);
        }
      }
      tally.add("entries in the history", seen.size());
      tally.add(Tally.LOST, Math.max(0, writes - seen.size()));
    }
  }
}
