package memagent.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** Says questions and replies in one language. */
final class LanguageSpeech {
  /*
   * Slots of a template:
   * {np} {NP}   the fact with its owner, as the person says it: meine Größe, die Größe meiner Tante
   * {an}        the same as an object: meinen Wohnort
   * {yp} {YP} {ya}  the same when the agent speaks: deine Größe, deinen Wohnort
   * {n} {N}     the noun alone; {which} {Which} welche, welcher
   * {s} {g}     the owner: meine Tante, meiner Tante; {ys} {yg} when the agent speaks
   * [own~other] one text where the owner is the person, another where it is somebody else
   */
  private static final Pattern ALTERNATIVES = Pattern.compile("\\[([^\\[\\]~]*)~([^\\[\\]~]*)]");
  private static final Pattern END = Pattern.compile("[?？.。!！]+$");
  private static final double LOWER = 0.12;
  private static final double OPEN = 0.2;

  private final LanguagePack pack;
  private final Dice dice;

  LanguageSpeech(LanguagePack pack, Dice dice) {
    this.pack = pack;
    this.dice = dice;
  }

  LanguagePack pack() {
    return pack;
  }

  /** A question for a fact: one of its kind's own, or a general one. */
  String ask(LanguageKind kind, LanguageOwner owner) {
    boolean own = owner.isSimple() && !kind.questions().isEmpty() && dice.chance(0.5);
    return noisy(fill(own ? dice.pick(kind.questions()) : pick("ask"), kind, owner, Map.of()));
  }

  /** A template of a section. */
  String pick(String section) {
    return dice.pick(pack.phrases(section));
  }

  String say(String section, LanguageKind kind, LanguageOwner owner, Map<String, String> values) {
    return fill(pick(section), kind, owner, values);
  }

  String fill(String template, LanguageKind kind, LanguageOwner owner, Map<String, String> values) {
    Map<String, String> slots = new LinkedHashMap<>(values);
    slots.put("n", kind.noun());
    slots.put("the", pack.form("the", kind.gender()).replace("{n}", kind.noun()));
    slots.put("which", pack.form("which", kind.gender()));
    slots.put("np", phrase("my", "of", kind, owner, false));
    slots.put("an", phrase("acc-my", "acc-of", kind, owner, false));
    slots.put("yp", phrase("your", "of", kind, owner, true));
    slots.put("ya", phrase("acc-your", "acc-of", kind, owner, true));
    owner(slots, owner);
    return fill(template, slots, owner.isUser());
  }

  /** Fills a template that is about somebody, not about a fact of theirs. */
  String fill(String template, LanguageOwner owner, Map<String, String> values) {
    Map<String, String> slots = new LinkedHashMap<>(values);
    owner(slots, owner);
    return fill(template, slots, owner.isUser());
  }

  private void owner(Map<String, String> slots, LanguageOwner owner) {
    slots.put("s", subject(owner, false));
    slots.put("g", genitive(owner, false));
    slots.put("ys", subject(owner, true));
    slots.put("yg", genitive(owner, true));
  }

  private static String fill(String template, Map<String, String> slots, boolean isUser) {
    String text = ALTERNATIVES.matcher(template).replaceAll(isUser ? "$1" : "$2");
    for (Map.Entry<String, String> slot : slots.entrySet()) {
      String name = slot.getKey();
      text = text.replace("{" + name + "}", slot.getValue());
      text =
          text.replace("{" + Subject.capitalised(name) + "}", Subject.capitalised(slot.getValue()));
      text =
          text.replace(
              "{" + name.toUpperCase(Locale.ROOT) + "}", Subject.capitalised(slot.getValue()));
    }
    return text;
  }

  /** The fact's noun with its owner. */
  private String phrase(
      String own, String other, LanguageKind kind, LanguageOwner owner, boolean isAgent) {
    String form = pack.form(owner.isUser() ? own : other, kind.gender());
    return form.replace("{n}", kind.noun()).replace("{x}", genitive(owner, isAgent));
  }

  private String subject(LanguageOwner owner, boolean isAgent) {
    if (owner.isUser()) {
      return "";
    }
    if (owner.byName()) {
      return owner.name();
    }
    LanguageRelation relation = relation(owner.path().getLast());
    return isAgent ? relation.yours() : relation.subject();
  }

  private String genitive(LanguageOwner owner, boolean isAgent) {
    if (owner.isUser()) {
      return "";
    }
    if (owner.byName()) {
      return pack.form("name").replace("{x}", owner.genitive());
    }
    LanguageRelation first = relation(owner.path().getFirst());
    String whose = isAgent ? first.ofYours() : first.genitive();
    if (owner.path().size() == 1) {
      return whose;
    }
    String role = relation(owner.path().getLast()).chain();
    return pack.form("chain").replace("{a}", whose).replace("{b}", role);
  }

  private LanguageRelation relation(LanguageWorld.Link link) {
    return pack.relation(link.id()).orElseThrow();
  }

  /** As people type: now and then in lower case, without the mark at the end. */
  String noisy(String said) {
    String text = dice.chance(OPEN) ? END.matcher(said).replaceAll("") : said;
    return dice.chance(LOWER) ? text.toLowerCase(Locale.ROOT) : text;
  }

  /** Forms of which one must be said. */
  static Form anyOf(List<String> phrases) {
    return new Form.AnyOf(phrases.stream().<Form>map(Form.Phrase::new).toList());
  }
}
