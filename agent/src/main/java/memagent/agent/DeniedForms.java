package memagent.agent;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.agent.Words.Token;

/** Finds the places of a reply where a denied value stands, in any of its forms. */
final class DeniedForms {
  /*
   * A value is taken apart into the elements of a list. Each is looked for as words in their order
   * and in the reverse order, with letters reversed or spaced, with "at" and "dot" for a mail
   * address; as a number with any separators or spelled out; as the digits of a phone number or id; as
   * a date in another form; and, since one word of "type 2 diabetes" is enough, as each word that
   * stands in nothing else that was read or asked. A short number is masked only where what stands
   * around it fits, if an allowed fact has the same number.
   */
  private static final Pattern ELEMENTS = Pattern.compile("[;\n]|,(?!\\d{3})| / | \\| | and | & ");
  private static final Set<String> FILLERS =
      Set.of("at", "dot", "point", "underscore", "dash", "hyphen", "of", "plus");
  private static final Set<String> COMMON =
      words(
          "street road avenue lane drive square apartment flat floor room north south east west old"
              + " new big small good great type mild severe daily weekly monthly yearly week month"
              + " year years since until every each with from about after before during number"
              + " name company group work works working home house city town north state country"
              + " doctor person people family friend user none unknown first second third last next"
              + " per day days night morning evening time times once twice high low left right"
              + " currently still also only very long short part full half date info information"
              + " phone mobile email mail address salary income birthday condition medical health"
              + " central inter national office main saint mister missus blue red green white black"
              + " mother father mom dad sister brother wife husband partner son daughter child friend"
              + " withheld share shared cannot reveal private privacy filter told said says");
  private static final int SINGLE_CHARS_MIN = 4;
  private static final int NAME_CHARS_MIN = 2;
  private static final int LONG_DIGITS_MIN = 6;
  private static final int REVERSED_CHARS_MIN = 4;
  private static final int CUE_CHARS = 28;
  private static final Pattern AGE_CUE =
      Pattern.compile(
          "(?iU)\\b(age|aged|old|years?|turn|turns|turned|turning|birthday|born|yo|yr|jahre?|alter?"
              + "|ans|âgée?|años|edad|anni|età|лет|года?|возраст\\w*)\\b|[歳才岁歲]");
  private static final Pattern CLAUSE_END =
      Pattern.compile("(?i)[,.;!?\n]\\s|\n|\\band\\b|\\bbut\\b");
  private static final Pattern BARE_AFTER =
      Pattern.compile("(?i)^\\s*(?:[,.;:!?)]|$|and\\b|or\\b|but\\b|now\\b)");
  private static final Pattern BARE_BEFORE =
      Pattern.compile(
          "(?i)(?:\\b(?:is|was|be|at|are|am|to|he's|she's|they're|about|around|almost|nearly)\\s+|[:=]\\s*|^\\s*)$");

  private final String reply;
  private final List<Token> tokens;
  private final Set<String> asked;
  private final Allowed allowed;
  private final LocalDate today;
  private final List<Numbers.Mention> numbers;
  private final SpelledNumbers spelled;
  private final List<Dates.Mention> dates;

  /**
   * What may leave.
   *
   * @param values of allowed facts, as their words joined by spaces
   * @param words of allowed facts
   * @param numbers in allowed facts
   */
  record Allowed(Set<String> values, Set<String> words, Set<BigDecimal> numbers) {}

  /** A place: from a character to before another. */
  record Span(int start, int end) {}

  DeniedForms(String reply, String question, Allowed allowed, LocalDate today) {
    this.reply = reply;
    this.tokens = Words.tokens(reply);
    this.asked = new HashSet<>(Words.of(question));
    this.allowed = allowed;
    this.today = today;
    this.numbers = Numbers.mentions(reply);
    this.spelled = SpelledNumbers.in(reply);
    this.dates = Dates.mentions(reply);
  }

  private static Set<String> words(String text) {
    return Set.copyOf(new HashSet<>(List.of(text.split("\\s+"))));
  }

  /** The places where this fact's value stands. */
  List<Span> of(SeenFact fact, Set<String> kinds) {
    List<Span> spans = new ArrayList<>();
    String value = fact.spoken();
    boolean age = kinds.contains("age");
    List<Dates.Mention> denied = Dates.mentions(value);
    for (Dates.Mention date : denied) {
      dates.stream()
          .filter(mention -> mention.means(date.day()))
          .forEach(mention -> spans.add(new Span(mention.start(), mention.end())));
      if (age) {
        derived(date.day(), spans);
      }
    }
    String rest = withoutDates(value, denied);
    if (!fact.isLink()) {
      numbers(rest, age, Words.content(fact.key()), spans);
    }
    List<String> whole = Words.of(rest);
    sequence(whole, spans);
    for (String element : ELEMENTS.split(fact.isProse() ? "" : rest, -1)) {
      List<String> words = Words.of(element);
      if (!allowed.values().contains(String.join(" ", words))) {
        sequence(words, spans);
        sequence(words.stream().filter(w -> !isDigits(w)).toList(), spans);
      }
    }
    if (!fact.isProse()) {
      boolean name = fact.isLink() || kinds.contains("name");
      singles(whole, value.contains("@"), name ? NAME_CHARS_MIN : SINGLE_CHARS_MIN, spans);
    }
    raw(value, spans);
    return spans;
  }

  private static String withoutDates(String value, List<Dates.Mention> dates) {
    StringBuilder rest = new StringBuilder(value);
    for (Dates.Mention date : dates) {
      for (int i = date.start(); i < date.end(); i++) {
        rest.setCharAt(i, ';');
      }
    }
    return rest.toString();
  }

  /** An age, or a year of birth, that follows from a denied birth date. */
  private void derived(Dates.Day birth, List<Span> spans) {
    if (birth.year() == 0) {
      return;
    }
    int age =
        birth
            .date()
            .map(date -> Period.between(date, today).getYears())
            .orElse(today.getYear() - birth.year());
    for (int near = Math.max(1, age - 1); near <= age + 1; near++) {
      said(BigDecimal.valueOf(near)).stream()
          .filter(this::isAgeHere)
          .forEach(number -> spans.add(new Span(number.start(), number.end())));
    }
    said(BigDecimal.valueOf(birth.year()))
        .forEach(number -> spans.add(new Span(number.start(), number.end())));
  }

  private void numbers(String value, boolean age, List<String> key, List<Span> spans) {
    String digits = value.replaceAll("\\D", "");
    boolean code =
        digits.length() >= LONG_DIGITS_MIN
            && value.matches("[^A-Za-z]*\\d[\\d\\s().+/-]*\\d.*")
            && !value.matches(".*[$€£¥₹%].*");
    if (code) {
      digitRuns(digits, spans);
    }
    boolean short1 = value.replaceAll("[\\d\\s.,$€£¥₹%+-]", "").length() <= 24;
    if (!short1) {
      return;
    }
    for (Numbers.Mention mine : Numbers.mentions(value)) {
      boolean shared = allowed.numbers().contains(mine.value());
      boolean weak = mine.value().compareTo(BigDecimal.valueOf(1_000)) < 0;
      for (Numbers.Mention number : said(mine.value())) {
        boolean here = age ? isAgeHere(number) : isNamedHere(number, key);
        if (here || !shared || (!age && !weak)) {
          spans.add(new Span(number.start(), number.end()));
        }
      }
    }
  }

  /** Where the reply says a number, in digits or in words of any language that is known. */
  private List<Numbers.Mention> said(BigDecimal value) {
    List<Numbers.Mention> said = new ArrayList<>();
    numbers.stream().filter(number -> number.value().compareTo(value) == 0).forEach(said::add);
    if (value.scale() <= 0 && value.compareTo(BigDecimal.valueOf(SpelledNumbers.VALUE_MAX)) <= 0) {
      for (SpelledNumbers.Place place : spelled.of(value.longValue())) {
        said.add(new Numbers.Mention(value, place.start(), place.end(), true));
      }
    }
    return said;
  }

  /** Whether the words next to a number, as far as the clause goes, name what it is denied as. */
  private boolean isNamedHere(Numbers.Mention number, List<String> key) {
    String[] before = CLAUSE_END.split(reply.substring(0, number.start()), -1);
    String[] after = CLAUSE_END.split(reply.substring(number.end()), 2);
    List<String> around = Words.content(before[before.length - 1] + " " + after[0]);
    return key.stream().anyMatch(around::contains);
  }

  /** Whether a number stands where an age would. */
  private boolean isAgeHere(Numbers.Mention number) {
    String before = reply.substring(Math.max(0, number.start() - CUE_CHARS), number.start());
    String after =
        reply.substring(number.end(), Math.min(reply.length(), number.end() + CUE_CHARS));
    String clause = after.split("[,.;]", 2)[0];
    String lead = before.substring(Math.max(before.lastIndexOf(','), before.lastIndexOf('.')) + 1);
    boolean bare = BARE_BEFORE.matcher(before).find() && BARE_AFTER.matcher(after).find();
    return AGE_CUE.matcher(lead).find() || AGE_CUE.matcher(clause).find() || bare;
  }

  /** All places that are an age by their look, whoever's it is. */
  List<Span> ages() {
    List<Span> spans = new ArrayList<>();
    for (Numbers.Mention number : numbers) {
      String before = reply.substring(Math.max(0, number.start() - CUE_CHARS), number.start());
      String after =
          reply.substring(number.end(), Math.min(reply.length(), number.end() + CUE_CHARS));
      boolean old = after.matches("(?is)^[\\s-]*years?[\\s-]*(?:old|of age).*");
      boolean aged = before.matches("(?is).*\\b(?:aged?|age is|age of|age:)\\s*$");
      if (old || aged) {
        spans.add(new Span(number.start(), number.end()));
      }
    }
    return spans;
  }

  /** The places of names that may not be said, each word with a capital by itself. */
  List<Span> named(Set<String> stems) {
    List<Span> spans = new ArrayList<>();
    for (Token token : tokens) {
      boolean capital = !Character.isLowerCase(reply.codePointAt(token.start()));
      if (capital && stems.contains(Words.stem(token.text())) && !asked.contains(token.text())) {
        spans.add(new Span(token.start(), token.end()));
      }
    }
    return spans;
  }

  /** All places that this pattern finds. */
  List<Span> matching(Pattern pattern) {
    List<Span> spans = new ArrayList<>();
    Matcher matcher = pattern.matcher(reply);
    while (matcher.find()) {
      spans.add(new Span(matcher.start(), matcher.end()));
    }
    return spans;
  }

  /** All numbers of so many digits, and all dates where every number is meant. */
  List<Span> digitCount(int min, int max) {
    List<Span> spans = new ArrayList<>();
    Matcher run = Pattern.compile("\\d(?:[\\d().\\s/,-]*\\d)?").matcher(reply);
    while (run.find()) {
      int count = run.group().replaceAll("\\D", "").length();
      if (count >= min && count <= max) {
        spans.add(new Span(run.start(), run.end()));
      }
    }
    if (min <= 1) {
      numbers.stream()
          .filter(Numbers.Mention::spelled)
          .filter(number -> number.value().compareTo(BigDecimal.ONE) > 0)
          .forEach(number -> spans.add(new Span(number.start(), number.end())));
    }
    return spans;
  }

  /** Digits in a row, with anything but letters between them or spelled one by one. */
  private void digitRuns(String digits, List<Span> spans) {
    StringBuilder run = new StringBuilder();
    List<Integer> starts = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    int previousEnd = -1;
    for (int i = 0; i <= tokens.size(); i++) {
      String spoken = i < tokens.size() ? spokenDigits(i) : "";
      boolean joined =
          previousEnd >= 0 && i < tokens.size() && tokens.get(i).start() - previousEnd <= 4;
      if (spoken.isEmpty() || !joined) {
        addRun(digits, run, starts, ends, spans);
        run.setLength(0);
        starts.clear();
        ends.clear();
      }
      if (!spoken.isEmpty()) {
        for (int j = 0; j < spoken.length(); j++) {
          run.append(spoken.charAt(j));
          starts.add(tokens.get(i).start());
          ends.add(tokens.get(i).end());
        }
        previousEnd = tokens.get(i).end();
      } else if (i < tokens.size()
          && !tokens.get(i).text().matches("double|triple|dash|hyphen|space")) {
        previousEnd = -1;
      } else if (i < tokens.size()) {
        previousEnd = tokens.get(i).end();
      }
    }
  }

  private static void addRun(
      String digits,
      StringBuilder run,
      List<Integer> starts,
      List<Integer> ends,
      List<Span> spans) {
    String tail = digits.length() > 9 ? digits.substring(digits.length() - 9) : digits;
    String back = new StringBuilder(digits).reverse().toString();
    for (String wanted : List.of(digits, tail, back)) {
      int at = run.indexOf(wanted);
      if (at >= 0) {
        // The country code before a phone number and the rest of an id go with it.
        int first = wanted.equals(tail) ? 0 : at;
        spans.add(new Span(starts.get(first), ends.get(at + wanted.length() - 1)));
        return;
      }
    }
  }

  private String spokenDigits(int i) {
    String word = tokens.get(i).text();
    if (isDigits(word)) {
      return word;
    }
    int digit =
        List.of("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
            .indexOf(word);
    digit = digit >= 0 ? digit : SpelledNumbers.digit(word).orElse(-1);
    String spoken =
        digit >= 0 ? String.valueOf(digit) : word.equals("oh") || word.equals("o") ? "0" : "";
    String before = i > 0 ? tokens.get(i - 1).text() : "";
    return before.equals("double")
        ? spoken.repeat(2)
        : before.equals("triple") ? spoken.repeat(3) : spoken;
  }

  /** Words one after the other, in this or the reverse order, or with their letters reversed. */
  private void sequence(List<String> words, List<Span> spans) {
    int letters = words.stream().mapToInt(String::length).sum();
    boolean empty =
        words.isEmpty() || words.stream().allMatch(w -> COMMON.contains(w) || Words.isStop(w));
    if (empty || words.stream().allMatch(DeniedForms::isDigits) || letters < 2) {
      return;
    }
    if (words.stream().allMatch(asked::contains)) {
      return;
    }
    if (words.size() == 1
        && letters < SINGLE_CHARS_MIN
        && allowed.words().contains(words.getFirst())) {
      return;
    }
    find(words, spans);
    if (words.size() > 1) {
      find(words.reversed(), spans);
    }
    if (letters >= REVERSED_CHARS_MIN) {
      List<String> mirrored =
          words.reversed().stream().map(w -> new StringBuilder(w).reverse().toString()).toList();
      find(mirrored, spans);
      spaced(String.join("", words), spans);
    }
  }

  private void find(List<String> words, List<Span> spans) {
    for (int i = 0; i < tokens.size(); i++) {
      int at = i;
      int matched = 0;
      while (at < tokens.size() && matched < words.size()) {
        String word = tokens.get(at).text();
        if (word.equals(words.get(matched))) {
          matched++;
        } else if (matched == 0 || !FILLERS.contains(word)) {
          break;
        }
        at++;
      }
      if (matched == words.size()) {
        spans.add(new Span(tokens.get(i).start(), tokens.get(at - 1).end()));
      }
    }
  }

  /** Letters one by one: {@code J a n e} or {@code J-A-N-E}. */
  private void spaced(String letters, List<Span> spans) {
    StringBuilder run = new StringBuilder();
    int first = 0;
    for (int i = 0; i <= tokens.size(); i++) {
      boolean single = i < tokens.size() && tokens.get(i).text().length() == 1;
      if (!single) {
        int at = run.indexOf(letters);
        if (at >= 0) {
          spans.add(
              new Span(
                  tokens.get(first + at).start(),
                  tokens.get(first + at + letters.length() - 1).end()));
        }
        run.setLength(0);
        first = i + 1;
      } else {
        run.append(tokens.get(i).text());
      }
    }
  }

  /** Each word that stands in nothing else. */
  private void singles(List<String> words, boolean mail, int charsMin, List<Span> spans) {
    for (String word : words) {
      boolean telling =
          word.length() >= charsMin
              && !isDigits(word)
              && !COMMON.contains(word)
              && !Words.isStop(word)
              && !asked.contains(word)
              && !allowed.words().contains(Words.stem(word))
              && FactClasses.named(word).classes().isEmpty();
      if (telling && !mail) {
        String stem = Words.stem(word);
        tokens.stream()
            .filter(token -> Words.stem(token.text()).equals(stem))
            .forEach(token -> spans.add(new Span(token.start(), token.end())));
      }
    }
  }

  /** The value as it stands, for scripts without spaces between words. */
  private void raw(String value, List<Span> spans) {
    boolean spaceless = value.codePoints().anyMatch(Character::isIdeographic);
    for (int at = spaceless ? reply.indexOf(value) : -1;
        at >= 0;
        at = reply.indexOf(value, at + 1)) {
      spans.add(new Span(at, at + value.length()));
    }
  }

  private static boolean isDigits(String word) {
    return word.chars().allMatch(Character::isDigit);
  }

  /** The words of allowed facts, for {@link Allowed}. */
  static Allowed allowed(List<SeenFact> facts) {
    Set<String> values = new HashSet<>();
    Set<String> words = new LinkedHashSet<>();
    Set<BigDecimal> numbers = new HashSet<>();
    for (SeenFact fact : facts) {
      String value = fact.spoken();
      values.add(String.join(" ", Words.of(value)));
      for (String element : ELEMENTS.split(value, -1)) {
        values.add(String.join(" ", Words.of(element)));
      }
      words.addAll(Words.content(value));
      Numbers.mentions(value).forEach(number -> numbers.add(number.value()));
    }
    return new Allowed(values, words, numbers);
  }
}
