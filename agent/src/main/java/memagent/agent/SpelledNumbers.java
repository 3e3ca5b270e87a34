package memagent.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whole numbers that a text writes in words of German, French, Spanish, Italian, Russian, Japanese
 * or Chinese. English ones are found without being asked for, in {@link Numbers}.
 */
public final class SpelledNumbers {
  /** The largest number that is looked for. */
  public static final long VALUE_MAX = NumberWords.VALUE_MAX;

  private static final Pattern ENGLISH =
      Pattern.compile("(?i)\\b(?:the|is|are|you|your|of|was|has|have|it)\\b");
  private static final Pattern JOINED = Pattern.compile("[\\s-]+");
  private static final Pattern SOFT = Pattern.compile("\\u00ad+");
  private static final String KANJI = "〇零一二三四五六七八九十百千万亿億两";
  private static final String CALENDAR = "月日年時时分"; // 三月 is March and no three

  /** Articles and such, which by themselves say nothing about how many; семью is a family too. */
  private static final Set<String> ARTICLES =
      Set.of(
          "un", "une", "uno", "una", "ein", "eine", "eins", "один", "одна", "одно", "одни", "одних",
          "одному", "одним", "одними", "одном", "одну", "семью");

  /** Of these, what is said when digits are read out. */
  private static final Set<String> DIGIT_ONE = Set.of("eins", "uno", "один");

  /** What is a word of another kind in English or elsewhere. */
  private static final Set<String> AMBIGUOUS =
      Set.of(
          "six", "once", "sept", "cent", "sei", "due", "elf", "null", "zero", "neuf", "mil",
          "mille", "dos", "tre", "dix", "acht", "vier", "nove");

  private static final Map<String, Integer> DIGITS = new HashMap<>();
  private static final Set<String> TENS = new HashSet<>(); // twenty, thirty and so on
  private static final List<Set<String>> WORDS = new ArrayList<>(); // of numbers, by language

  static {
    for (NumberWords language : NumberWords.ALL) {
      Set<String> words = new HashSet<>();
      for (long value = 0; value <= 1_000; value += value < 100 ? 1 : 100) {
        for (List<Set<String>> form : language.forms(value)) {
          form.stream().flatMap(Set::stream).map(Words::plain).forEach(words::add);
        }
      }
      words.removeAll(NumberWords.JOINERS);
      WORDS.add(words);
      for (int ten = 20; ten < 100; ten += 10) {
        for (List<Set<String>> form : language.forms(ten)) {
          form.getLast().stream().map(Words::plain).forEach(TENS::add);
        }
      }
      for (int digit = 0; digit < 10; digit++) {
        for (List<Set<String>> form : language.forms(digit)) {
          for (String word : form.getFirst()) {
            if (!ARTICLES.contains(word) || DIGIT_ONE.contains(word)) {
              DIGITS.putIfAbsent(Words.plain(word), digit);
            }
          }
        }
      }
    }
  }

  private final String text;
  private final boolean english;
  private final boolean kanji; // whether there is any
  private final List<Words.Token> tokens;
  private final Set<String> present = new HashSet<>();

  private SpelledNumbers(String text) {
    this.text = text;
    this.english = ENGLISH.matcher(text).find();
    this.kanji = text.chars().anyMatch(c -> KANJI.indexOf(c) >= 0);
    this.tokens = unhyphenated(Words.tokens(text));
    tokens.forEach(token -> present.add(token.text()));
  }

  /** Soft hyphens, which nobody sees, part no words. */
  private List<Words.Token> unhyphenated(List<Words.Token> split) {
    List<Words.Token> whole = new ArrayList<>();
    for (Words.Token token : split) {
      Words.Token before = whole.isEmpty() ? token : whole.getLast();
      if (before.end() < token.start() && SOFT.matcher(between(before, token)).matches()) {
        whole.removeLast();
        whole.add(new Words.Token(before.text() + token.text(), before.start(), token.end()));
      } else {
        whole.add(token);
      }
    }
    return whole;
  }

  private String between(Words.Token before, Words.Token after) {
    return text.substring(before.end(), after.start());
  }

  /** Where a number is written: from a character to before another. */
  public record Place(int start, int end) {}

  /** The numbers of a text. */
  public static SpelledNumbers in(String text) {
    return new SpelledNumbers(text);
  }

  /** The digit that a word means, in lower case and without accents; articles mean none. */
  public static OptionalInt digit(String word) {
    Integer digit = DIGITS.get(word);
    return digit == null ? OptionalInt.empty() : OptionalInt.of(digit);
  }

  /** All places of one number; none of a negative one or one over {@link #VALUE_MAX}. */
  public List<Place> of(long value) {
    Set<Place> places = new LinkedHashSet<>();
    if (value < 0 || value > VALUE_MAX) {
      return List.of();
    }
    for (int i = 0; i < WORDS.size(); i++) {
      for (List<Set<String>> form : NumberWords.ALL.get(i).forms(value)) {
        List<Set<String>> plain = present(form);
        if (!plain.isEmpty()) {
          find(plain, WORDS.get(i), places);
        }
      }
    }
    if (kanji) {
      NumberWords.kanji(value).forEach(form -> findKanji(form, places));
    }
    return List.copyOf(places);
  }

  /** The words in their comparable form; empty where the text lacks one of them. */
  private List<Set<String>> present(List<Set<String>> form) {
    List<Set<String>> plain = new ArrayList<>();
    for (Set<String> word : form) {
      Set<String> spellings = new HashSet<>();
      word.forEach(spelling -> spellings.add(Words.plain(spelling)));
      if (spellings.stream().noneMatch(present::contains)) {
        return List.of();
      }
      plain.add(spellings);
    }
    return plain;
  }

  private void find(List<Set<String>> form, Set<String> numbers, Set<Place> places) {
    for (int i = 0; i + form.size() <= tokens.size(); i++) {
      int matched = 0;
      while (matched < form.size()
          && form.get(matched).contains(tokens.get(i + matched).text())
          && (matched == 0 || isJoined(i + matched))) {
        matched++;
      }
      boolean whole =
          matched == form.size()
              && !continues(i, -1, numbers)
              && !continues(i + matched - 1, 1, numbers);
      String first = tokens.get(i).text();
      boolean telling =
          form.size() > 1 || (!ARTICLES.contains(first) && !(english && AMBIGUOUS.contains(first)));
      if (whole && telling) {
        places.add(new Place(tokens.get(i).start(), tokens.get(i + matched - 1).end()));
      }
    }
  }

  /** Whether only spaces and hyphens stand before this word. */
  private boolean isJoined(int at) {
    return JOINED.matcher(between(tokens.get(at - 1), tokens.get(at))).matches();
  }

  /** Whether the number goes on before or behind this word: fifty is not in fifty-nine. */
  private boolean continues(int at, int step, Set<String> numbers) {
    int next = at + step;
    if (next < 0 || next >= tokens.size() || !isJoined(Math.max(at, next))) {
      return false;
    }
    String word = tokens.get(next).text();
    if (NumberWords.JOINERS.contains(word)) { // vingt et un, but not neuf et douze
      int after = next + step;
      return after >= 0
          && after < tokens.size()
          && isJoined(Math.max(next, after))
          && numbers.contains(tokens.get(after).text())
          && (TENS.contains(tokens.get(at).text()) || TENS.contains(tokens.get(after).text()));
    }
    boolean goesOn = numbers.contains(word) || isSpoken(tokens.get(at).text(), word);
    return goesOn && !(step < 0 && ARTICLES.contains(word)); // un soixante-neuf
  }

  /** Whether two words are of numbers in one language: mille is Italian too, mille sept is not. */
  private static boolean isSpoken(String word, String beside) {
    return WORDS.stream().anyMatch(words -> words.contains(word) && words.contains(beside));
  }

  private void findKanji(String form, Set<Place> places) {
    for (int at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
      int end = at + form.length();
      boolean opens = at == 0 || KANJI.indexOf(text.charAt(at - 1)) < 0;
      boolean closes =
          end == text.length()
              || (KANJI.indexOf(text.charAt(end)) < 0 && CALENDAR.indexOf(text.charAt(end)) < 0);
      boolean telling = form.length() > 1 || "〇零一二".indexOf(form.charAt(0)) < 0;
      if (opens && closes && telling) {
        places.add(new Place(at, end));
      }
    }
  }
}
