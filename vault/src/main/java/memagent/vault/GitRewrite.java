package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/**
 * Writes a history anew as if what is to be forgotten had never been there. The caller holds the
 * history's lock.
 *
 * <p>Each commit is made again from its difference, the oldest first, with the same time and
 * author. One that changed nothing else goes, and one before which nothing differed stays the very
 * object that it was. At last the branch moves, in one step; until then nothing has happened.
 */
final class GitRewrite {
  /** What a reason becomes that told of what is forgotten. */
  static final String FORGOTTEN = "(forgotten)";

  private final GitStore store;
  private final ForgetRule rule;

  /** Whether what is written is sealed. */
  private final boolean seals;

  private final Map<NotePath, Map<ObjectId, Optional<Placed>>> files = new HashMap<>();

  /** What became of the commits; empty for one that goes. */
  private final Map<String, Optional<String>> ids = new HashMap<>();

  private record Placed(NotePath path, ObjectId id) {}

  GitRewrite(GitStore store, ForgetRule rule, boolean seals) {
    this.store = store;
    this.rule = rule;
    this.seals = seals;
  }

  void run() throws IOException {
    Optional<RevCommit> head = store.head();
    if (head.isEmpty()) {
      return;
    }
    List<RevCommit> commits =
        new ArrayList<>(store.walk(Integer.MAX_VALUE, commit -> true).reversed());
    @Nullable ObjectId parent = null;
    @Nullable ObjectId tree = null;
    try (ObjectInserter out = store.packing();
        ObjectReader reader = out.newReader()) {
      for (RevCommit commit : commits) {
        Map<NotePath, GitTree.Delta> deltas = store.changes(commit);
        ObjectId now = GitTree.edit(tree, changes(deltas, out), reader, out);
        boolean goes =
            !deltas.isEmpty()
                && now.equals(tree == null ? GitTree.edit(null, Map.of(), reader, out) : tree);
        if (goes) {
          ids.put(commit.getId().name(), Optional.empty());
          continue;
        }
        ObjectId written = written(commit, parent, now, out);
        ids.put(commit.getId().name(), Optional.of(written.name()));
        parent = written;
        tree = now;
      }
      out.flush();
    }
    store.move(head.get().getId(), parent);
  }

  private Map<NotePath, Optional<ObjectId>> changes(
      Map<NotePath, GitTree.Delta> deltas, ObjectInserter out) throws IOException {
    Map<NotePath, Optional<ObjectId>> changes = new TreeMap<>();
    Map<NotePath, Optional<ObjectId>> contents = new TreeMap<>();
    for (Map.Entry<NotePath, GitTree.Delta> file : deltas.entrySet()) {
      if (file.getValue().before().isPresent()) {
        changes.put(rule.paths().now(file.getKey()), Optional.empty());
      }
      if (file.getValue().after().isPresent()) {
        placed(file.getKey(), file.getValue().after().get(), out)
            .ifPresent(placed -> contents.put(placed.path(), Optional.of(placed.id())));
      }
    }
    changes.putAll(contents);
    return changes;
  }

  private Optional<Placed> placed(NotePath path, ObjectId id, ObjectInserter out)
      throws IOException {
    Map<ObjectId, Optional<Placed>> known = files.computeIfAbsent(path, p -> new HashMap<>());
    Optional<Placed> before = known.get(id);
    if (before != null) {
      return before;
    }
    byte[] bytes = store.bytes(id);
    Optional<ForgetRule.File> file = rule.apply(path, bytes);
    Optional<Placed> placed = Optional.empty();
    if (file.isPresent()) {
      byte[] now = file.get().bytes();
      boolean isSame = Arrays.equals(now, bytes) && seals == store.seals();
      ObjectId written = isSame ? id : store.insert(now, seals, out);
      placed = Optional.of(new Placed(file.get().path(), written));
    }
    known.put(id, placed);
    return placed;
  }

  private ObjectId written(
      RevCommit old, @Nullable ObjectId parent, ObjectId tree, ObjectInserter out)
      throws IOException {
    String text = text(old);
    String message = seals ? store.key().sealText(text) : text;
    PersonIdent was = old.getAuthorIdent();
    PersonIdent person =
        seals == store.seals()
            ? was
            : GitStore.person(store.entry(old).author(), was.getWhenAsInstant(), seals);
    boolean isNamed = rule.words().isIn(person.getName());
    @Nullable ObjectId oldParent = old.getParentCount() == 0 ? null : old.getParent(0).getId();
    boolean same =
        message.equals(old.getFullMessage())
            && person.equals(was)
            && !isNamed
            && tree.equals(old.getTree())
            && (parent == null ? oldParent == null : parent.equals(oldParent));
    if (same) {
      return old.getId();
    }
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    if (parent != null) {
      commit.setParentId(parent);
    }
    PersonIdent named =
        isNamed
            ? new PersonIdent(
                FORGOTTEN, person.getEmailAddress(), person.getWhenAsInstant(), person.getZoneId())
            : person;
    commit.setAuthor(named);
    commit.setCommitter(named);
    commit.setMessage(message);
    return out.insert(commit);
  }

  private String text(RevCommit commit) throws IOException {
    HistoryEntry entry = store.entry(commit);
    Author author = entry.author();
    List<String> undoes =
        entry.undoes().stream()
            .map(id -> ids.getOrDefault(id, Optional.of(id)))
            .flatMap(Optional::stream)
            .toList();
    Author now = without(author, rule.words());
    if (now.equals(author) && undoes.equals(entry.undoes())) {
      return store.text(commit);
    }
    return CommitText.write(now, undoes, CommitText.key(store.text(commit)));
  }

  /** An author without what is forgotten. */
  static Author without(Author author, ForgetWords words) {
    boolean session = words.isIn(author.session());
    return new Author(
        author.kind(),
        words.isIn(author.name()) ? "" : author.name(),
        words.isIn(author.reason()) ? FORGOTTEN : author.reason(),
        session ? "" : author.session(),
        session ? 0 : author.question());
  }
}
