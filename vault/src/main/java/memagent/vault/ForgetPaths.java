package memagent.vault;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Which files are forgotten as a whole, and which get another name. */
final class ForgetPaths {
  private static final String NAMELESS = "other";

  private final ForgetWords words;
  private final Set<NotePath> forgotten;
  private final Map<NotePath, NotePath> renamed = new TreeMap<>();

  /** Last names that a file has that stays; a link by such a name may mean that one. */
  private final Set<String> kept = new HashSet<>();

  /**
   * Decides on names.
   *
   * @param words as the person named them
   * @param forgotten files that go as a whole, wherever they are mentioned
   * @param all every file that is or was in the memory
   */
  ForgetPaths(ForgetWords words, Set<NotePath> forgotten, Set<NotePath> all) {
    this.words = words;
    this.forgotten = Set.copyOf(forgotten);
    Set<NotePath> taken = new HashSet<>(all);
    for (NotePath path : all.stream().sorted().toList()) {
      if (isForgotten(path)) {
        continue;
      }
      kept.add(NoteDocuments.lastName(path.value()));
      if (words.isIn(path.value()) && isNamed(path)) {
        NotePath free = free(masked(path), taken);
        taken.add(free);
        renamed.put(path, free);
      }
    }
  }

  /** Whether a name of the path, and not only two names together, has the words. */
  private boolean isNamed(NotePath path) {
    return path.names().stream().anyMatch(words::isIn);
  }

  private static NotePath free(NotePath wanted, Set<NotePath> taken) {
    NotePath free = wanted;
    for (int i = 2; taken.contains(free); i++) {
      String ending = wanted.isNote() ? ".md" : "";
      free = wanted.parent().child(wanted.stem() + "_" + i + ending);
    }
    return free;
  }

  private NotePath masked(NotePath path) {
    NotePath masked = NotePath.ROOT;
    List<String> names = path.names();
    for (int i = 0; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      int dot = last ? names.get(i).lastIndexOf('.') : -1;
      String stem = dot > 0 ? names.get(i).substring(0, dot) : names.get(i);
      String ending = dot > 0 ? names.get(i).substring(dot) : "";
      masked = child(masked, masked(stem), words.isIn(ending) ? "" : ending);
    }
    return masked;
  }

  private static NotePath child(NotePath folder, String stem, String ending) {
    try {
      return folder.child(stem + ending);
    } catch (InvalidPathException unusable) {
      return folder.child(NAMELESS + ending);
    }
  }

  private String masked(String stem) {
    if (!words.isIn(stem)) {
      return stem;
    }
    String gap = "\u0001";
    String rest =
        words
            .without(stem, gap)
            .replaceAll("[\\s_.-]*\u0001[\\s_.-]*(\u0001[\\s_.-]*)*", gap)
            .replaceAll("^\u0001|\u0001$", "");
    char join =
        stem.indexOf(' ') >= 0 ? ' ' : stem.indexOf('_') < 0 && stem.indexOf('-') >= 0 ? '-' : '_';
    String name = rest.replace('\u0001', join);
    return name.isBlank() || words.isIn(name) ? NAMELESS : name;
  }

  /** Whether a file goes as a whole, whatever is in it. */
  boolean isForgotten(NotePath path) {
    return forgotten.contains(path);
  }

  /** Those that go as a whole. */
  Set<NotePath> forgotten() {
    return forgotten;
  }

  /** Those that get another name, with it. */
  Map<NotePath, NotePath> renamed() {
    return renamed;
  }

  /** What a file is called afterwards. */
  NotePath now(NotePath path) {
    return renamed.getOrDefault(path, path);
  }

  /** Whether a link leads to a file that goes. */
  boolean leadsToForgotten(String target) {
    String wanted = key(target);
    boolean alone = wanted.indexOf('/') < 0;
    return !wanted.isEmpty()
        && !(alone && kept.contains(wanted))
        && forgotten.stream().anyMatch(path -> fits(path, wanted));
  }

  /** What a link leads to afterwards, as it has to be written; empty if it stays as it is. */
  Optional<String> newTarget(String target) {
    String wanted = key(target);
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    for (Map.Entry<NotePath, NotePath> file : renamed.entrySet()) {
      if (fits(file.getKey(), wanted)) {
        List<String> names = file.getValue().names();
        int count = wanted.split("/", -1).length;
        String path = String.join("/", names.subList(names.size() - count, names.size()));
        boolean full = target.strip().toLowerCase(java.util.Locale.ROOT).endsWith(".md");
        return Optional.of(
            !full && path.endsWith(".md") ? path.substring(0, path.length() - 3) : path);
      }
    }
    return Optional.empty();
  }

  private static boolean fits(NotePath path, String wanted) {
    String own = key(path.value());
    return own.equals(wanted) || own.endsWith("/" + wanted);
  }

  /** A target without the way from the linking note and without its ending. */
  private static String key(String target) {
    String path = LinkResolver.key(target.replace('\\', '/')).replaceFirst("^(\\.{1,2}/)+", "");
    return path.endsWith(".md") ? path.substring(0, path.length() - 3) : path;
  }
}
