package memagent.vault;

import com.github.difflib.patch.AbstractDelta;
import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.revwalk.RevCommit;

/**
 * Finds which change brought each line of a note.
 *
 * <p>The lines are followed from the newest commit back: what a commit has and the one before it
 * has not was brought by it. A commit that takes others back brings nothing new: its lines are
 * looked for where they were before those others, so that an undo does not make an import's line
 * the person's.
 */
final class LineSources {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}\\p{N}]+");
  private static final Pattern KEY = Pattern.compile("^\\s*[-*+]\\s+[^:：]{1,60}[:：]\\s+");
  private static final Pattern TARGET = Pattern.compile("\\[\\[(?:[^\\]|]*/)?|\\.md\\b|\\]\\]");

  /** Of a value's words so many must stand in the question for it to be the person's statement. */
  private static final double STATED_SHARE_MIN = 0.5;

  private final GitStore store;
  private final WordForms forms = new WordForms();
  private final Map<String, Set<String>> asked = new HashMap<>();

  LineSources(GitStore store) {
    this.store = store;
  }

  /** A line that is followed: where it stands in the version at hand, and in the note. */
  private record Followed(int here, int line) {}

  /**
   * The source of every line.
   *
   * @param text the note as it is
   */
  List<LineSource> of(NotePath path, String text) throws IOException {
    List<String> lines = text.lines().toList();
    List<Optional<HistoryEntry>> entries =
        new ArrayList<>(Collections.nCopies(lines.size(), Optional.empty()));
    Optional<RevCommit> head = store.head();
    List<String> kept = lines(head, path);
    follow(head, path, common(kept, lines), entries);
    boolean outside = Outside.isMarked(path, text);
    List<LineSource> sources = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      sources.add(
          new LineSource(
              i + 1, lines.get(i), kind(lines.get(i), entries.get(i)), outside, entries.get(i)));
    }
    return sources;
  }

  /** The lines that both have, with their places in each. */
  private static List<Followed> common(List<String> before, List<String> after) {
    List<Followed> common = new ArrayList<>();
    int i = 0;
    int j = 0;
    for (AbstractDelta<String> delta : UnifiedDiff.patch(before, after).getDeltas()) {
      while (i < delta.getSource().getPosition()) {
        common.add(new Followed(i++, j++));
      }
      i = delta.getSource().getPosition() + delta.getSource().size();
      j = delta.getTarget().getPosition() + delta.getTarget().size();
    }
    while (i < before.size() && j < after.size()) {
      common.add(new Followed(i++, j++));
    }
    return common;
  }

  private void follow(
      Optional<RevCommit> from,
      NotePath path,
      List<Followed> lines,
      List<Optional<HistoryEntry>> entries)
      throws IOException {
    Optional<RevCommit> at = from;
    List<Followed> followed = lines;
    while (at.isPresent() && !followed.isEmpty()) {
      Optional<RevCommit> parent = parsed(GitStore.parent(at.get()));
      Optional<ObjectId> here = store.find(at, path);
      Optional<ObjectId> before = parent.isEmpty() ? Optional.empty() : store.find(parent, path);
      if (!here.equals(before)) {
        followed = brought(at.get(), parent, path, followed, entries);
      }
      at = parent;
    }
  }

  /** Notes what a commit brought, and returns what was there before. */
  private List<Followed> brought(
      RevCommit commit,
      Optional<RevCommit> parent,
      NotePath path,
      List<Followed> followed,
      List<Optional<HistoryEntry>> entries)
      throws IOException {
    List<String> here = lines(Optional.of(commit), path);
    Map<Integer, Integer> earlier = new HashMap<>();
    common(lines(parent, path), here).forEach(pair -> earlier.put(pair.line(), pair.here()));
    HistoryEntry entry = store.entry(commit);
    Optional<RevCommit> undone =
        entry.undoes().isEmpty()
            ? Optional.empty()
            : parsed(GitStore.parent(store.commit(entry.undoes().getLast())));
    List<String> restored = lines(undone, path);
    List<Followed> older = new ArrayList<>();
    List<Followed> back = new ArrayList<>();
    for (Followed one : followed) {
      Integer was = earlier.get(one.here());
      int place = was != null ? was : restored.indexOf(here.get(one.here()));
      if (was != null) {
        older.add(new Followed(place, one.line()));
      } else if (place >= 0) {
        back.add(new Followed(place, one.line()));
      } else {
        entries.set(one.line(), Optional.of(entry));
      }
    }
    follow(undone, path, back, entries);
    return older;
  }

  private Optional<RevCommit> parsed(Optional<RevCommit> commit) throws IOException {
    return commit.isEmpty()
        ? Optional.empty()
        : Optional.of(store.commit(commit.get().getId().name()));
  }

  private List<String> lines(Optional<RevCommit> commit, NotePath path) throws IOException {
    if (commit.isEmpty()) {
      return List.of();
    }
    Optional<byte[]> bytes = store.bytes(store.find(commit, path));
    return bytes
        .flatMap(NoteText::decode)
        .map(text -> text.text().lines().toList())
        .orElse(List.of());
  }

  private LineSource.Kind kind(String line, Optional<HistoryEntry> entry) {
    if (entry.isEmpty() || entry.get().author().equals(Author.FOUND)) {
      return LineSource.Kind.UNKNOWN;
    }
    return switch (entry.get().author().kind()) {
      case PERSON, HAND -> LineSource.Kind.PERSON;
      case AGENT ->
          isStated(line, entry.get().author().reason())
              ? LineSource.Kind.STATED
              : LineSource.Kind.INFERRED;
      case CLIENT -> LineSource.Kind.CLIENT;
      case IMPORT -> LineSource.Kind.IMPORT;
      case PROGRAM -> LineSource.Kind.PROGRAM;
    };
  }

  /** Whether the words of a line's value stand in the question that it was written for. */
  private boolean isStated(String line, String question) {
    Matcher key = KEY.matcher(line);
    List<String> value = words(TARGET.matcher(key.replaceFirst("")).replaceAll(" "));
    Set<String> said =
        asked.computeIfAbsent(
            question,
            text -> {
              Set<String> all = new HashSet<>();
              words(text).forEach(word -> all.addAll(forms.of(word)));
              return all;
            });
    long found =
        value.stream().filter(word -> forms.of(word).stream().anyMatch(said::contains)).count();
    return !value.isEmpty() && found >= value.size() * STATED_SHARE_MIN;
  }

  private static List<String> words(String text) {
    String plain =
        Normalizer.normalize(text.replace('_', ' '), Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    return WORD.matcher(plain).results().map(word -> word.group()).toList();
  }
}
