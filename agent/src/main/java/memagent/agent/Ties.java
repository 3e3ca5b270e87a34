package memagent.agent;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sees that a question fits several notes alike: two people of the name that it says, or two whom
 * the person's own note calls by the relation that it says. Small models take the first one.
 */
final class Ties {
  /*
   * To ask for nothing is worse than to answer about the likelier one, so a question is a tie only
   * where nothing at all tells the notes apart: no further name, and no word of it that stands in, or
   * in a link to, some of them and not the others.
   */
  private static final int COUNT_MAX = 4;
  private static final int NAME_CHARS_MIN = 3;
  private static final int PREFIX_CHARS_MIN = 5;
  private static final Set<String> ARTICLES = Set.of("the", "my", "our", "his", "her", "their");
  private static final Set<String> TELLING =
      Set.of("which", "one", "first", "second", "third", "last", "other", "old", "young", "little");

  /** Words with a capital that are no names. */
  static final Set<String> CALENDAR =
      Set.of(
          ("january february march april may june july august september october november december"
                  + " monday tuesday wednesday thursday friday saturday sunday mondays tuesdays"
                  + " wednesdays thursdays fridays saturdays sundays jan feb mar apr jun jul aug sep"
                  + " sept oct nov dec mon tue wed thu fri sat sun")
              .split(" ", -1));

  private static final Pattern SEVERAL =
      Pattern.compile(
          "(?iU)\\b(?:both|all|each|every|either|any|or|two|three|how many|which of|who are|whose|everybody|everyone)\\b");
  private static final Pattern OTHER_LANGUAGE =
      Pattern.compile(
          "(?iU)\\b(?:ist|sind|und|der|das|wie|wann|mein|meine[mnrs]?|nicht|von|für|est|les|une|mon|ma|quel|quelle"
              + "|los|mi|cuál|qué|para|por)\\b");
  private static final Pattern ENGLISH =
      Pattern.compile(
          "(?iU)\\b(?:the|is|are|was|of|my|has|have|had|what|when|where|which|who|how|does|do|did|for|to|in|on)\\b");

  private final String question;
  private final List<Words.Token> tokens;
  private final Map<String, NoteLines> notes = new LinkedHashMap<>();
  private final Map<String, String> stems = new HashMap<>();

  private Ties(String question, Map<String, String> texts) {
    this.question = question;
    this.tokens = Words.tokens(question);
    texts.forEach((path, text) -> {
      notes.put(path, NoteLines.of(path, text));
      stems.putIfAbsent(NoteLines.stem(path), path);
    });
  }

  /**
   * What to ask back; empty where the question fits one note best, or none.
   *
   * @param texts the notes by path; all of the memory, since an unread one may tell them apart
   */
  static Optional<String> question(String question, Map<String, String> texts) {
    boolean english = ENGLISH.matcher(question).find() && !OTHER_LANGUAGE.matcher(question).find();
    if (!english || SEVERAL.matcher(question).find()) {
      return Optional.empty();
    }
    Ties look = new Ties(question, texts);
    return look.byName().or(look::byRelation).or(look::byLines);
  }

  /*
   * Which one is said where a word before the name tells more: "the younger Anna", "Year 8 Sam", "my
   * boss Ada". What it means may stand nowhere in these words.
   */
  private boolean isDescribed(List<Words.Token> mention) {
    int first = tokens.indexOf(mention.getFirst());
    if (first == 0) {
      return false;
    }
    String before = tokens.get(first - 1).text();
    String article = first > 1 ? tokens.get(first - 2).text() : "";
    return TELLING.contains(before)
        || before.chars().allMatch(Character::isDigit)
        || (ARTICLES.contains(article) && !Words.isStop(before));
  }

  /** Words with a capital, side by side. */
  private List<List<Words.Token>> mentions() {
    List<List<Words.Token>> mentions = new ArrayList<>();
    int end = -2;
    for (Words.Token token : tokens) {
      boolean name =
          Character.isUpperCase(question.codePointAt(token.start()))
              && token.text().length() >= NAME_CHARS_MIN
              && !Words.isStop(token.text())
              && !CALENDAR.contains(token.text());
      if (name && token.start() == end + 1 && question.charAt(end) == ' ') {
        mentions.getLast().add(token);
      } else if (name) {
        mentions.add(new ArrayList<>(List.of(token)));
      }
      end = name ? token.end() : -2;
    }
    mentions.removeIf(this::isDescribed);
    return mentions;
  }

  private Optional<String> byName() {
    for (List<Words.Token> mention : mentions()) {
      List<String> words = mention.stream().map(token -> Words.stem(token.text())).toList();
      Map<String, Long> fits = new LinkedHashMap<>();
      notes.forEach((path, note) -> {
        long count =
            path.equals(Recall.OWN) ? 0 : words.stream().filter(note.names()::contains).count();
        if (count > 0) {
          fits.put(path, count);
        }
      });
      long most = fits.values().stream().mapToLong(Long::longValue).max().orElse(0);
      List<String> best =
          fits.keySet().stream().filter(path -> fits.getOrDefault(path, 0L) == most).toList();
      Set<String> said = new LinkedHashSet<>(words);
      boolean exact = best.stream().anyMatch(path -> said.containsAll(Words.content(title(path))));
      if (best.size() > 1 && !exact) {
        Set<String> shared = new LinkedHashSet<>(words);
        best.forEach(path -> shared.retainAll(note(path).names()));
        Optional<String> asked = shared.isEmpty() ? Optional.empty() : tie(best, shared);
        if (asked.isPresent()) {
          return asked;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * Two full names in lines, such as the rows of a table, that begin with the name that is said.
   */
  private Optional<String> byLines() {
    for (List<Words.Token> mention : mentions()) {
      String name = question.substring(mention.getFirst().start(), mention.getLast().end());
      Set<String> shared = new LinkedHashSet<>(Words.content(name));
      if (notes.values().stream().anyMatch(note -> note.names().containsAll(shared))) {
        continue; // a note of its own
      }
      Pattern full =
          Pattern.compile(
              "(?U)\\b"
                  + Pattern.quote(name)
                  + "(?: \\p{Lu}\\p{Ll}*\\b(?!['’])| \\(\\p{L}[\\p{L} ]*\\))");
      Map<String, Set<String>> words = new LinkedHashMap<>();
      for (NoteLines note : notes.values()) {
        for (MemoryLine line : note.lines()) {
          Matcher found = full.matcher(line.raw());
          Set<String> here = new LinkedHashSet<>();
          while (found.find()) {
            String more = Words.plain(found.group().substring(name.length()).strip());
            if (!CALENDAR.contains(more)) {
              here.add(found.group());
            }
          }
          for (String one : here) {
            Set<String> about = words.computeIfAbsent(one, key -> new LinkedHashSet<>());
            about.addAll(line.words().keySet());
            about.addAll(Words.content(line.raw()));
          }
        }
      }
      long bracketed = words.keySet().stream().filter(one -> one.endsWith(")")).count();
      boolean alike = bracketed == 0 || bracketed == words.size();
      if (alike
          && words.size() > 1
          && words.size() <= COUNT_MAX
          && !isToldApart(words.values(), shared)) {
        return Optional.of(asking(List.copyOf(words.keySet())));
      }
    }
    return Optional.empty();
  }

  /** "my friend" where the own note has two. */
  private Optional<String> byRelation() {
    NoteLines own = notes.get(Recall.OWN);
    if (own == null) {
      return Optional.empty();
    }
    Map<List<String>, Set<String>> targets = new LinkedHashMap<>();
    for (MemoryLine line : own.lines()) {
      if (line.isKeyed() && !line.links().isEmpty() && !line.raw().strip().startsWith("|")) {
        List<String> key = Words.of(line.raw().substring(0, Math.max(0, line.raw().indexOf(':'))));
        List<String> keyStems = key.stream().map(Words::stem).toList();
        line.links().stream()
            .map(this::target)
            .flatMap(Optional::stream)
            .forEach(
                path -> targets.computeIfAbsent(keyStems, k -> new LinkedHashSet<>()).add(path));
      }
    }
    for (Map.Entry<List<String>, Set<String>> relation : targets.entrySet()) {
      List<String> key = relation.getKey();
      if (relation.getValue().size() > 1 && !key.isEmpty() && isSaid(key)) {
        return tie(List.copyOf(relation.getValue()), Set.copyOf(key));
      }
    }
    return Optional.empty();
  }

  /** Whether the question says "my" and these words, the last one of them in the singular. */
  private boolean isSaid(List<String> key) {
    for (int i = 1; i + key.size() <= tokens.size(); i++) {
      boolean said = tokens.get(i - 1).text().equals("my");
      for (int j = 0; said && j < key.size(); j++) {
        said = Words.stem(tokens.get(i + j).text()).equals(key.get(j));
      }
      if (said) {
        String last = tokens.get(i + key.size() - 1).text();
        return !last.endsWith("s") || last.endsWith("ss");
      }
    }
    return false;
  }

  private Optional<String> tie(List<String> paths, Set<String> shared) {
    if (paths.size() > COUNT_MAX) {
      return Optional.empty();
    }
    Map<String, Set<String>> words = new LinkedHashMap<>();
    paths.forEach(path -> words.put(path, new LinkedHashSet<>(note(path).words())));
    notes.values().stream()
        .flatMap(note -> note.lines().stream())
        .forEach(line -> {
          for (String link : line.links()) {
            if (line.links().size() == 1) {
              target(link)
                  .flatMap(path -> Optional.ofNullable(words.get(path)))
                  .ifPresent(about -> {
                    about.addAll(line.words().keySet());
                    about.addAll(line.leads());
                  });
            }
          }
        });
    if (isToldApart(words.values(), shared)) {
      return Optional.empty();
    }
    List<String> titles = paths.stream().map(this::title).distinct().toList();
    List<String> names =
        titles.size() == paths.size()
            ? titles
            : paths.stream().map(path -> title(path) + " (" + path + ")").toList();
    return Optional.of(asking(names));
  }

  private static String asking(List<String> names) {
    return "Your notes have more than one that fits. Do you mean "
        + String.join(" or ", names)
        + "?";
  }

  /** Whether a word of the question stands in the words of some and not of all. */
  private boolean isToldApart(Collection<Set<String>> candidates, Set<String> shared) {
    for (String word : MemoryLine.words(question)) {
      if (!shared.contains(word) && !word.chars().allMatch(Character::isDigit)) {
        long count = candidates.stream().filter(own -> isLike(word, own)).count();
        if (count > 0 && count < candidates.size()) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean isLike(String word, Set<String> words) {
    return words.contains(word)
        || words.stream()
            .anyMatch(other -> {
              int shorter = Math.min(word.length(), other.length());
              return Evidence.likeness(word, other) > 0
                  || (shorter >= PREFIX_CHARS_MIN
                      && (word.startsWith(other) || other.startsWith(word)));
            });
  }

  private NoteLines note(String path) {
    return Objects.requireNonNull(notes.get(path));
  }

  private Optional<String> target(String link) {
    String path = link.endsWith(".md") ? link : link + ".md";
    return notes.containsKey(path)
        ? Optional.of(path)
        : Optional.ofNullable(stems.get(NoteLines.stem(link.replace(' ', '_'))))
            .or(() -> Optional.ofNullable(stems.get(NoteLines.stem(link))));
  }

  /** What a note is called: its title, else its file's name as words. */
  private String title(String path) {
    return note(path).lines().stream()
        .filter(line -> line.raw().startsWith("# "))
        .min(Comparator.comparingInt(MemoryLine::number))
        .map(line -> line.raw().substring(2).strip())
        .orElseGet(() -> spelled(NoteLines.stem(path)));
  }

  /** A file's name as words, each with a capital. */
  static String spelled(String stem) {
    StringBuilder name = new StringBuilder();
    for (String word : stem.split("[_ ]+", -1)) {
      if (!word.isEmpty()) {
        name.append(name.isEmpty() ? "" : " ")
            .append(word.substring(0, 1).toUpperCase(Locale.ROOT))
            .append(word.substring(1));
      }
    }
    return name.toString();
  }
}
