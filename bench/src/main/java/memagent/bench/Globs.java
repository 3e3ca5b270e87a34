package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Paths with {@code *} and {@code **}, and links between notes. */
final class Globs {
  private static final Pattern WIKI =
      Pattern.compile("\\[\\[([^\\]|#]*)(?:#[^\\]|]*)?(?:\\|[^\\]]*)?]]");
  private static final Pattern MARKDOWN = Pattern.compile("\\[[^\\]]*]\\(<?([^)>#]+)[^)]*\\)");

  private Globs() {}

  /** {@code *} stands for any characters within a folder, {@code **} also for folders. */
  static boolean matches(String glob, String path) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      if (glob.startsWith("**/", i)) {
        regex.append("(?:.*/)?");
        i += 2;
      } else if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (glob.charAt(i) == '*') {
        regex.append("[^/]*");
      } else {
        regex.append(Pattern.quote(glob.substring(i, i + 1)));
      }
    }
    return path.matches(regex.toString());
  }

  /** The notes that {@code text}, in the note {@code from}, links to. */
  static List<String> targets(String text, String from, Memory memory) {
    List<String> targets = new ArrayList<>();
    for (Matcher m = WIKI.matcher(text); m.find(); ) {
      resolve(m.group(1), from, memory).ifPresent(targets::add);
    }
    for (Matcher m = MARKDOWN.matcher(text); m.find(); ) {
      resolve(m.group(1).replace("%20", " "), from, memory).ifPresent(targets::add);
    }
    return targets;
  }

  /* As Obsidian does: the path, with .md, beside the linking note, or any note of that name. */
  private static Optional<String> resolve(String link, String from, Memory memory) {
    String target = link.strip().replaceFirst("^\\./", "");
    if (target.isEmpty()) {
      return Optional.empty();
    }
    String folder = from.contains("/") ? from.substring(0, from.lastIndexOf('/') + 1) : "";
    for (String path : List.of(target, target + ".md", folder + target, folder + target + ".md")) {
      if (memory.notes().containsKey(path)) {
        return Optional.of(path);
      }
    }
    String stem = stem(target);
    return memory.notes().keySet().stream().filter(path -> stem(path).equals(stem)).findFirst();
  }

  private static String stem(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.md$", "");
    return Words.of(name.replace('_', ' ')).text();
  }
}
