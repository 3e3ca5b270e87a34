package memagent.vault;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.eclipse.jgit.revwalk.RevCommit;

/** Stages the inverse of changes, the newest first, whatever has become of the files since. */
final class Undo {
  private final GitStore store;
  private final VaultTransaction transaction;
  private final UndoOutcome.Prefer prefer;
  private final TreeMap<NotePath, String> conflicts = new TreeMap<>();

  Undo(GitStore store, VaultTransaction transaction, UndoOutcome.Prefer prefer) {
    this.store = store;
    this.transaction = transaction;
    this.prefer = prefer;
  }

  void stage(RevCommit commit) throws IOException {
    for (Map.Entry<NotePath, GitTree.Delta> change : store.changes(commit).entrySet()) {
      GitTree.Delta delta = change.getValue();
      stage(change.getKey(), store.bytes(delta.before()), store.bytes(delta.after()));
    }
  }

  /** In which files a later change is in the way; empty if all of it could be staged. */
  List<UndoOutcome.Conflict> conflicts() {
    return conflicts.entrySet().stream()
        .map(file -> new UndoOutcome.Conflict(file.getKey(), file.getValue()))
        .toList();
  }

  private void stage(NotePath path, Optional<byte[]> before, Optional<byte[]> after) {
    Optional<byte[]> now = transaction.bytes(path);
    if (equal(now, before)) {
      return;
    }
    if (equal(now, after)) {
      transaction.restore(path, before);
      return;
    }
    if (before.isPresent() && isText(before) && isText(after) && isText(now)) {
      ThreeWay.Joined joined = ThreeWay.join(text(after), text(now), text(before), preferred());
      if (joined.conflicts() > 0 && prefer == UndoOutcome.Prefer.ASK) {
        conflicts.putIfAbsent(path, joined.text());
      } else {
        transaction.restore(path, Optional.of(joined.text().getBytes(StandardCharsets.UTF_8)));
      }
      return;
    }
    switch (prefer) {
      case ASK -> conflicts.putIfAbsent(path, sentence(path, before, after, now));
      case LATER -> {}
      case EARLIER -> transaction.restore(path, before);
    }
  }

  private ThreeWay.Prefer preferred() {
    return switch (prefer) {
      case ASK -> ThreeWay.Prefer.NEITHER;
      case LATER -> ThreeWay.Prefer.OURS;
      case EARLIER -> ThreeWay.Prefer.THEIRS;
    };
  }

  private static String sentence(
      NotePath path, Optional<byte[]> before, Optional<byte[]> after, Optional<byte[]> now) {
    if (now.isEmpty()) {
      return "%s was changed then and has been deleted since.\n".formatted(path);
    }
    if (before.isEmpty()) {
      return "%s was made then and has been changed since; without the change it would not be there.\n"
          .formatted(path);
    }
    if (after.isEmpty()) {
      return "%s was deleted then and has been made anew since.\n".formatted(path);
    }
    return "%s has been changed since, and is no text that could be joined.\n".formatted(path);
  }

  private static boolean equal(Optional<byte[]> one, Optional<byte[]> other) {
    return one.isPresent() == other.isPresent()
        && (one.isEmpty() || Arrays.equals(one.get(), other.orElseThrow()));
  }

  private static boolean isText(Optional<byte[]> bytes) {
    return bytes.flatMap(NoteText::decode).isPresent();
  }

  /** With a byte order mark if it has one, since that belongs to the first line. */
  private static String text(Optional<byte[]> bytes) {
    return new String(bytes.orElseThrow(), StandardCharsets.UTF_8);
  }
}
