package memagent.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * PrecisionMemBench's beliefs and cases, read from the files that the user has on disk.
 *
 * @param beliefs what is known when a case begins
 * @param cases each with its turns; most have one
 */
public record PrecisionSet(List<Belief> beliefs, List<Case> cases) {
  private static final String BELIEFS = "beliefs.seed.json";
  private static final String CASES = "retrieval.cases.json";
  private static final String SESSIONS = "session-retrieval.cases.json";
  private static final String USER = "test-user";

  public PrecisionSet {
    beliefs = List.copyOf(beliefs);
    cases = List.copyOf(cases);
  }

  /**
   * Something known about a user.
   *
   * @param name as a key, words joined by {@code _}
   * @param isOver whether another belief replaced it or the question is settled
   * @param participants other beliefs that a relation joins
   */
  record Belief(
      String id,
      String user,
      String type,
      String name,
      List<String> aliases,
      String content,
      String reason,
      List<String> scopes,
      boolean isPinned,
      boolean isOver,
      List<String> participants) {
    boolean isQuestion() {
      return type.equals("open_question");
    }

    Belief withAliases(List<String> more) {
      List<String> all = new ArrayList<>(aliases);
      all.addAll(more);
      return new Belief(
          id, user, type, name, all, content, reason, scopes, isPinned, isOver, participants);
    }

    /** The belief as a note. */
    String note() {
      return "---\naliases: ["
          + String.join(", ", aliases)
          + "]\n---\n# "
          + name.replace('_', ' ')
          + "\n"
          + content
          + "\n"
          + reason
          + "\n";
    }
  }

  /** One case: questions in turn. */
  record Case(String id, String category, List<Turn> turns) {}

  /**
   * A question and what must come back.
   *
   * @param beliefCountMax of pinned and found beliefs together
   * @param learnt a belief that is new after the turn
   * @param renamed a belief that has more aliases after the turn
   */
  record Turn(
      String user,
      List<String> scopes,
      String query,
      int beliefCountMax,
      Expected found,
      Expected pinned,
      Expected questions,
      Prelude prelude,
      Optional<Belief> learnt,
      Optional<Renamed> renamed) {}

  /** New aliases of a belief. */
  record Renamed(String belief, List<String> aliases) {}

  /**
   * What a list of ids must hold.
   *
   * @param only exactly these; empty where the case does not say
   */
  record Expected(
      List<String> in,
      List<String> out,
      Optional<List<String>> only,
      List<List<String>> ordered,
      Optional<Integer> countMin,
      Optional<Integer> countMax) {}

  /** What the standing text about the user must be. */
  record Prelude(boolean isFull, boolean isEmpty, List<String> in, List<String> out) {}

  /**
   * Reads a folder with {@code beliefs.seed.json}, {@code retrieval.cases.json} and, where it is
   * there, {@code session-retrieval.cases.json}.
   *
   * @throws BenchException naming the file, the line and the field of a fault
   */
  public static PrecisionSet read(Path folder) {
    List<Belief> beliefs = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Fields fields : JsonDocument.read(folder.resolve(BELIEFS)).objects()) {
      Belief belief = belief(fields);
      if (!ids.add(belief.id())) {
        throw fields.fault("_id", "\"" + belief.id() + "\" is used twice.");
      }
      beliefs.add(belief);
    }
    List<Case> cases = new ArrayList<>();
    for (Fields fields : JsonDocument.read(folder.resolve(CASES)).objects()) {
      cases.add(
          new Case(
              fields.text("caseId"),
              fields.text("category"),
              List.of(turn(fields, fields.textOrNumber("query")))));
    }
    Path sessions = folder.resolve(SESSIONS);
    if (Files.exists(sessions)) {
      for (Fields fields : JsonDocument.read(sessions).objects()) {
        List<Turn> turns =
            fields.items("turns").stream()
                .map(Fields.Item::fields)
                .map(turn -> turn(turn, turn.text("userMessage")))
                .toList();
        cases.add(new Case(fields.text("caseId"), "Session", turns));
      }
    }
    return new PrecisionSet(beliefs, cases);
  }

  private static Belief belief(Fields fields) {
    return new Belief(
        fields.text("_id"),
        fields.text("user_id"),
        fields.text("type"),
        fields.text("canonical_name"),
        fields.texts("aliases"),
        fields.text("content"),
        fields.textOrNumber("why_it_matters"),
        fields.texts("scope"),
        fields.flag("pinned"),
        fields.has("superseded_by") || fields.has("resolved_at"),
        fields.texts("participants"));
  }

  private static Turn turn(Fields fields, String query) {
    Fields expect = fields.item("expect").fields();
    Expected found = expected(expect, "relevantBeliefs");
    if (expect.has("noiseCheck")) {
      List<String> out = new ArrayList<>(found.out());
      out.addAll(expect.item("noiseCheck").fields().texts("mustNotSurface"));
      found =
          new Expected(
              found.in(), out, found.only(), found.ordered(), found.countMin(), found.countMax());
    }
    Turn turn =
        new Turn(
            fields.optionalText("userId").orElse(USER),
            fields.texts("scope"),
            query,
            fields.has("budget") ? budget(fields.item("budget").fields()) : 20,
            found,
            expected(expect, "pinnedFacts"),
            expected(expect, "openQuestions"),
            prelude(expect),
            fields.has("createBeliefAtTurn")
                ? Optional.of(belief(fields.item("createBeliefAtTurn").fields()))
                : Optional.empty(),
            fields.has("updateBeliefAtTurn")
                ? Optional.of(renamed(fields.item("updateBeliefAtTurn").fields()))
                : Optional.empty());
    if (expect.has("topicRetrieval")) {
      expect.item("topicRetrieval"); // the benchmark's own runner does not check it either
    }
    expect.finish(); // an expectation that is not checked would pass unseen
    return turn;
  }

  private static int budget(Fields fields) {
    return fields.has("maxBeliefs") ? fields.number("maxBeliefs") : 20;
  }

  private static Renamed renamed(Fields fields) {
    return new Renamed(fields.text("beliefId"), fields.texts("addAliases"));
  }

  private static Expected expected(Fields expect, String field) {
    if (!expect.has(field)) {
      return new Expected(
          List.of(), List.of(), Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }
    Fields fields = expect.item(field).fields();
    List<String> in = new ArrayList<>(fields.texts("mustInclude"));
    in.addAll(fields.texts("shouldInclude"));
    Expected expected =
        new Expected(
            in,
            fields.texts("mustExclude"),
            fields.has("shouldOnlyInclude")
                ? Optional.of(fields.texts("shouldOnlyInclude"))
                : Optional.empty(),
            pairs(fields),
            count(fields, "minCount"),
            count(fields, "maxCount"));
    for (String aside : List.of("_note", "pinnedFacts")) { // the published file has both, unchecked
      if (fields.has(aside)) {
        fields.item(aside);
      }
    }
    fields.finish();
    return expected;
  }

  private static List<List<String>> pairs(Fields fields) {
    List<List<String>> pairs = new ArrayList<>();
    for (Fields.Item item : fields.items("orderedBefore")) {
      if (!item.node().isArray() || item.node().size() != 2) {
        throw fields.fault(item.field(), "it must be a list of two ids.");
      }
      pairs.add(List.of(item.node().get(0).asText(), item.node().get(1).asText()));
    }
    return pairs;
  }

  private static Optional<Integer> count(Fields fields, String field) {
    return fields.has(field) ? Optional.of(fields.number(field)) : Optional.empty();
  }

  private static Prelude prelude(Fields expect) {
    if (!expect.has("personaPrelude")) {
      return new Prelude(false, false, List.of(), List.of());
    }
    Fields fields = expect.item("personaPrelude").fields();
    Prelude prelude =
        new Prelude(
            fields.flag("nonEmpty"),
            fields.flag("isNull"),
            fields.texts("contains"),
            fields.texts("mustNotContain"));
    fields.finish();
    return prelude;
  }
}
