package memagent.vault;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Reads the values of one fact out of the versions of its note. A version is read where the note's
 * content differs from the one before, so what it costs is one look at a tree a commit and one
 * parse a change of the note.
 */
final class FactPast {
  private final GitStore store;
  private final String key;

  FactPast(GitStore store, String key) {
    this.store = store;
    this.key = key;
  }

  /** The note after an entry; empty where it was not there. */
  private record Version(HistoryEntry entry, Optional<ObjectId> content, NotePath path) {}

  List<FactValue> values(NotePath path) throws IOException {
    List<FactValue> ended = new ArrayList<>();
    List<FactValue> open = List.of();
    for (Version version : versions(path)) {
      List<KeyedValue> now = facts(version);
      List<FactValue> next = new ArrayList<>();
      List<FactValue> before = new ArrayList<>(open);
      boolean isOne = before.size() == 1 && now.size() == 1;
      for (KeyedValue fact : now) {
        Optional<FactValue> same =
            before.stream()
                .filter(old -> old.value().equals(fact.value()))
                .filter(old -> isOne || old.headings().equals(fact.headings()))
                .findFirst();
        same.ifPresent(before::remove);
        next.add(
            same.orElseGet(() ->
                new FactValue(
                    fact.key(), fact.headings(), fact.value(), version.entry(), Optional.empty())));
      }
      for (FactValue old : before) {
        ended.add(
            new FactValue(
                old.key(), old.headings(), old.value(), old.since(), Optional.of(version.entry())));
      }
      open = next;
    }
    ended.sort(Comparator.comparing(value -> value.until().orElseThrow().when()));
    List<FactValue> all = new ArrayList<>(open);
    all.addAll(ended.reversed());
    return all;
  }

  /** The versions of the note that differ, the oldest first. */
  private List<Version> versions(NotePath path) throws IOException {
    List<Version> versions = new ArrayList<>();
    NotePath followed = path;
    for (RevCommit commit : store.walk(Integer.MAX_VALUE, each -> true)) {
      Optional<RevCommit> parent = GitStore.parent(commit);
      Optional<ObjectId> content = store.find(Optional.of(commit), followed);
      Optional<ObjectId> before = store.find(parent, followed);
      if (!content.equals(before)) {
        versions.add(new Version(store.entry(commit), content, followed));
      }
      if (content.isPresent() && before.isEmpty()) {
        followed = renamedFrom(commit, content.get()).orElse(followed);
      }
    }
    return versions.reversed();
  }

  /** The file that went away when another came with its content. */
  private Optional<NotePath> renamedFrom(RevCommit commit, ObjectId content) throws IOException {
    return store.changes(commit).entrySet().stream()
        .filter(change -> change.getValue().after().isEmpty())
        .filter(change -> change.getValue().before().equals(Optional.of(content)))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private List<KeyedValue> facts(Version version) throws IOException {
    Optional<String> text =
        store.bytes(version.content()).flatMap(NoteText::decode).map(NoteText::text);
    if (text.isEmpty()) {
      return List.of();
    }
    return switch (KeyedValues.find(Note.parse(version.path(), text.get()), key, "")) {
      case FactLookup.Found(KeyedValue fact) -> List.of(fact);
      case FactLookup.SeveralFacts(List<KeyedValue> facts) -> facts;
      case FactLookup.NoSuchFact none -> List.of();
      case FactLookup.NoSuchHeading none -> List.of();
      case FactLookup.NoSuchNote none -> List.of();
    };
  }
}
