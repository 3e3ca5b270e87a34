package memagent.vault;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the file that a link means, as Obsidian does (its help, "Internal links" and "Aliases"):
 *
 * <ol>
 *   <li>{@code ./} and {@code ../} are taken from the linking note's folder.
 *   <li>The path from the memory's root, with or without {@code .md}.
 *   <li>The path from the linking note's folder.
 *   <li>Any file whose path ends with it ({@code jane_doe}, {@code people/jane_doe}): the one with
 *       the fewest folders, then one in the linking note's folder, then the first by name.
 *   <li>A note that lists it among its aliases.
 * </ol>
 *
 * Case and Unicode form do not count. An exact spelling wins over another case.
 */
final class LinkResolver {
  /** By the folded last name, and for notes also by it without {@code .md}. */
  private final Map<String, List<NotePath>> byName = new HashMap<>();

  LinkResolver(Collection<NotePath> files) {
    for (NotePath file : files) {
      byName.computeIfAbsent(key(file.name()), name -> new ArrayList<>()).add(file);
    }
  }

  /**
   * By path alone.
   *
   * @param source the linking note; {@link NotePath#ROOT} when there is none
   */
  Optional<NotePath> resolve(String link, NotePath source) {
    return resolve(WikiLink.of(link), source);
  }

  Optional<NotePath> resolve(WikiLink link, NotePath source) {
    if (link.target().isEmpty()) {
      return source.isRoot() ? Optional.empty() : Optional.of(source);
    }
    Optional<String> wanted = relative(link.target().replace('\\', '/'), source.parent());
    if (wanted.isEmpty()) {
      return Optional.empty();
    }
    String path = key(wanted.get());
    List<NotePath> candidates = new ArrayList<>(ending(path + ".md"));
    candidates.addAll(ending(path));
    return candidates.stream().min(preference(wanted.get(), path, source.parent()));
  }

  /** The one note that a link means if it is there: a whole path from the memory's root. */
  static Optional<NotePath> exact(WikiLink link) {
    String path = link.target();
    boolean isRelative = path.startsWith("./") || path.startsWith("../");
    if (path.isEmpty() || isRelative || path.indexOf('\\') >= 0) {
      return Optional.empty();
    }
    try {
      NotePath note = NotePath.of(path.endsWith(".md") ? path : path + ".md");
      return Optional.of(note);
    } catch (InvalidPathException noPath) {
      return Optional.empty();
    }
  }

  /** A name as it is compared. */
  static String key(String name) {
    return PathRules.foldKey(name.strip());
  }

  private List<NotePath> ending(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return byName.getOrDefault(name, List.of()).stream()
        .filter(file -> {
          String folded = key(file.value());
          return folded.equals(path) || folded.endsWith("/" + path);
        })
        .toList();
  }

  private static Comparator<NotePath> preference(String wanted, String path, NotePath folder) {
    String besides = folder.isRoot() ? path : key(folder.value()) + "/" + path;
    return Comparator.comparing(
            (NotePath file) -> !file.value().equals(wanted) && !file.value().equals(wanted + ".md"))
        .thenComparing(file -> !is(file, path))
        .thenComparing(file -> !is(file, besides))
        .thenComparingInt(file -> file.names().size())
        .thenComparing(file -> !file.parent().equals(folder))
        .thenComparing(file -> !file.isNote())
        .thenComparing(Comparator.naturalOrder());
  }

  private static boolean is(NotePath file, String path) {
    String folded = key(file.value());
    return folded.equals(path) || folded.equals(path + ".md");
  }

  /** Takes {@code .} and {@code ..} out; empty when the link leaves the memory or names nothing. */
  private static Optional<String> relative(String target, NotePath folder) {
    List<String> names = new ArrayList<>();
    if (target.startsWith("./") || target.startsWith("../")) {
      names.addAll(folder.names());
    }
    for (String name : target.split("/", -1)) {
      if (name.equals("..")) {
        if (names.isEmpty()) {
          return Optional.empty();
        }
        names.removeLast();
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return names.isEmpty() ? Optional.empty() : Optional.of(String.join("/", names));
  }
}
