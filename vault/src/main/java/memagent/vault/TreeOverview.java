package memagent.vault;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is drawn of a memory that has too many files to list, short enough for a model's context:
 *
 * <pre>
 * ./ (100,000 files, too many to list: find notes with search_memory("words"))
 * ├── entities/ (99,998 files)
 * │   ├── people/ (89,000 files)
 * │   └── places/ (10,998 files)
 * └── user.md
 * most linked: entities/places/oslo.md, entities/people/jane_doe.md
 * </pre>
 */
final class TreeOverview {
  /** Notes that are named because most others link to them. */
  private static final int MOST_LINKED_COUNT = 10;

  private static final int LINE_COUNT_MAX = 20;
  private static final int INNER_LINE_COUNT_MAX = 5; // of a folder in it

  private TreeOverview() {}

  /** What lies in a folder: files below each name; 0 for a file of that name. */
  private record Folder(TreeMap<String, Integer> files, Map<String, Folder> folders) {
    Folder() {
      this(new TreeMap<>(DiskFolder.CODE_POINTS), new TreeMap<>());
    }
  }

  /** The notes to name; none where that would mean reading the whole memory first. */
  static List<NotePath> mostLinked(SearchIndex index) {
    return index.isAtHand() ? index.mostLinked(MOST_LINKED_COUNT) : List.of();
  }

  /** The drawing; no line feed at its end. */
  static String draw(Collection<NotePath> files, List<NotePath> mostLinked) {
    Folder root = new Folder();
    for (NotePath file : files) {
      List<String> names = file.names();
      root.files().merge(names.getFirst(), names.size() == 1 ? 0 : 1, Integer::sum);
      if (names.size() > 2) {
        Folder inner = root.folders().computeIfAbsent(names.getFirst(), name -> new Folder());
        inner.files().merge(names.get(1), 1, Integer::sum);
      }
    }
    StringBuilder text = new StringBuilder("./ (%,d files".formatted(files.size()));
    text.append(", too many to list: find notes with search_memory(\"words\"))");
    draw(root, LINE_COUNT_MAX, "", text);
    if (!mostLinked.isEmpty()) {
      text.append("\nmost linked: ");
      text.append(mostLinked.stream().map(NotePath::value).collect(Collectors.joining(", ")));
    }
    return text.toString();
  }

  private static void draw(Folder folder, int lineCountMax, String indent, StringBuilder text) {
    int left = folder.files().size();
    int drawn = 0;
    for (Map.Entry<String, Integer> entry : folder.files().entrySet()) {
      if (drawn == lineCountMax) {
        text.append('\n').append(indent).append("└── ... (").append(left).append(" more)");
        return;
      }
      left--;
      drawn++;
      text.append('\n').append(indent).append(left == 0 ? "└── " : "├── ").append(entry.getKey());
      int below = entry.getValue();
      if (below > 0) {
        text.append("/ (%,d %s)".formatted(below, below == 1 ? "file" : "files"));
        Folder inner = folder.folders().get(entry.getKey());
        if (inner != null) {
          draw(inner, INNER_LINE_COUNT_MAX, indent + (left == 0 ? "    " : "│   "), text);
        }
      }
    }
  }
}
