package memagent.agent;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.agent.FilterRule.Effect;
import memagent.agent.FilterRule.Person;

/** Reads filters: numbered or bulleted sentences, or just sentences. */
final class FilterParser {
  private static final Pattern ITEM =
      Pattern.compile(
          "(?:^|[\\s,;])\\(?\\d{1,2}[.)]\\s+|(?m)^\\s*[-*•]\\s+|\\R+|(?<=[a-z)\"'][.!;])\\s+(?=\\p{Lu})");
  private static final Pattern HEADING = Pattern.compile("^\\s*(#.*|[\\w ]{0,40}:)\\s*$");
  private static final Pattern NOTHING =
      Pattern.compile(
          "(?iU)\\b(no|without|not any) (restrictions?|filters?|limits?|limitations?|privacy)\\b"
              + "|\\b(everything|anything|all( information)?) (may|can|is allowed to|is okay to) be"
              + "|^\\s*(none|n/a|nothing)\\W*$|\\bno information (is|needs to be) (withheld|hidden)"
              + "|^(?!.*(?:not|n't|n’t|never|no)\\b).*\\b(share|reveal|disclose|answer)"
              + " (everything|anything|freely|all)\\b(?!.*\\b(except|but|other)\\b)");
  private static final Pattern NEGATIVE =
      Pattern.compile(
          "(?iU)\\b(not|n't|never|no|none|nothing|cannot|may leave|stays?|leave|nicht|keine?[rnms]?|nie|niemals|geheim|vertraulich|jamais|pas|ni|aucune?|rien|secret"
              + "|nunca|nada|tampoco|secretos?|не|ни|ничего|никаких|никогда|нельзя|секрет|тайна|non|nessun|mai|withhold|hide|hidden|redact|mask|omit|avoid|refuse"
              + "|block|exclude|remove|confidential|private|secret|withheld|taboo|internal|silence|silent|discreet|undisclosed|classified|никому|forbidden|prohibited|off limits"
              + "|off-limits|protect|keep|nobody|without|censor|conceal|restricted|sensitive)\\b|n't\\b|n’t\\b|ない|秘密|禁止");
  private static final Pattern ONLY =
      Pattern.compile(
          "(?iU)\\b(only|solely|exclusively|just|limit(ed)?|restrict(ed)?|nur|ausschließlich|seulement"
              + "|uniquement|ne \\w+ que|solo|solamente|únicamente|soltanto|только|лишь)\\b|だけ|のみ"
              + "|\\b(nothing|anything|information|everything|all)\\b[\\w ,]*?\\b(but|except|besides|other than|apart from|beyond)\\b");

  /** Words of {@link #ONLY} that stand behind what alone may be told. */
  private static final Set<String> POSTFIX = Set.of("だけ", "のみ");

  private static final Pattern NO_MORE =
      Pattern.compile(
          "(?iU)[,;]?\\s*\\b(?:(?:and|but|und|et|y|e|и)\\s+)?(?:(?:of|about)\\s+)?(?:(?:nothing|no one)\\s(?:more|else|further|besides|beyond(?: (?:that|this))?)"
              + "|no more(?: than (?:that|this))?|that (?:is|'s) all"
              + "|(?:keep|leave|hold|withhold|refuse|hide|decline)\\s+(?:back\\s+)?(?:the (?:rest|others)|(?:everything|anything|all) else|all (?:the )?others?)\\b[^.;]*"
              + "|(?:and )?only (?:that|this)\\b[^.;]*"
              + "|sonst nichts|nichts (?:sonst|weiter|anderes)|rien (?:d['’]autre|de plus)|nada más"
              + "|nient['’]altro|больше ничего|ничего больше)[\\s.!]*$");
  private static final Pattern ALONE =
      Pattern.compile("(?iU)\\balone\\b|\\b(?:nothing|none)\\b[\\w ]*\\b(?:but|except)\\b");
  private static final Pattern FOR_SOME =
      Pattern.compile(
          "(?iU)\\b(?:is|are|stays?|remains?)\\s(?:only\\s)?(?:for|between|within|with|in)\\b.*?(?=[:.,;]|$)");
  private static final Pattern RECIPIENT =
      Pattern.compile(
          "(?iU)\\b(?:to|towards?|with|for)\\s(?:(?:the|any|my|our|other)\\s)?(?:\\p{Ll}+|"
              + "\\p{Lu}\\p{Ll}+)\\s*(?=[:.,;]|$)");
  private static final Pattern EXCEPT =
      Pattern.compile(
          "(?iU)[,(]?\\s*\\b(except( for)?|but not|other than|apart from|besides|beyond|unless it is|but you (may|can))\\b");
  private static final Pattern ALL_BUT =
      Pattern.compile(
          "(?iU)\\b(?:anything|everything|all(?: information)?)\\s(?:but(?! not)|except(?: for)?|besides|other than|apart from)\\s");
  private static final Pattern KEEP_ALL_BUT =
      Pattern.compile(
          "(?iU)\\b(?:keep|hold|withhold|hide|conceal|refuse|deny)\\b[\\w ]*?\\b(?:all|everything|anything)\\b"
              + "[\\w ,]*?\\b(?:but|except(?: for)?|besides|other than|apart from|save(?: for)?)\\s");
  private static final Pattern ALL =
      Pattern.compile(
          "(?iU)\\b(anything|everything|nothing|any information|all information|any details?|all details?"
              + "|any facts?|all facts?|any data|all data|any memory|the memory|whole memory)\\b");
  private static final Pattern CLAUSE = Pattern.compile("[:;,.–—]");
  private static final Pattern ALL_ABOUT =
      Pattern.compile("(?iU)\\b(?:anything|everything|nothing)(?: at all)? about\\b");
  private static final Pattern DIGITS =
      Pattern.compile(
          "(?iU)(\\d{1,3})[- ]digit|(?:more than|over|longer than|exceeding|above) (\\d{1,3}) digits|(?:at least )?(\\d{1,3})"
              + " or more digits|at least (\\d{1,3}) digits|\\b(any|all) (?:numbers|digits|numeric values)");
  private static final Pattern PROPER =
      Pattern.compile(
          "(?<![.!?]\\s)(?<!^)\\b(\\p{Lu}[\\p{L}’'-]*\\p{Ll}(?:\\s+\\p{Lu}[\\p{L}’'-]*\\p{Ll})*)");
  private static final Pattern PART =
      Pattern.compile(
          "(?iU),|;|/|\\(|\\)|\\b(?:and|or|nor|such as|e\\.g\\.|including|about|for)\\b" + "|:");
  private static final Pattern FIRST =
      Pattern.compile("^\\p{Lu}[\\p{L}'-]*\\p{Ll}(?:\\s\\p{Lu}[\\p{L}'-]*\\p{Ll})+");
  private static final Set<String> RELATIONS =
      stems(
          "mother mom mum father dad parent sister brother sibling wife husband spouse partner"
              + " girlfriend boyfriend son daughter child kid boss manager supervisor colleague"
              + " coworker friend roommate flatmate neighbor neighbour landlord aunt uncle cousin"
              + " grandmother grandfather niece nephew fiance fiancee client assistant teacher doctor"
              + " dentist therapist lawyer");
  private static final Set<String> SAID =
      stems(
          "reveal revealing share sharing disclose disclosing tell mention give provide show expose say"
              + " output include leak state information info detail details data explicit exact specific"
              + " precise any all user users user's person people customer patient anyone anybody"
              + " someone related regarding concerning allowed permitted response answer reply ask asked"
              + " personal private sensitive confidential do don please ensure make sure never not withhold"
              + " hide redact mask omit keep avoid refuse value values such like including and or other"
              + " others type kind form way directly indirectly even if when under circumstance"
              + " memory file note fact facts following must only actual real full complete policy"
              + " individual individuals third party parties everything anything nothing something"
              + " display print write refer discuss talk release out let know them their secret remain"
              + " alone speak lip pass leave leaves leaving out given give away named naming mentioned stay stays stays private strictly absolutely ever also except longer digit digits than more number"
              + " either assistant agent question query text use using used");

  private FilterParser() {}

  private static Set<String> stems(String words) {
    Set<String> stems = new HashSet<>();
    for (String word : words.split("\\s+", -1)) {
      Words.of(word).forEach(part -> stems.add(Words.stem(part)));
    }
    return stems;
  }

  /** Whether a word, as a stem, says what one person is to another. */
  static boolean isRelation(String stem) {
    return RELATIONS.contains(stem);
  }

  /** Whether a sentence says that nothing may be told but what it speaks of. */
  static boolean saysNothingElse(String sentence) {
    return NO_MORE.matcher(sentence).find() || ALONE.matcher(sentence).find();
  }

  /** The rules of a text, in order. */
  static List<FilterRule> parse(String text) {
    List<FilterRule> rules = new ArrayList<>();
    for (String item : ITEM.split(text, -1)) {
      String sentence = item.strip().replaceFirst("[,;]+$", "").strip();
      if (!sentence.isEmpty() && !HEADING.matcher(sentence).matches()) {
        rules.addAll(rules(sentence));
      }
    }
    return rules;
  }

  private static List<FilterRule> rules(String sentence) {
    if (NOTHING.matcher(sentence).find()) {
      return List.of();
    }
    Matcher some = FOR_SOME.matcher(sentence);
    if (some.find() && !NEGATIVE.matcher(FOR_SOME.matcher(sentence).replaceFirst("")).find()) {
      return List.of(rule(sentence, sentence.substring(0, some.start()), Effect.DENY));
    }
    Matcher more = NO_MORE.matcher(sentence);
    if (more.find() && !NEGATIVE.matcher(sentence.substring(0, more.start())).find()) {
      String object = sentence.substring(0, more.start());
      return List.of(rule(sentence, object, Effect.ALLOW_ONLY));
    }
    Matcher keep = KEEP_ALL_BUT.matcher(sentence);
    if (keep.find()) {
      return List.of(rule(sentence, sentence.substring(keep.end()), Effect.ALLOW_ONLY));
    }
    Matcher only = ONLY.matcher(sentence);
    Matcher negative = NEGATIVE.matcher(sentence);
    boolean denies = negative.find();
    Matcher except = EXCEPT.matcher(sentence);
    boolean excepts = except.find();
    Matcher allBut = ALL_BUT.matcher(sentence);
    if (!denies && allBut.find()) {
      return List.of(rule(sentence, sentence.substring(allBut.end()), Effect.DENY));
    }
    if (only.find() && (!denies || only.start() <= negative.start() || excepts)) {
      boolean broad = !excepts || ALL.matcher(sentence.substring(0, except.start())).find();
      if (broad) {
        String object = excepts ? sentence.substring(except.end()) : sentence.substring(only.end());
        if (!excepts && negative.find(only.end())) {
          String before = sentence.substring(only.end(), negative.start());
          // "Nothing but the secret santa": the word is a part of what may be told.
          object = Words.content(before).isEmpty() ? object : before;
        }
        if (Words.of(object).isEmpty() || POSTFIX.contains(only.group())) {
          object = sentence.substring(0, only.start()); // "Share the weight only."
        }
        return List.of(rule(sentence, object, Effect.ALLOW_ONLY));
      }
    }
    if (!denies) {
      return List.of(rule(sentence, sentence, Effect.PERMIT));
    }
    if (excepts) {
      return List.of(
          rule(sentence, sentence.substring(0, except.start()), Effect.DENY),
          rule(sentence, sentence.substring(except.end()), Effect.PERMIT));
    }
    return List.of(rule(sentence, sentence, Effect.DENY));
  }

  private static FilterRule rule(String sentence, String spoken, Effect effect) {
    String object = effect == Effect.DENY ? RECIPIENT.matcher(spoken).replaceAll("") : spoken;
    List<Person> people = new ArrayList<>();
    Set<String> names = new HashSet<>();
    Matcher proper = PROPER.matcher(object);
    Matcher first = FIRST.matcher(object);
    if (first.find() && Words.content(first.group()).stream().noneMatch(SAID::contains)) {
      people.add(new Person(Person.Kind.NAME, Words.content(first.group())));
      names.addAll(Words.content(first.group()));
    }
    while (proper.find()) {
      List<String> words = Words.content(proper.group(1).replaceAll("['’]s$", ""));
      boolean known = !FactClasses.named(proper.group(1)).classes().isEmpty();
      if (!words.isEmpty() && !known) {
        people.add(new Person(Person.Kind.NAME, words));
        names.addAll(words);
      }
    }
    Set<String> classes = new LinkedHashSet<>();
    List<List<String>> phrases = new ArrayList<>();
    for (String part : PART.split(object, -1)) {
      addPart(part, names, people, classes, phrases);
    }
    boolean all =
        (ALL.matcher(object).find() && classes.isEmpty() && phrases.isEmpty())
            || (!names.isEmpty() && ALL_ABOUT.matcher(object).find());
    int[] digits = EXCEPT.matcher(sentence).find() ? new int[] {0, 0} : digits(object);
    if (digits[0] > 0) {
      classes.remove("number");
    }
    boolean numbers = classes.contains("number") && !EXCEPT.matcher(sentence).find();
    return new FilterRule(
        sentence,
        effect,
        all,
        effect == Effect.DENY && CLAUSE.splitAsStream(object).anyMatch(FilterParser::isBare),
        FactClasses.withParts(classes),
        phrases,
        people,
        numbers ? 1 : digits[0],
        numbers ? Integer.MAX_VALUE : digits[1]);
  }

  /** Whether a clause speaks of everything and of nothing else. */
  private static boolean isBare(String clause) {
    return ALL.matcher(clause).find()
        && Words.content(clause).stream().allMatch(word -> SAID.contains(word));
  }

  private static void addPart(
      String part,
      Set<String> names,
      List<Person> people,
      Set<String> classes,
      List<List<String>> phrases) {
    String words = part;
    for (String word : Words.of(part)) {
      String stem = Words.stem(word);
      boolean whose =
          Pattern.compile(
                  "(?iU)\\b"
                      + Pattern.quote(word)
                      + "['’]s|(?:my|his|her|the user['’]s|their|the) "
                      + Pattern.quote(word)
                      + "\\b")
              .matcher(part)
              .find();
      if (RELATIONS.contains(stem) && whose) {
        people.add(new Person(Person.Kind.RELATION, List.of(stem)));
        words = words.replaceAll("(?iU)\\b" + Pattern.quote(word) + "\\b(['’]s)?", " ");
      }
    }
    if (Pattern.compile(
            "(?iU)\\b(other people|others|third part(y|ies)|anyone else|other persons?|other customers?|other users?)\\b")
        .matcher(part)
        .find()) {
      people.add(new Person(Person.Kind.OTHERS, List.of()));
    } else if (Pattern.compile("(?iU)\\b(the user['’]s|my|users?['’]s?)\\b").matcher(words).find()
        && people.isEmpty()) {
      people.add(new Person(Person.Kind.USER, List.of()));
    }
    FactClasses.Named named = FactClasses.named(words);
    List<String> rest =
        named.rest().stream()
            .flatMap(List::stream)
            .filter(stem -> !SAID.contains(stem) && !Words.isStop(stem) && !names.contains(stem))
            .filter(stem -> !stem.chars().allMatch(Character::isDigit))
            .filter(stem -> stem.length() > 1)
            .distinct()
            .toList();
    boolean weak =
        named.classes().stream()
            .allMatch(Set.of("name", "date", "number", "place", "time")::contains);
    if (!named.classes().isEmpty() && (!weak || rest.isEmpty())) {
      classes.addAll(named.classes());
    } else if (!rest.isEmpty()) {
      phrases.add(rest);
    }
  }

  private static int[] digits(String object) {
    StringBuilder counted = new StringBuilder(object);
    Numbers.mentions(object).stream()
        .filter(Numbers.Mention::spelled)
        .sorted(Comparator.comparingInt(Numbers.Mention::start).reversed())
        .forEach(n -> counted.replace(n.start(), n.end(), n.value().toPlainString()));
    Matcher digits = DIGITS.matcher(counted);
    if (!digits.find()) {
      return new int[] {0, 0};
    }
    if (digits.group(1) != null) {
      int count = Integer.parseInt(digits.group(1));
      return new int[] {count, count};
    }
    if (digits.group(2) != null) {
      return new int[] {Integer.parseInt(digits.group(2)) + 1, Integer.MAX_VALUE};
    }
    String least = digits.group(3) != null ? digits.group(3) : digits.group(4);
    return new int[] {least == null ? 1 : Integer.parseInt(least), Integer.MAX_VALUE};
  }
}
