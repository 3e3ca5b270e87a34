package memagent.vault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Files and folders drawn as a tree, in the very form that the reference's models were shown. */
final class Tree {
  private Tree() {}

  /** The drawing; no line feed at its end. */
  static String draw(Set<NotePath> files, Set<NotePath> folders) {
    Map<NotePath, Map<String, Boolean>> children = new HashMap<>();
    folders.forEach(folder -> add(children, folder, true));
    files.forEach(file -> add(children, file, false));
    StringBuilder text = new StringBuilder("./");
    draw(children, NotePath.ROOT, "", text);
    return text.toString();
  }

  private static void add(
      Map<NotePath, Map<String, Boolean>> children, NotePath path, boolean folder) {
    if (path.isRoot()) {
      return;
    }
    children
        .computeIfAbsent(path.parent(), parent -> new HashMap<>())
        .merge(path.name(), folder, Boolean::logicalOr);
    add(children, path.parent(), true);
  }

  private static void draw(
      Map<NotePath, Map<String, Boolean>> children,
      NotePath folder,
      String indent,
      StringBuilder text) {
    Map<String, Boolean> entries = children.getOrDefault(folder, Map.of());
    List<String> names = new ArrayList<>(entries.keySet());
    names.sort(DiskFolder.CODE_POINTS);
    for (int i = 0; i < names.size(); i++) {
      boolean last = i == names.size() - 1;
      String name = names.get(i);
      text.append('\n').append(indent).append(last ? "└── " : "├── ").append(name);
      if (entries.getOrDefault(name, false)) {
        NotePath inner = folder.child(name);
        text.append(children.containsKey(inner) ? "/" : "/ (empty)");
        draw(children, inner, indent + (last ? "    " : "│   "), text);
      }
    }
  }
}
