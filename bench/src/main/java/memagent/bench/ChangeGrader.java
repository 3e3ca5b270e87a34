package memagent.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Judges the memory after an update: what must be there is there, what must be gone is gone, and
 * nothing else changed.
 */
final class ChangeGrader {
  private static final int FOREIGN_WORDS_MAX = 8; // of a line that holds an expected value
  private static final int FOREIGN_WORDS_NEW_NOTE_MAX = 4; // of a further line of a new note
  private static final Set<String> EMPTIED =
      Set.of(
          "none", "no", "nothing", "n", "a", "removed", "deleted", "unknown", "former", "0", "the");

  /* "4. Wake-up time: 6:30" states no four. */
  private static final Pattern LIST_NUMBER = Pattern.compile("(?m)^\\s*\\d{1,3}[.)]\\s+(\\p{L}*)");

  private final Expectation.Change change;
  private final Memory before;
  private final Memory after;
  private final NameBook names;
  private final Set<String> known = new HashSet<>(); // words of the question and of the notes
  private final List<String> faults = new ArrayList<>();

  ChangeGrader(Task task, Expectation.Change change, Memory before, Memory after) {
    this.change = change;
    this.before = before;
    this.after = after;
    this.names = new NameBook(after);
    known.addAll(Words.of(task.question()).list());
    before
        .notes()
        .forEach((path, note) -> {
          known.addAll(Words.of(path.replace('_', ' ')).list());
          known.addAll(Words.of(note.replace('_', ' ')).list());
        });
  }

  List<String> faults() {
    change.facts().forEach(this::checkFact);
    change.text().forEach(this::checkText);
    change.absent().forEach(this::checkAbsent);
    change.links().forEach(this::checkLink);
    for (String glob : change.created()) {
      if (newNotes().stream().noneMatch(path -> Globs.matches(glob, path))) {
        faults.add("No new note matches " + glob + ".");
      }
    }
    for (String path : change.deleted()) {
      if (after.notes().containsKey(path)) {
        faults.add(path + " is still there.");
      }
    }
    MemoryDiff.between(before, after).files().forEach(this::checkFile);
    return faults;
  }

  private List<String> newNotes() {
    return after.notes().keySet().stream().filter(p -> !before.notes().containsKey(p)).toList();
  }

  private void checkFact(Expectation.KeyedFact fact) {
    boolean held =
        after.notes().entrySet().stream()
            .filter(note -> Globs.matches(fact.file(), note.getKey()))
            .flatMap(note -> NoteLine.all(note.getValue()).stream())
            .anyMatch(line -> holdsFact(line, fact));
    if (!held) {
      faults.add(
          fact.file() + " has no " + fact.key() + " with " + FormText.of(fact.value()) + ".");
    }
  }

  private boolean holdsFact(NoteLine line, Expectation.KeyedFact fact) {
    Words key = Words.of(fact.key().replace('_', ' '));
    return line.pairs().stream()
        .filter(pair -> pair.key().equals(key))
        .anyMatch(pair -> holds(pair.value(), fact.value()));
  }

  private boolean holds(String text, Form form) {
    return new FormMatcher(text, names).holds(form);
  }

  private void checkText(Expectation.Placed placed) {
    if (!standsIn(placed)) {
      faults.add(placed.file() + " does not hold " + FormText.of(placed.form()) + ".");
    }
  }

  private void checkAbsent(Expectation.Placed placed) {
    if (standsIn(placed)) {
      faults.add(placed.file() + " still holds " + FormText.of(placed.form()) + ".");
    }
  }

  private boolean standsIn(Expectation.Placed placed) {
    return after.notes().entrySet().stream()
        .filter(note -> Globs.matches(placed.file(), note.getKey()))
        .map(note -> withoutListNumbers(note.getValue()))
        .anyMatch(text -> holds(text, placed.form()));
  }

  /* The numbers of a list are no values; "10. Juni 2027" on a line of its own begins no list. */
  static String withoutListNumbers(String note) {
    return LIST_NUMBER
        .matcher(note)
        .replaceAll(item ->
            Matcher.quoteReplacement(
                Months.number(item.group(1).toLowerCase(Locale.ROOT)) > 0
                    ? item.group()
                    : item.group(1)));
  }

  private void checkLink(Expectation.LinkBetween link) {
    boolean held =
        after.notes().entrySet().stream()
            .filter(note -> Globs.matches(link.from(), note.getKey()))
            .anyMatch(note -> linksTo(note.getValue(), note.getKey(), link.to()));
    if (!held) {
      faults.add(link.from() + " does not link to " + link.to() + ".");
    }
  }

  private boolean linksTo(String text, String from, String glob) {
    return Globs.targets(text, from, after).stream().anyMatch(t -> Globs.matches(glob, t));
  }

  private void checkFile(String path, MemoryDiff.FileDiff diff) {
    switch (diff.kind()) {
      case DELETED -> {
        if (!change.deleted().contains(path)) {
          faults.add(path + " is gone, and nobody asked for that.");
        }
      }
      case CREATED -> {
        boolean wanted =
            change.created().stream().anyMatch(glob -> Globs.matches(glob, path))
                || change.links().stream().anyMatch(link -> Globs.matches(link.to(), path));
        if (!wanted) {
          faults.add(path + " is new, and nobody asked for it.");
        }
        diff.added().forEach(line -> checkAdded(path, line, diff));
      }
      case CHANGED -> {
        diff.added().forEach(line -> checkAdded(path, line, diff));
        diff.removed().forEach(line -> checkRemoved(path, line, diff));
      }
    }
  }

  private void checkAdded(String path, NoteLine line, MemoryDiff.FileDiff diff) {
    List<String> foreign = foreignWords(line);
    boolean expected = isExpected(path, line);
    int foreignMax = expected ? FOREIGN_WORDS_MAX : FOREIGN_WORDS_NEW_NOTE_MAX;
    boolean mayStand =
        expected || diff.kind() == MemoryDiff.Kind.CREATED || onlyLoses(line, diff.removed());
    if (!mayStand) {
      faults.add(path + " has a line that nobody asked for: \"" + line.raw().strip() + "\".");
    } else if (foreign.size() > foreignMax) {
      faults.add(path + " has a line with words that nobody said: \"" + line.raw().strip() + "\".");
    }
  }

  /* Words that neither the person nor the notes nor the expectation know. */
  private List<String> foreignWords(NoteLine line) {
    List<String> foreign = new ArrayList<>(Words.of(line.raw().replace('_', ' ')).list());
    foreign.removeIf(known::contains);
    return foreign;
  }

  private boolean isExpected(String path, NoteLine line) {
    return change.facts().stream()
            .anyMatch(f -> Globs.matches(f.file(), path) && holdsFact(line, f))
        || change.text().stream()
            .anyMatch(t -> Globs.matches(t.file(), path) && holds(line.raw(), t.form()))
        || change.links().stream()
            .anyMatch(l -> Globs.matches(l.from(), path) && linksTo(line.raw(), path, l.to()))
        || change.allow().stream().anyMatch(form -> holds(line.raw(), form));
  }

  /* The line is a removed one with some words gone, or emptied ("- dog: none"). */
  private static boolean onlyLoses(NoteLine line, List<NoteLine> removed) {
    return removed.stream()
        .anyMatch(old -> {
          Set<String> gained = new HashSet<>(line.words().list());
          gained.removeAll(old.words().list());
          return EMPTIED.containsAll(gained);
        });
  }

  /*
   * A removed line is right where it held a superseded value: a form that must be gone, or the key of
   * an expected fact; or where an expected line of the same note stands in its place: one that keeps
   * all its words, or at least half of them while it brings the expected value.
   */
  private void checkRemoved(String path, NoteLine line, MemoryDiff.FileDiff diff) {
    boolean superseded =
        change.absent().stream()
                .anyMatch(a -> Globs.matches(a.file(), path) && holds(line.raw(), a.form()))
            || change.facts().stream()
                .anyMatch(f ->
                    Globs.matches(f.file(), path)
                        && line.value(Words.of(f.key().replace('_', ' '))).isPresent())
            || diff.added().stream().anyMatch(added -> replaces(path, added, line));
    if (!superseded) {
      faults.add(path + " lost a line that should stay: \"" + line.raw().strip() + "\".");
    }
  }

  private boolean replaces(String path, NoteLine added, NoteLine removed) {
    List<String> lost = new ArrayList<>(removed.words().list());
    int count = lost.size();
    lost.removeAll(added.words().list());
    return lost.isEmpty() || (lost.size() * 2 <= count && isExpected(path, added));
  }
}
