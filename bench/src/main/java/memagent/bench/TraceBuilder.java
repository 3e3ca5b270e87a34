package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import memagent.agent.Excerpt;
import memagent.agent.Recall;
import memagent.agent.TurnLimits;

/** Writes the oracle's turns: short thoughts, the fewest steps, exact code. */
final class TraceBuilder {
  /** Shorter looks than the agent's own teach to read on, and cost less to train. */
  private static final List<Integer> RECALL_CHARS =
      List.of(800, 1_200, TurnLimits.SMALL.recallCharsMax());

  private final RenderedWorld world;
  private final Dice dice;
  private final TraceStyle style;
  private final String question;
  private final int recallCharsMax;
  private final Excerpt excerpt;
  private final SearchPlan plan;
  private final List<Step> steps = new ArrayList<>();
  private final Map<String, List<String>> needed = new LinkedHashMap<>();

  /**
   * A turn; one that only reads is left out where the first look or a search shows it all.
   *
   * @param reads paths of the notes that it is for; none where it looks for one
   */
  record Step(Trace.Turn turn, boolean isReading, List<String> reads) {}

  /**
   * @param before what was said before in the conversation; empty for nothing
   */
  TraceBuilder(RenderedWorld world, Dice dice, TraceStyle style, String before, String question) {
    this.world = world;
    this.dice = dice;
    this.style = style;
    this.question = question;
    this.recallCharsMax = recallChars(dice);
    this.excerpt =
        style == TraceStyle.SMALL
            ? Recall.of(question, before, world.memory().notes(), recallCharsMax)
            : Excerpt.NOTHING;
    boolean searches = style == TraceStyle.SEARCH && before.isEmpty();
    this.plan = searches ? SearchPlan.of(world.search(), dice, question) : SearchPlan.none();
  }

  /** Characters of a first look, now and then fewer than the agent's own. */
  static int recallChars(Dice dice) {
    return dice.pick(RECALL_CHARS);
  }

  /** The model must see this text of a note before it goes on. */
  TraceBuilder needs(String path, String text) {
    needed.computeIfAbsent(path, p -> new ArrayList<>()).add(text.stripTrailing());
    plan.needs(path, text.stripTrailing());
    return this;
  }

  /** The model must see where this stands, or all of the note where that is not one line. */
  TraceBuilder needs(String path, Optional<Placed> place) {
    return needs(path, place.map(Placed::text).orElse(""));
  }

  /** The model must see all of a note. */
  TraceBuilder needsWhole(String path) {
    return needs(path, "");
  }

  /** Single hits do not tell whether they are all, or what was before: then all of the note. */
  TraceBuilder needsWholeAfterSearch(String path) {
    if (plan.searches()) {
      plan.needs(path, "");
    }
    return this;
  }

  /** The first of some places that the first look shows; the very first where it shows none. */
  Placed shownOr(List<Placed> places) {
    return places.stream()
        .filter(place -> excerpt.shows(place.path(), place.text()))
        .findFirst()
        .orElse(places.getFirst());
  }

  String question() {
    return question;
  }

  /** The first block of every trace. */
  TraceBuilder readUser() {
    String thought =
        dice.pick(List.of("Read user.md first.", "Start with user.md.", "First user.md."));
    return read(
        thought,
        "The question is: "
            + shortened()
            + " I begin with user.md, which links to everything else.",
        "user = read_file(\"user.md\")",
        List.of("user.md"));
  }

  /** The first block where the question names an entity in full: its note is tried at once. */
  TraceBuilder readUserAnd(Entity named) {
    String stem = LinkStyle.snake(named.title());
    return read(
        "Read user.md and the note of " + named.title() + ".",
        "The question names " + named.title() + ". I read user.md and try the note of that name.",
        "user = read_file(\"user.md\")\n" + variable(stem) + " = go_to_link(\"[[" + stem + "]]\")",
        List.of(isGuessed(named) ? named.path() : "user.md"));
  }

  /** Whether {@link #readUserAnd} finds the note. */
  static boolean isGuessed(Entity entity) {
    return entity.stem().equals(LinkStyle.snake(entity.title()));
  }

  /**
   * Whether a search names the note of somebody whom the question calls by this name. That note is
   * read where the hits do not say enough, and where its path does not say whose it is.
   */
  boolean finds(Entity named, String name) {
    String path = named.path();
    if (!plan.hits().names(path)) {
      return false;
    }
    if (!Words.of(stem(path)).contains(Words.of(name))) {
      plan.needsOnTheWay(path, "");
    }
    read("The hits name " + path + " but do not say enough. I read that note.", path);
    return true;
  }

  /** The name of whom a relation leads to must be seen: links do not always spell it. */
  TraceBuilder needsName(Relation relation) {
    String line = world.place(relation).map(Placed::text).orElse("");
    if (plan.searches() && !Words.of(line).contains(Words.of(relation.target().name()))) {
      plan.needsOnTheWay(relation.target().path(), "");
    }
    return this;
  }

  /** Reads the note that a relation leads to. */
  TraceBuilder follow(Relation relation) {
    String path = relation.target().path();
    String code = variable(relation.target().stem()) + " = read_file(\"" + path + "\")";
    plan.needsOnTheWay(
        relation.source().path(), world.place(relation).map(Placed::text).orElse(""));
    if (dice.chance(world.recoveryShare()) && astray(relation)) {
      return read(
          "That was wrong. " + relation.source().path() + " says " + path + ".",
          "That did not lead there. The link in "
              + relation.source().path()
              + " says "
              + path
              + ", so I read that note.",
          code,
          List.of(path));
    }
    String line = world.place(relation).map(Placed::text).orElse(relation.key());
    String source = relation.source().path();
    return read(
        source + ": " + oneLine(line),
        plan.hits()
            .line(source, line)
            .map(hit -> "The search shows " + hit.text() + ". I read that note next.")
            .orElse(
                "The "
                    + relation.key()
                    + " is given in "
                    + source
                    + " as: "
                    + oneLine(line)
                    + ". I read that note next."),
        code,
        List.of(path));
  }

  /* A wrong step before the right one: a file that is guessed, a link that leads nowhere, or another
   * note. It is not trained on; what comes after it is. */
  private boolean astray(Relation relation) {
    String key = LinkStyle.snake(relation.key());
    Set<String> notes = world.memory().notes().keySet();
    List<Entity> others =
        world.world().from(relation.source()).stream()
            .filter(other -> !other.isDead() && other.target() != relation.target())
            .map(Relation::target)
            .toList();
    String thought = "Read the note of the " + relation.key() + ".";
    String code =
        switch (dice.between(0, others.isEmpty() ? 1 : 2)) {
          case 0 -> variable(key) + " = read_file(\"entities/" + key + ".md\")";
          case 1 -> variable(key) + " = go_to_link(\"[[" + key + "]]\")";
          default -> {
            Entity other = dice.pick(others);
            yield variable(other.stem()) + " = read_file(\"" + other.path() + "\")";
          }
        };
    boolean hits =
        notes.stream()
            .anyMatch(note -> note.endsWith("/" + key + ".md") || note.equals(key + ".md"));
    if (!hits) {
      String right = relation.target().path();
      steps.add(new Step(new Trace.Turn(thought, code, false), true, List.of(right)));
    }
    return !hits;
  }

  /** Reads a note by its path for a given reason. */
  TraceBuilder read(String reason, String path) {
    return read(
        reason, reason, variable(stem(path)) + " = read_file(\"" + path + "\")", List.of(path));
  }

  TraceBuilder listFiles(String reason) {
    return read(
        reason, reason + " The list of files may show a note.", "files = list_files()", List.of());
  }

  /** Replaces text in a note; now and then after a first try that is off by a little. */
  TraceBuilder update(String thought, String path, String oldText, String newText) {
    needs(path, oldText);
    if (dice.chance(world.recoveryShare()) && !oldText.contains("\n")) {
      String wrong = oldText.replaceFirst("^[-*] ", "").replace(": ", ":  ");
      if (!wrong.equals(oldText) && !world.note(path).contains(wrong)) {
        steps.add(
            new Step(
                new Trace.Turn(thought, updateCode("done", path, wrong, newText), false),
                false,
                List.of()));
        return run(
            "Not found. Copy the line exactly: " + oneLine(oldText),
            "The text was not found, since I did not copy it exactly. The line is: "
                + oneLine(oldText),
            updateCode("done", path, oldText, newText));
      }
    }
    return run(
        thought, thought + " I replace that line.", updateCode("done", path, oldText, newText));
  }

  static String updateCode(String variable, String path, String oldText, String newText) {
    return variable + " = " + updateCall(path, oldText, newText);
  }

  static String updateCall(String path, String oldText, String newText) {
    return "update_file(" + python(path) + ", " + python(oldText) + ", " + python(newText) + ")";
  }

  /** A block that does something. */
  TraceBuilder run(String small, String large, String code) {
    return step(small, large, code, false, List.of());
  }

  private TraceBuilder read(String small, String large, String code, List<String> reads) {
    return step(small, large, code, true, reads);
  }

  private TraceBuilder step(
      String small, String large, String code, boolean isReading, List<String> reads) {
    String thought = style == TraceStyle.SMALL ? small : large;
    steps.add(new Step(new Trace.Turn(thought, code, true), isReading, reads));
    return this;
  }

  Trace reply(String thought, String reply) {
    String last = style == TraceStyle.SMALL ? thought : thought + " That answers the question.";
    return switch (style) {
      case SMALL -> new Trace(lookedTurns(), last, reply, looked(), recallCharsMax, needed);
      case LARGE ->
          new Trace(
              steps.stream().map(Step::turn).toList(),
              last,
              reply,
              List.of(),
              recallCharsMax,
              needed);
      case SEARCH -> {
        List<Trace.Turn> turns = plan.turns(steps);
        yield new Trace(turns, thought, reply, plan.shown(turns), recallCharsMax, needed);
      }
    };
  }

  /** What of the needed texts the first look shows. */
  private List<String> looked() {
    return needed.entrySet().stream()
        .filter(need -> isShown(need.getKey(), need.getValue()))
        .flatMap(need -> need.getValue().stream())
        .toList();
  }

  /* Reading is left out where the first look shows what is needed, and is one step where it shows
   * where to look. */
  private List<Trace.Turn> lookedTurns() {
    List<Trace.Turn> turns = new ArrayList<>();
    List<String> cut =
        needed.entrySet().stream()
            .filter(need -> !isShown(need.getKey(), need.getValue()))
            .map(Map.Entry::getKey)
            .toList();
    boolean all = !canRead(cut, excerpt);
    if (!all && !cut.isEmpty()) {
      turns.add(reading(cut));
    }
    for (Step step : steps) {
      if (all || !step.isReading()) {
        turns.add(step.turn());
      }
    }
    return turns;
  }

  /** Whether a first look shows that these notes are there. */
  static boolean canRead(List<String> paths, Excerpt look) {
    return paths.stream().allMatch(path -> path.equals("user.md") || look.names(path));
  }

  /** The turn that reads the notes of which a first look does not show what is needed. */
  static Trace.Turn reading(List<String> paths) {
    return new Trace.Turn(
        "Not all is shown. Read " + String.join(", ", paths) + ".", readings(paths), true);
  }

  /* Notes with names in other scripts are all called "note"; each needs a variable of its own. */
  private static String readings(List<String> paths) {
    Map<String, String> pathOf = new LinkedHashMap<>();
    for (String path : paths) {
      String name = variable(stem(path));
      String own = name;
      for (int i = 2; pathOf.containsKey(own); i++) {
        own = name + "_" + i;
      }
      pathOf.put(own, path);
    }
    return pathOf.entrySet().stream()
        .map(reading -> reading.getKey() + " = read_file(" + python(reading.getValue()) + ")")
        .collect(Collectors.joining("\n"));
  }

  private boolean isShown(String path, List<String> texts) {
    return texts.stream()
        .allMatch(text ->
            text.isEmpty()
                ? excerpt.isWhole(path)
                : excerpt.shows(path, text) || excerpt.isWhole(path));
  }

  private static String stem(String path) {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.md$", "");
  }

  /** The line that a fact stands on, as a thought quotes it; the model must see it. */
  String quote(Entity entity, Object fact) {
    needs(entity.path(), world.place(fact));
    return plan.quote(entity.path(), world.place(fact).map(Placed::text).orElse(""));
  }

  static String oneLine(String text) {
    return text.replace("\n", " / ");
  }

  private String shortened() {
    return question.length() > 120 ? question.substring(0, 120) + "..." : question;
  }

  static String variable(String stem) {
    String name =
        LinkStyle.snake(stem.replace('-', ' ').replace('_', ' ')).replaceAll("[^a-z0-9_]", "");
    name = name.replaceAll("^_+|_+$", "");
    if (name.isEmpty()) {
      return "note"; // a name in another script
    }
    return Character.isDigit(name.charAt(0)) ? "note_" + name : name;
  }

  /** A Python string literal. */
  static String python(String text) {
    return '"'
        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n").replace("\t", "\\t")
        + '"';
  }
}
