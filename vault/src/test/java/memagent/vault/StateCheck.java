package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares a memory's files, read without {@link Vault}, with what {@link MixedWrites} says. */
final class StateCheck {
  private StateCheck() {}

  /** All files that are not hidden, by path. */
  static Map<String, String> files(Path memory) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(memory)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = memory.relativize(file).toString().replace('\\', '/');
        if (!path.startsWith(".") && !path.contains("/.")) {
          files.put(path, new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        }
      }
    }
    return files;
  }

  /**
   * The number of the transaction that a memory stands at, which is the acknowledged one or the
   * next. Where it stands at neither, the tally counts what is wrong, and the answer is -1.
   */
  static int standsAt(Path memory, long seed, int acknowledged, Tally tally) throws IOException {
    Map<String, String> found = files(memory);
    MixedWrites writes = new MixedWrites(seed).after(acknowledged);
    Map<String, String> then = writes.texts();
    if (found.equals(then)) {
      return acknowledged;
    }
    writes.next();
    Map<String, String> next = writes.texts();
    if (found.equals(next)) {
      tally.add("found done though not acknowledged", 1);
      return acknowledged + 1;
    }
    count(found, then, next, tally);
    return -1;
  }

  private static void count(
      Map<String, String> found, Map<String, String> then, Map<String, String> next, Tally tally) {
    List<String> wrong = new ArrayList<>();
    found.forEach((path, text) -> {
      if (!MixedWrites.Body.isWhole(text)) {
        tally.add(Tally.TORN, 1);
        wrong.add(path + " is torn");
      }
    });
    for (String path : then.keySet()) {
      String text = found.getOrDefault(path, "absent");
      if (!text.equals(then.get(path)) && !text.equals(next.getOrDefault(path, "absent"))) {
        tally.add(Tally.LOST, 1);
        wrong.add(path + " is older than what was acknowledged, or gone");
      }
    }
    if (wrong.isEmpty()) {
      tally.add(Tally.TORN, 1);
      wrong.add("a part of a transaction is there");
    }
    System.out.println("WRONG: " + wrong);
  }
}
