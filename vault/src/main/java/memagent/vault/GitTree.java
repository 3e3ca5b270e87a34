package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.EmptyTreeIterator;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.jspecify.annotations.Nullable;

/**
 * A memory's files as git trees. A change writes the trees on the way to it and no others.
 *
 * <p>A tree names everything in its folder, so that one changed note in a folder of 100,000 would
 * cost 2 MB of new tree. A folder that has ever held more than {@link #FOLDER_FILES_MAX} files
 * therefore keeps them in up to 256 trees called {@code .00} to {@code .ff}, by a sum of the name.
 * No path of a memory has a name that begins with a dot, so these can be left out of a path again;
 * smaller folders are as any git shows them.
 */
final class GitTree {
  static final int FOLDER_FILES_MAX = 1_000;
  private static final Pattern BUCKET = Pattern.compile("\\.[0-9a-f]{2}");
  private static final ObjectId NONE = ObjectId.zeroId();

  private GitTree() {}

  /** A file in two trees; empty where a tree does not have it. */
  record Delta(Optional<ObjectId> before, Optional<ObjectId> after) {}

  private record Entry(String name, FileMode mode, ObjectId id) {
    boolean isTree() {
      return mode.equals(FileMode.TREE);
    }

    /** Git sorts a folder as if its name ended with a slash. */
    byte[] key() {
      return (isTree() ? name + "/" : name).getBytes(StandardCharsets.UTF_8);
    }
  }

  /** Changes below one folder. */
  private static final class Node {
    final Map<String, Optional<ObjectId>> files = new HashMap<>();
    final Map<String, Node> folders = new HashMap<>();
  }

  /**
   * Writes a tree that differs from another one by some files.
   *
   * @param tree what to begin with; null for nothing
   * @param changes the new contents; empty removes a file
   */
  static ObjectId edit(
      @Nullable ObjectId tree,
      Map<NotePath, Optional<ObjectId>> changes,
      ObjectReader reader,
      ObjectInserter inserter)
      throws IOException {
    Node root = new Node();
    changes.forEach((path, id) -> {
      Node node = root;
      for (String name : path.parent().names()) {
        node = node.folders.computeIfAbsent(name, folder -> new Node());
      }
      node.files.put(path.name(), id);
    });
    ObjectId edited = edit(tree, root, false, reader, inserter);
    return edited.equals(NONE) ? inserter.insert(new TreeFormatter()) : edited;
  }

  private static ObjectId edit(
      @Nullable ObjectId tree, Node node, boolean bucket, ObjectReader reader, ObjectInserter out)
      throws IOException {
    TreeMap<byte[], Entry> entries = new TreeMap<>(Arrays::compareUnsigned);
    if (tree != null) {
      CanonicalTreeParser parser = new CanonicalTreeParser(null, reader, tree);
      for (; !parser.eof(); parser.next()) {
        Entry entry =
            new Entry(
                parser.getEntryPathString(), parser.getEntryFileMode(), parser.getEntryObjectId());
        entries.put(entry.key(), entry);
      }
    }
    if (!bucket && isDivided(entries, node)) {
      divide(entries, node);
    }
    for (Map.Entry<String, Node> folder : node.folders.entrySet()) {
      Entry place = new Entry(folder.getKey(), FileMode.TREE, NONE);
      Entry old = entries.remove(place.key());
      boolean inner = BUCKET.matcher(folder.getKey()).matches();
      ObjectId id = edit(old == null ? null : old.id(), folder.getValue(), inner, reader, out);
      if (!id.equals(NONE)) {
        entries.put(place.key(), new Entry(folder.getKey(), FileMode.TREE, id));
      }
    }
    node.files.forEach((name, id) -> {
      Entry place = new Entry(name, FileMode.REGULAR_FILE, id.orElse(NONE));
      entries.remove(place.key());
      if (id.isPresent()) {
        entries.put(place.key(), place);
      }
    });
    if (entries.isEmpty()) {
      return NONE;
    }
    TreeFormatter formatter = new TreeFormatter();
    entries.values().forEach(entry -> formatter.append(entry.name(), entry.mode(), entry.id()));
    return out.insert(formatter);
  }

  private static boolean isDivided(Map<byte[], Entry> entries, Node node) {
    long files = entries.values().stream().filter(entry -> !entry.isTree()).count();
    return files + node.files.size() > FOLDER_FILES_MAX
        || entries.values().stream()
            .anyMatch(entry -> entry.isTree() && BUCKET.matcher(entry.name()).matches());
  }

  /** Moves all files, the present ones and the changed ones, into their buckets. */
  private static void divide(Map<byte[], Entry> entries, Node node) {
    Map<String, Optional<ObjectId>> files = new HashMap<>();
    entries
        .values()
        .removeIf(entry -> {
          if (!entry.isTree()) {
            files.put(entry.name(), Optional.of(entry.id()));
          }
          return !entry.isTree();
        });
    files.putAll(node.files);
    node.files.clear();
    files.forEach((name, id) ->
        node.folders.computeIfAbsent(bucket(name), key -> new Node()).files.put(name, id));
  }

  static String bucket(String name) {
    CRC32 sum = new CRC32();
    sum.update(name.getBytes(StandardCharsets.UTF_8));
    return ".%02x".formatted(sum.getValue() & 0xff);
  }

  /** The content of one file in a tree. */
  static Optional<ObjectId> find(ObjectId tree, NotePath path, ObjectReader reader)
      throws IOException {
    String folder = path.parent().isRoot() ? "" : path.parent() + "/";
    for (String place :
        new String[] {path.value(), folder + bucket(path.name()) + "/" + path.name()}) {
      try (TreeWalk walk = TreeWalk.forPath(reader, place, tree)) {
        if (walk != null && !walk.getFileMode(0).equals(FileMode.TREE)) {
          return Optional.of(walk.getObjectId(0));
        }
      }
    }
    return Optional.empty();
  }

  /** All files of a tree. */
  static Map<NotePath, ObjectId> files(@Nullable ObjectId tree, ObjectReader reader)
      throws IOException {
    TreeMap<NotePath, ObjectId> files = new TreeMap<>();
    differences(null, tree, reader)
        .forEach((path, delta) -> files.put(path, delta.after().orElseThrow()));
    return files;
  }

  /** The files that two trees have in different versions. */
  static Map<NotePath, Delta> differences(
      @Nullable ObjectId before, @Nullable ObjectId after, ObjectReader reader) throws IOException {
    TreeMap<NotePath, Delta> found = new TreeMap<>();
    try (TreeWalk walk = new TreeWalk(reader)) {
      add(walk, before);
      add(walk, after);
      walk.setRecursive(true);
      walk.setFilter(TreeFilter.ANY_DIFF);
      while (walk.next()) {
        Delta delta = new Delta(id(walk, 0), id(walk, 1));
        found.merge(path(walk.getPathString()), delta, GitTree::joined);
      }
    }
    found.values().removeIf(delta -> delta.before().equals(delta.after()));
    return found;
  }

  private static void add(TreeWalk walk, @Nullable ObjectId tree) throws IOException {
    if (tree == null) {
      walk.addTree(new EmptyTreeIterator());
    } else {
      walk.addTree(tree);
    }
  }

  private static Optional<ObjectId> id(TreeWalk walk, int tree) {
    return walk.getRawMode(tree) == FileMode.TYPE_MISSING
        ? Optional.empty()
        : Optional.of(walk.getObjectId(tree));
  }

  /** A file that moved into a bucket is met twice, once on either side. */
  private static Delta joined(Delta one, Delta other) {
    return new Delta(one.before().or(other::before), one.after().or(other::after));
  }

  private static NotePath path(String place) {
    if (place.indexOf('.') < 0) {
      return NotePath.of(place);
    }
    StringBuilder path = new StringBuilder();
    for (String name : place.split("/", -1)) {
      if (!BUCKET.matcher(name).matches()) {
        path.append(path.isEmpty() ? "" : "/").append(name);
      }
    }
    return NotePath.of(path.toString());
  }

  /** The id that a content has or would have. */
  static ObjectId id(byte[] bytes) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, bytes);
    }
  }
}
