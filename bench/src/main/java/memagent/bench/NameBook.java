package memagent.bench;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that a memory holds, to say which part of a name is enough to mean one person. */
final class NameBook {
  private static final Pattern CAPITALISED_PAIR =
      Pattern.compile("(?=(?<![\\p{L}])(\\p{Lu}[\\p{L}'’-]+)[ \\t]+(\\p{Lu}[\\p{L}'’-]+))");
  private static final Pattern ALIASES =
      Pattern.compile(
          "(?im)^[\\s>*|_-]*(?:aliases?|nicknames?|also known as|aka|known as|called|goes by)[*_]*"
              + "\\s*[:|][*_]*\\s*(.+)$");

  private final Map<String, Set<String>> partners = new HashMap<>(); // word -> words beside it
  private final Map<String, Set<String>> aliasesByFile = new HashMap<>(); // note's words -> aliases

  /** Of no memory: every part of a name is its own. */
  static final NameBook EMPTY = new NameBook(new Memory("", new java.util.TreeMap<>()));

  private final Memory memory;
  private boolean isRead; // only tasks with names need it

  NameBook(Memory memory) {
    this.memory = memory;
  }

  private void read() {
    if (!isRead) {
      isRead = true;
      memory.notes().forEach(this::read);
    }
  }

  private void read(String path, String text) {
    for (Matcher m = CAPITALISED_PAIR.matcher(text); m.find(); ) {
      pair(m.group(1), m.group(2));
    }
    String stem = path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.md$", "");
    List<String> words = Words.of(stem.replace('_', ' ')).list();
    if (words.size() == 2) {
      pair(words.get(0), words.get(1));
    }
    Set<String> aliases = new TreeSet<>();
    for (Matcher m = ALIASES.matcher(text); m.find(); ) {
      for (String alias : m.group(1).replaceAll("[\\[\\]\"|*]", " ").split("[,;/]", -1)) {
        if (!Words.of(alias).isEmpty() && Words.of(alias).list().size() <= 3) {
          aliases.add(alias.strip());
        }
      }
    }
    if (!aliases.isEmpty()) {
      String title = text.lines().filter(l -> l.startsWith("#")).findFirst().orElse("");
      aliasesByFile.computeIfAbsent(Words.of(title).text(), t -> new HashSet<>()).addAll(aliases);
      aliasesByFile
          .computeIfAbsent(" " + String.join(" ", words) + " ", t -> new HashSet<>())
          .addAll(aliases);
    }
  }

  private void pair(String first, String second) {
    String a = Words.of(first).text().strip().replaceFirst(" s$", "");
    String b = Words.of(second).text().strip().replaceFirst(" s$", "");
    partners.computeIfAbsent(a, w -> new HashSet<>()).add(b);
    partners.computeIfAbsent(b, w -> new HashSet<>()).add(a);
  }

  /** Whether no other name of the memory shares {@code part}, a word of {@code name}. */
  boolean isOwn(String part, Collection<String> name) {
    read();
    return partners.getOrDefault(part, Set.of()).stream().allMatch(name::contains);
  }

  /** What else the person called {@code name} is called in a note of theirs. */
  Set<String> aliases(Words name) {
    read();
    Set<String> aliases = new TreeSet<>();
    aliasesByFile.forEach((title, found) -> {
      if (new Words(title).contains(name)) {
        aliases.addAll(found);
      }
    });
    return aliases;
  }
}
