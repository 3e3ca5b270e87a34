package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.GC;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.Pack;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectLoader;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.util.FS;
import org.jspecify.annotations.Nullable;

/**
 * The git repository of one memory's history: one branch, no work tree, nobody's settings. Any git
 * can read it. Whoever adds to it holds the history's lock.
 */
final class GitStore implements AutoCloseable {
  private static final String NEW = ".new";
  private static final String BRANCH = "refs/heads/main";

  /** From so many contents on they go into one pack instead of one file each. */
  private static final int PACKED_FILES_MIN = 64;

  private final FileRepository repository;
  private final MemoryKey key;

  /** Whether contents and texts are sealed here; null until it was looked. */
  private @Nullable Boolean seals;

  private GitStore(FileRepository repository, MemoryKey key) {
    this.repository = repository;
    this.key = key;
  }

  static boolean exists(Path folder) {
    return Files.isRegularFile(folder.resolve(Constants.HEAD));
  }

  /**
   * Opens the repository, and makes it first if there is none. Whoever makes it holds the history's
   * lock.
   */
  static GitStore open(Path folder) throws IOException {
    return open(folder, MemoryKey.NONE);
  }

  /** The same of a memory that may be encrypted. */
  static GitStore open(Path folder, MemoryKey key) throws IOException {
    GitSurroundings.use();
    if (!exists(folder)) {
      make(folder);
    }
    return new GitStore(repository(folder), key);
  }

  /** Beside its place, and moved there whole: who stops on the way must not leave half of one. */
  private static void make(Path folder) throws IOException {
    Path made = folder.resolveSibling(Names.last(folder) + NEW);
    if (Files.exists(made)) {
      AsOf.remove(made);
    }
    if (Files.exists(folder)) {
      requireEmpty(folder);
      AsOf.remove(folder);
    }
    try (FileRepository repository = repository(made)) {
      repository.create(true);
      repository.updateRef(Constants.HEAD).link(BRANCH);
      StoredConfig config = repository.getConfig();
      // A crash of the machine must not leave a branch that points at nothing.
      config.setBoolean("core", null, "fsyncobjectfiles", true);
      config.setBoolean("core", null, "fsyncreffiles", true);
      config.setInt("gc", null, "auto", 0);
      config.save();
    }
    Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What has contents has lost its HEAD, and is not ours to remove. */
  private static void requireEmpty(Path folder) throws IOException {
    for (String part : new String[] {Constants.OBJECTS, "refs"}) {
      if (Files.isDirectory(folder.resolve(part))) {
        try (Stream<Path> all = Files.walk(folder.resolve(part))) {
          if (all.anyMatch(Files::isRegularFile)) {
            throw new IOException("its HEAD is missing");
          }
        }
      }
    }
  }

  private static FileRepository repository(Path folder) throws IOException {
    return new FileRepository(
        new FileRepositoryBuilder()
            .setGitDir(folder.toFile())
            .setBare()
            .setFS(FS.DETECTED)
            .setup());
  }

  /** The latest commit. */
  Optional<RevCommit> head() throws IOException {
    Ref ref = repository.exactRef(BRANCH);
    if (ref == null || ref.getObjectId() == null) {
      // JGit takes a branch that it cannot read for none, and would begin it anew.
      if (Files.exists(repository.getDirectory().toPath().resolve(BRANCH))) {
        throw new IOException("its branch cannot be read");
      }
      return Optional.empty();
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return Optional.of(walk.parseCommit(ref.getObjectId()));
    }
  }

  /**
   * Whether contents and texts are sealed: as those of the latest commit are, since equal contents
   * must have equal names; where there is none, as the key says.
   */
  synchronized boolean seals() throws IOException {
    Boolean known = seals;
    if (known == null) {
      Optional<RevCommit> head = head();
      known = head.isPresent() ? MemoryKey.isSealed(head.get().getFullMessage()) : key.seals();
      if (known && !key.isPresent()) {
        throw new SealedException("it is encrypted");
      }
      seals = known;
    }
    return known;
  }

  /** The name that a content has or would have. */
  ObjectId id(byte[] content) throws IOException {
    return GitTree.id(seals() ? key.sealSame(content) : content);
  }

  /** What a commit says. */
  String text(RevCommit commit) throws IOException {
    return key.openLine(commit.getFullMessage());
  }

  MemoryKey key() {
    return key;
  }

  /** Adds a commit to the branch. */
  RevCommit commit(
      Author author, Instant when, String text, Map<NotePath, Optional<byte[]>> changes)
      throws IOException {
    Optional<RevCommit> parent = head();
    boolean sealed = seals();
    try (ObjectInserter out = inserter(changes.size());
        ObjectReader reader = repository.newObjectReader()) {
      Map<NotePath, Optional<ObjectId>> ids = new TreeMap<>();
      for (Map.Entry<NotePath, Optional<byte[]>> change : changes.entrySet()) {
        Optional<byte[]> bytes = change.getValue();
        ids.put(
            change.getKey(),
            bytes.isEmpty() ? Optional.empty() : Optional.of(insert(bytes.get(), sealed, out)));
      }
      CommitBuilder commit = new CommitBuilder();
      commit.setTreeId(GitTree.edit(parent.map(RevCommit::getTree).orElse(null), ids, reader, out));
      parent.ifPresent(commit::setParentId);
      PersonIdent person = person(author, when, sealed);
      commit.setAuthor(person);
      commit.setCommitter(person);
      commit.setMessage(sealed ? key.sealText(text) : text);
      ObjectId id = out.insert(commit);
      out.flush();
      point(parent.map(RevCommit::getId).orElse(ObjectId.zeroId()), id);
      try (RevWalk walk = new RevWalk(repository)) {
        return walk.parseCommit(id);
      }
    }
  }

  /** Who did it, as git shows it; where it is sealed, the text alone has the name. */
  static PersonIdent person(Author author, Instant when, boolean sealed) {
    String kind = author.kind().word();
    String name = sealed || author.name().isBlank() ? kind : author.name();
    return new PersonIdent(name, kind + "@mem-agent", when, ZoneOffset.UTC);
  }

  ObjectId insert(byte[] content, boolean sealed, ObjectInserter out) throws IOException {
    return out.insert(Constants.OBJ_BLOB, sealed ? key.sealSame(content) : content);
  }

  /**
   * Removes the locks of a writer that was stopped, and forgets what another one may have changed.
   * The caller holds the history's own lock.
   */
  synchronized void removeLocks() throws IOException {
    seals = null;
    Path folder = repository.getDirectory().toPath();
    for (String locked : new String[] {BRANCH, Constants.HEAD, "config", "packed-refs"}) {
      Files.deleteIfExists(folder.resolve(locked + ".lock"));
    }
  }

  /**
   * Puts all contents into one pack when about so many lie about in files of their own. The caller
   * holds the history's own lock.
   */
  void tidy(int looseFilesMax) throws IOException {
    // Names are sums, so that one of the 256 folders has about its share (git gc --auto).
    Path sample = repository.getObjectsDirectory().toPath().resolve("17");
    long files = 0;
    if (Files.isDirectory(sample)) {
      try (Stream<Path> all = Files.list(sample)) {
        files = all.count();
      }
    }
    if (files * 256 >= looseFilesMax) {
      makePackFolder();
      GC collector = new GC(repository);
      collector.repack();
      collector.prunePacked();
    }
  }

  private ObjectInserter inserter(int files) throws IOException {
    return files < PACKED_FILES_MIN ? repository.newObjectInserter() : packing();
  }

  /** For very many contents at once. */
  ObjectInserter packing() throws IOException {
    makePackFolder();
    ObjectDirectory objects = repository.getObjectDatabase();
    return objects.newPackInserter();
  }

  /** JGit takes it for granted, and a repository that came out of a backup may be without. */
  private void makePackFolder() throws IOException {
    Files.createDirectories(repository.getObjectDatabase().getPackDirectory().toPath());
  }

  /** Moves the branch to a commit that is not a child of the latest one; null leaves none. */
  synchronized void move(ObjectId from, @Nullable ObjectId to) throws IOException {
    seals = null;
    if (to != null) {
      point(from, to);
      return;
    }
    RefUpdate update = repository.updateRef(BRANCH);
    update.setExpectedOldObjectId(from);
    update.setForceUpdate(true);
    RefUpdate.Result result = update.delete();
    if (result != RefUpdate.Result.FORCED && result != RefUpdate.Result.NO_CHANGE) {
      throw new IOException("its branch could not be removed (" + result + ")");
    }
  }

  /** Takes what {@link #everyObject} meets. */
  interface ObjectVisitor {
    void object(ObjectId id, int type, byte[] bytes) throws IOException;
  }

  /**
   * Every object that lies here, whether or not the branch still leads to it, unpacked, and opened
   * where it is sealed with our key.
   */
  void everyObject(ObjectVisitor visitor) throws IOException {
    everyStoredObject((id, type, bytes) -> visitor.object(id, type, opened(type, bytes)));
  }

  private byte[] opened(int type, byte[] bytes) {
    return type == Constants.OBJ_COMMIT && key.isPresent()
        ? key.openLines(new String(bytes, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8)
        : key.openOrKeep(bytes);
  }

  /** The same as they are stored. */
  void everyStoredObject(ObjectVisitor visitor) throws IOException {
    Set<ObjectId> ids = new TreeSet<>();
    for (Pack pack : repository.getObjectDatabase().getPacks()) {
      pack.forEach(entry -> ids.add(entry.toObjectId()));
    }
    Path objects = repository.getObjectsDirectory().toPath();
    for (Path file : objectFiles()) {
      String place = objects.relativize(file).toString();
      String name = place.replace("/", "").replace("\\", "");
      if (ObjectId.isId(name)) {
        ids.add(ObjectId.fromString(name));
      }
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      for (ObjectId id : ids) {
        ObjectLoader object = reader.open(id);
        visitor.object(id, object.getType(), object.getBytes());
      }
    }
  }

  private List<Path> objectFiles() throws IOException {
    try (Stream<Path> all = Files.walk(repository.getObjectsDirectory().toPath())) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /**
   * Removes every object that the branch does not lead to, at once and for good: one new pack holds
   * the others, and all other files go. The caller holds the history's own lock.
   */
  void purge() throws IOException {
    Set<String> kept = new HashSet<>();
    makePackFolder();
    if (head().isPresent()) {
      GC collector = new GC(repository);
      // What is old is removed below; the collector would unpack it first.
      collector.setPackExpireAgeMillis(Long.MAX_VALUE);
      for (Pack pack : collector.repack()) {
        String name = pack.getPackFile().getName();
        kept.add(name.substring(0, name.lastIndexOf('.')));
      }
    }
    repository.getObjectDatabase().close();
    for (Path file : objectFiles()) {
      String name = file.getFileName().toString();
      int dot = name.lastIndexOf('.');
      if (dot < 0 || !kept.contains(name.substring(0, dot))) {
        Files.delete(file);
      }
    }
    Path logs = repository.getDirectory().toPath().resolve(Constants.LOGS);
    if (Files.isDirectory(logs)) {
      AsOf.remove(logs);
    }
  }

  private void point(ObjectId from, ObjectId to) throws IOException {
    RefUpdate update = repository.updateRef(BRANCH);
    update.setExpectedOldObjectId(from);
    update.setNewObjectId(to);
    update.setForceUpdate(true);
    update.disableRefLog();
    RefUpdate.Result result = update.update();
    switch (result) {
      case NEW, FORCED, FAST_FORWARD, NO_CHANGE -> {}
      case NOT_ATTEMPTED,
          LOCK_FAILURE,
          REJECTED,
          REJECTED_CURRENT_BRANCH,
          IO_FAILURE,
          RENAMED,
          REJECTED_MISSING_OBJECT,
          REJECTED_OTHER_REASON ->
          throw new IOException("its branch could not be moved (" + result + ")");
    }
  }

  /** What commits say. */
  List<HistoryEntry> entries(List<RevCommit> commits) throws IOException {
    List<HistoryEntry> entries = new ArrayList<>();
    for (RevCommit commit : commits) {
      entries.add(entry(commit));
    }
    return List.copyOf(entries);
  }

  /** Commits from the newest on that are wanted, until there are enough. */
  List<RevCommit> walk(int countMax, Predicate<RevCommit> wanted) throws IOException {
    List<RevCommit> found = new ArrayList<>();
    try (RevWalk walk = new RevWalk(repository)) {
      Optional<RevCommit> next = head();
      while (next.isPresent() && found.size() < countMax) {
        RevCommit commit = walk.parseCommit(next.get());
        if (wanted.test(commit)) {
          found.add(commit);
        }
        next = parent(commit);
      }
    }
    return found;
  }

  /** The commit of a full id. */
  RevCommit commit(String id) throws IOException {
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(ObjectId.fromString(id));
    }
  }

  /** Whether a commit that was there once still is; JGit remembers files that have gone. */
  boolean has(RevCommit commit) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return reader.open(commit.getId()).getType() == Constants.OBJ_COMMIT;
    } catch (MissingObjectException gone) {
      return false;
    }
  }

  static Optional<RevCommit> parent(RevCommit commit) {
    return commit.getParentCount() == 0 ? Optional.empty() : Optional.of(commit.getParent(0));
  }

  /** The files that a commit changed. */
  Map<NotePath, GitTree.Delta> changes(RevCommit commit) throws IOException {
    return differences(parent(commit), Optional.of(commit));
  }

  Map<NotePath, GitTree.Delta> differences(Optional<RevCommit> before, Optional<RevCommit> after)
      throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return GitTree.differences(tree(before), tree(after), reader);
    }
  }

  private @Nullable ObjectId tree(Optional<RevCommit> commit) throws IOException {
    if (commit.isEmpty()) {
      return null;
    }
    try (RevWalk walk = new RevWalk(repository)) {
      return walk.parseCommit(commit.get()).getTree();
    }
  }

  /** All files of a commit. */
  Map<NotePath, ObjectId> files(Optional<RevCommit> commit) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return GitTree.files(tree(commit), reader);
    }
  }

  /** One file of a commit. */
  Optional<ObjectId> find(Optional<RevCommit> commit, NotePath path) throws IOException {
    ObjectId tree = tree(commit);
    if (tree == null) {
      return Optional.empty();
    }
    try (ObjectReader reader = repository.newObjectReader()) {
      return GitTree.find(tree, path, reader);
    }
  }

  byte[] bytes(ObjectId id) throws IOException {
    try (ObjectReader reader = repository.newObjectReader()) {
      return key.open(reader.open(id, Constants.OBJ_BLOB).getBytes());
    }
  }

  Optional<byte[]> bytes(Optional<ObjectId> id) throws IOException {
    return id.isEmpty() ? Optional.empty() : Optional.of(bytes(id.get()));
  }

  /** Reads several contents with one reader, in the given order. */
  Map<NotePath, byte[]> contents(Map<NotePath, ObjectId> ids) throws IOException {
    Map<NotePath, byte[]> contents = new LinkedHashMap<>();
    try (ObjectReader reader = repository.newObjectReader()) {
      for (Map.Entry<NotePath, ObjectId> file : ids.entrySet()) {
        contents.put(
            file.getKey(),
            key.open(reader.open(file.getValue(), Constants.OBJ_BLOB).getCachedBytes()));
      }
    }
    return contents;
  }

  HistoryEntry entry(RevCommit commit) throws IOException {
    return CommitText.read(
        commit.getId().name(), Instant.ofEpochSecond(commit.getCommitTime()), text(commit));
  }

  @Override
  public void close() {
    repository.close();
  }
}
