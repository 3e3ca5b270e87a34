package memagent.agent;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import memagent.model.ChatMessage;
import memagent.model.FinishReason;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.Outside;
import memagent.vault.Vault;
import memagent.vault.VaultChange;
import memagent.vault.VaultTransaction;

/**
 * What the person's own words ask to have changed, read in code and on the safe side: what it does
 * not find there needs the person's yes.
 */
final class Mandate {
  /*
   * Only the sentences that tell something or ask for a change count, "Where does she live?" allows
   * nothing. A line may go if the question means its note and names its key, and asks for a change; without a
   * line of the same key in its place it must ask for a removal. A line may come if each of its words
   * stands in the question (words that say nothing, and in a key the usual names of keys, are free);
   * or if the question means the note, names the key and asks for a change: then the value may be any
   * short one. A note may come if the question has the words of its name, and go if the question asks
   * for a removal of exactly this one.
   */
  static final int CHANGED_NOTE_COUNT_MAX = 5;
  static final int REMOVED_LINE_COUNT_MAX = 10;
  static final int ADDED_LINE_COUNT_MAX = 40;
  static final int LINE_CHARS_MAX = 400;
  static final int TAKEN_VALUE_CHARS_MAX = 80;
  static final int MARK_COUNT_MAX = 12; // signs of a line beside two for each word

  private static final Map<String, Set<String>> LISTS = lists();
  private static final Pattern FACT =
      Pattern.compile(
          "^\\s*(?:[-*+]|\\d{1,3}[.)])\\s+(?:\\*\\*|__)?([^:：|]{1,60}?)(?:\\*\\*|__)?\\s*[:：](?:\\*\\*|__)?\\s+(.*)$");
  private static final Pattern UNPLAIN = Pattern.compile("[<>`\\[\\]{}\\\\]|://");
  private static final Pattern UNPRINTABLE =
      Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cn}\\p{Cs}&&[^\\t]]");
  private static final Pattern SYMBOL = Pattern.compile("[\\p{So}\\p{Sk}\\p{Sm}&&[^+=<>|~^`]]");
  private static final Pattern SIGN = Pattern.compile("[^\\p{L}\\p{M}\\p{N}\\s]");
  private static final Pattern SENTENCE_END =
      Pattern.compile("(?<=[.!?。！？])\\s*(?=\\s|$|[^\\p{ASCII}])|\n");
  private static final Pattern QUESTION = Pattern.compile("[?？؟;]\\s*$");
  private static final Pattern WISH =
      Pattern.compile(
          "(?:^|[.,;:!?¿¡]\\s*|\\b(?:and|then|please|you|und|bitte|dann|et|puis|y|и|затем|пожалуйста)\\s+)"
              + "(?=([\\p{L}\\p{M}]+))",
          Pattern.UNICODE_CHARACTER_CLASS);
  private static final int ASCII_END = 128;
  private static final int JAPANESE_BEGIN = 0x3040;

  private final String words;
  private final Set<String> said;
  private final boolean isNegated;
  private final Vault vault;
  private final LocalDate today;
  private final Set<NotePath> changed = new LinkedHashSet<>();
  private int removed;
  private int added;

  Mandate(Question question, Session session, Vault vault, LocalDate today) {
    String asked = asked(question, session);
    this.words =
        SENTENCE_END
            .splitAsStream(asked)
            .filter(Mandate::wants)
            .map(Words::plain)
            .collect(Collectors.joining(" "));
    this.isNegated = has(Words.plain(asked), "not");
    this.said = new HashSet<>();
    Words.of(words).forEach(word -> said.add(Words.stem(word)));
    this.vault = vault;
    this.today = today;
  }

  /** The question, and the one before it if the reply to that asked something back. */
  private static String asked(Question question, Session session) {
    List<ChatMessage> last = History.newest(session.messages(), 1);
    boolean asksBack =
        !last.isEmpty()
            && TurnParser.parse(last.getLast().text(), FinishReason.STOP)
                instanceof AssistantTurn.Reply reply
            && reply.reply().strip().matches("(?s).*[?？]");
    return asksBack
        ? Question.of(Excerpt.without(last.getFirst().text())).text() + "\n" + question.text()
        : question.text();
  }

  /** Why the changes need a yes; empty if the person's words ask for them. */
  Optional<String> refusal(List<VaultChange> changes, VaultTransaction transaction) {
    Set<NotePath> all = new LinkedHashSet<>(changed);
    changes.forEach(change -> all.add(change.path()));
    if (all.size() > CHANGED_NOTE_COUNT_MAX) {
      return because("more than %d notes would be changed".formatted(CHANGED_NOTE_COUNT_MAX));
    }
    if (!intends()) {
      return because("it asks to be told something, and notes would be changed");
    }
    Tally tally = new Tally(removed, added);
    for (VaultChange change : changes) {
      String path = Question.shown(change.path().value());
      Optional<String> why =
          switch (change) {
            case VaultChange.Created made -> created(made, path, transaction, tally);
            case VaultChange.Updated other -> updated(other, path, transaction, tally);
            case VaultChange.Deleted gone -> deleted(gone, path);
          };
      if (why.isPresent()) {
        return why;
      }
    }
    changed.addAll(all);
    removed = tally.removed;
    added = tally.added;
    return Optional.empty();
  }

  private static Optional<String> because(String what) {
    return Optional.of(
        "Text from outside was read, and the question does not ask for this: " + what + ".");
  }

  /** Lines that go and come, over all blocks of a question. */
  private static final class Tally {
    private int removed;
    private int added;

    Tally(int removed, int added) {
      this.removed = removed;
      this.added = added;
    }
  }

  private Optional<String> deleted(VaultChange.Deleted gone, String path) {
    boolean asked = removes() && means(gone.path(), gone.before(), true);
    return asked ? Optional.empty() : because(path + " would be deleted");
  }

  private Optional<String> created(
      VaultChange.Created made, String path, VaultTransaction transaction, Tally tally) {
    if (!names(made.path())) {
      return because("a note " + path + " would be made");
    }
    return lines(made.path(), "", made.after(), path, transaction, tally);
  }

  private Optional<String> updated(
      VaultChange.Updated other, String path, VaultTransaction transaction, Tally tally) {
    boolean unmarked =
        Outside.isMarked(other.path(), other.before())
            && !Outside.isMarked(other.path(), other.after());
    if (unmarked) {
      return because(path + " would not be marked as from outside any more");
    }
    return lines(other.path(), other.before(), other.after(), path, transaction, tally);
  }

  private Optional<String> lines(
      NotePath note,
      String before,
      String after,
      String path,
      VaultTransaction transaction,
      Tally tally) {
    List<String> gone = rest(before, after);
    List<String> come = rest(after, before);
    tally.removed += gone.size();
    tally.added += come.size();
    if (tally.removed > REMOVED_LINE_COUNT_MAX || tally.added > ADDED_LINE_COUNT_MAX) {
      return because("many lines would be changed");
    }
    if (come.stream().anyMatch(line -> line.contains(PrivacyFilter.MASK))) {
      return because(path + " would lose what a filter withholds");
    }
    Set<String> newKeys = come.stream().map(Mandate::key).collect(Collectors.toSet());
    boolean meant = before.isEmpty() || means(note, before, false);
    for (String line : gone) {
      if (!meant || !mayGo(line, newKeys)) {
        return because(path + " would lose a line");
      }
    }
    for (String line : come) {
      boolean covered = isCovered(line, transaction);
      boolean taken = !before.isEmpty() && meant && isTaken(line);
      if (!covered && !taken) {
        return because(path + " would get words that the question does not have");
      }
      if (!meant && !before.isEmpty() && !isLinkLine(line)) {
        return because(path + " would be changed");
      }
    }
    return Optional.empty();
  }

  /** The lines of one text that the other does not have, blank ones left out. */
  private static List<String> rest(String text, String other) {
    Map<String, Integer> counts = new HashMap<>();
    other.lines().forEach(line -> counts.merge(line.strip(), 1, Integer::sum));
    List<String> rest = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String bare = line.strip();
      if (!bare.isEmpty() && counts.merge(bare, -1, Integer::sum) < 0) {
        rest.add(line);
      }
    }
    return rest;
  }

  private static String key(String line) {
    Matcher fact = FACT.matcher(line);
    return fact.matches() ? Words.plain(fact.group(1).strip()) : "";
  }

  private boolean mayGo(String line, Set<String> newKeys) {
    String key = key(line);
    if (key.isEmpty()) {
      List<String> content = Words.content(SeenLines.spoken(line));
      long shared = content.stream().filter(this::isSaid).count();
      return shared > 0
          && (newKeys.contains("") ? intends() : removes() && 2 * shared >= content.size());
    }
    return namesKey(key) && (newKeys.contains(key) ? intends() : removes());
  }

  private boolean removes() {
    return asks(words, "remove") && !isNegated;
  }

  /** Whether any sentence tells something or asks for a change, rather than to be told. */
  private boolean intends() {
    return !words.isEmpty();
  }

  private boolean namesKey(String key) {
    List<String> content = Words.content(key);
    return !content.isEmpty()
        && content.stream()
            .anyMatch(word ->
                isSaid(word)
                    || said.stream()
                        .anyMatch(s -> !Words.isStop(s) && Evidence.likeness(s, word) > 0));
  }

  /** A fact whose key the question names: its value may be any short, plain one. */
  private boolean isTaken(String line) {
    Matcher fact = FACT.matcher(line);
    return fact.matches()
        && fact.group(2).length() <= TAKEN_VALUE_CHARS_MAX
        && !UNPLAIN.matcher(fact.group(2)).find()
        && isPlain(line)
        && namesKey(Words.plain(fact.group(1)))
        && Words.content(fact.group(1)).stream().allMatch(this::isKeyWord)
        && intends();
  }

  /** Whether all that a line says stands in the question. */
  private boolean isCovered(String line, VaultTransaction transaction) {
    Matcher fact = FACT.matcher(line);
    boolean keyed = fact.matches();
    String key = keyed ? fact.group(1) : line.startsWith("#") ? line : "";
    String value = keyed ? fact.group(2) : key.isEmpty() ? line : "";
    Optional<String> text = withoutLinks(value, transaction);
    return line.length() <= LINE_CHARS_MAX
        && text.isPresent()
        && isPlain(line)
        && Words.content(key).stream().allMatch(this::isKeyWord)
        && Words.content(text.get()).stream().allMatch(this::isSaid);
  }

  /** The text with links as they are shown; empty if one of them leads nowhere. */
  private static Optional<String> withoutLinks(String text, VaultTransaction transaction) {
    Matcher link = SeenLines.LINK.matcher(text);
    StringBuilder plain = new StringBuilder();
    while (link.find()) {
      if (transaction.resolve(link.group(1).strip()).isEmpty()) {
        return Optional.empty();
      }
      String label = link.group(2) == null ? " " : link.group(2);
      link.appendReplacement(plain, Matcher.quoteReplacement(label));
    }
    return Optional.of(link.appendTail(plain).toString());
  }

  /** A line that only leads to a note: user.md gets one for each new entity. */
  private static boolean isLinkLine(String line) {
    Matcher fact = FACT.matcher(line);
    return fact.matches() && SeenLines.LINK.matcher(fact.group(2).strip()).matches();
  }

  private boolean isPlain(String line) {
    long count = Words.of(line).size();
    boolean strange =
        SYMBOL.matcher(line).results().anyMatch(symbol -> !words.contains(symbol.group()));
    return !strange
        && !UNPRINTABLE.matcher(line).find()
        && SIGN.matcher(line).results().count() <= MARK_COUNT_MAX + 2 * count;
  }

  private boolean isKeyWord(String stem) {
    return isSaid(stem)
        || list("key").stream().anyMatch(word -> Words.stem(word).equals(stem))
        || !Evidence.groups(stem).isEmpty();
  }

  private boolean isSaid(String stem) {
    if (said.contains(stem)) {
      return true;
    }
    boolean date =
        stem.equals(Integer.toString(today.getYear()))
            || stem.matches("0?" + today.getMonthValue())
            || stem.matches("0?" + today.getDayOfMonth());
    // Scripts without spaces have words within words.
    return date || (stem.codePointAt(0) >= ASCII_END && words.contains(stem));
  }

  /** Whether the question has each word of a path that the memory does not have yet. */
  boolean names(NotePath path) {
    if (words.contains(Words.plain(path.value()))) {
      return true;
    }
    List<String> names = path.names();
    NotePath folder = NotePath.ROOT;
    try (VaultTransaction reading = vault.begin()) {
      for (String name : names) {
        folder = folder.child(name);
        boolean last = folder.equals(path);
        boolean usual = name.equals("entities") || (!last && reading.folderExists(folder));
        String bare = last ? path.stem() : name;
        List<String> content = Words.content(bare.replace('_', ' '));
        boolean said = !content.isEmpty() && content.stream().allMatch(this::isSaid);
        if (!usual && !said) {
          return false;
        }
      }
    }
    return isPlain(path.value());
  }

  /**
   * Whether the question speaks of this note: by its path, its title or an alias, by words of its
   * name that no other note has all of, or by what the person's own note calls it.
   *
   * @param exactly whether "my" is not enough for the person's own note
   */
  private boolean means(NotePath path, String text, boolean exactly) {
    if (words.contains(Words.plain(path.value())) || words.contains(Words.plain(path.name()))) {
      return true;
    }
    if (path.equals(NotePath.USER)) {
      return !exactly && has("self");
    }
    Note note = Note.parse(path, text);
    boolean titled =
        Stream.concat(Stream.of(note.title()), note.aliases().stream())
            .filter(name -> !Words.content(name).isEmpty())
            .anyMatch(name -> Words.content(name).stream().allMatch(this::isSaid));
    return titled || isBest(path) || isCalled(path);
  }

  private boolean isBest(NotePath path) {
    Set<String> here = saidOf(path);
    boolean whole = here.size() == Words.content(path.stem().replace('_', ' ')).size();
    return !here.isEmpty()
        && (whole
            || vault.notes().stream()
                .noneMatch(other -> !other.equals(path) && saidOf(other).containsAll(here)));
  }

  /** The words of a note's name that the question has. */
  private Set<String> saidOf(NotePath path) {
    return Words.content(path.stem().replace('_', ' ')).stream()
        .filter(this::isSaid)
        .collect(Collectors.toSet());
  }

  /** Whether user.md leads there by a fact whose key the question has: "my sister". */
  private boolean isCalled(NotePath path) {
    try (VaultTransaction reading = vault.begin()) {
      Optional<String> own = reading.readable(NotePath.USER);
      return own.isPresent()
          && Note.parse(NotePath.USER, own.get()).facts().stream()
              .filter(fact -> Words.content(fact.key()).stream().anyMatch(this::isSaid))
              .flatMap(fact -> SeenLines.LINK.matcher(fact.value()).results())
              .anyMatch(link -> reading.resolve(link.group(1).strip()).equals(Optional.of(path)));
    }
  }

  /** Whether a sentence tells something, or asks for a change, rather than to be told. */
  private static boolean wants(String sentence) {
    String plain = Words.plain(sentence);
    Optional<String> first =
        Words.of(plain).stream().filter(word -> !list("polite").contains(word)).findFirst();
    if (first.isEmpty()) {
      return false;
    }
    boolean question = QUESTION.matcher(plain).find();
    return asks(plain, "change")
        || asks(plain, "remove")
        || (!question && !list("ask").contains(first.get()) && !has(plain, "ask-ja"));
  }

  /** Whether a word of a list stands where a wish begins: "and delete", "can you update". */
  private static boolean asks(String plain, String list) {
    if (list(list).stream().anyMatch(word -> isJapanese(word) && plain.contains(word))) {
      return true;
    }
    return WISH.matcher(plain).results().anyMatch(wish -> list(list).contains(wish.group(1)));
  }

  /** Whether a word of changing, keeping or taking out stands in a text, in whatever form. */
  static boolean speaksOfChange(String text) {
    String plain = Words.plain(text);
    Set<String> said = Words.of(plain).stream().map(Words::stem).collect(Collectors.toSet());
    return Stream.of("change", "remove")
        .flatMap(list -> list(list).stream())
        .anyMatch(
            word -> isJapanese(word) ? plain.contains(word) : said.contains(Words.stem(word)));
  }

  private boolean has(String list) {
    return has(words, list);
  }

  private static boolean has(String plain, String list) {
    List<String> all = Words.of(plain);
    return list(list).stream()
        .anyMatch(word -> isJapanese(word) ? plain.contains(word) : all.contains(word));
  }

  /** A script without spaces: a word is looked for anywhere. */
  private static boolean isJapanese(String word) {
    return word.codePointAt(0) >= JAPANESE_BEGIN;
  }

  private static Set<String> list(String name) {
    return LISTS.getOrDefault(name, Set.of());
  }

  private static Map<String, Set<String>> lists() {
    Map<String, Set<String>> lists = new HashMap<>();
    for (String line : Words.lines("mandate-words.txt")) {
      List<String> words = List.of(line.toLowerCase(Locale.ROOT).split(" ", -1));
      lists.put(
          words.getFirst(),
          words.stream().skip(1).map(Words::plain).collect(Collectors.toUnmodifiableSet()));
    }
    return lists;
  }
}
