package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Judges attempts in code: the reply and the memory afterwards against the task's expectation. */
public final class Grader {
  private static final Pattern ASKS = Pattern.compile("[?؟？;⁇¿՞፧]");
  private static final String NO_POWER = "no-power";

  private Grader() {}

  /**
   * Judges one attempt.
   *
   * @param before the memory when the question came
   * @param after the memory when the reply came
   * @param reply what the agent said; empty where it said nothing
   */
  public static Grade grade(Task task, Memory before, Memory after, String reply) {
    List<String> faults = new ArrayList<>();
    NameBook names = new NameBook(before);
    switch (task.expectation()) {
      case Expectation.Answer answer -> {
        answer(task, answer, reply, before, names, faults);
        sameMemory(before, after, faults);
      }
      case Expectation.Question question -> {
        question(task, question, reply, before, names, faults);
        sameMemory(before, after, faults);
      }
      case Expectation.Change change -> {
        FormMatcher said = new FormMatcher(reply, names);
        missing(change.replyMust(), said, "The reply leaves out ", faults);
        if (change.unchanged()) {
          sameMemory(before, after, faults);
          PasteRule.fault(reply, before, change.replyMust(), names).ifPresent(faults::add);
        } else {
          faults.addAll(new ChangeGrader(task, change, before, after).faults());
        }
      }
      case Expectation.Reference reference -> {
        faults.addAll(new ReferenceGrader(task, reference, names).faults(reply));
        if (reference.told().isEmpty()) {
          sameMemory(before, after, faults);
        }
      }
    }
    return new Grade(faults);
  }

  /** Whether the whole memory as a reply would be right, as {@link #grade} says it but sooner. */
  static boolean acceptsPaste(Task task, Memory memory) {
    NameBook names = new NameBook(memory);
    boolean isPaste =
        switch (task.expectation()) {
          case Expectation.Answer answer -> PasteRule.isOverfull(memory, answer.must(), names);
          case Expectation.Question question ->
              PasteRule.isOverfull(memory, question.missing(), names);
          case Expectation.Change change -> false;
          case Expectation.Reference reference -> false;
        };
    return !isPaste && grade(task, memory, memory, memory.paste()).isRight();
  }

  private static void answer(
      Task task,
      Expectation.Answer answer,
      String reply,
      Memory memory,
      NameBook names,
      List<String> faults) {
    FormMatcher said = new FormMatcher(reply, names);
    missing(answer.must(), said, "The reply leaves out ", faults);
    Optional<Form> wrong =
        task.category() == Category.FILTER
            ? new DeniedValues(reply, names).first(answer.mustNot())
            : answer.mustNot().stream()
                .filter(said::states)
                .findFirst()
                .filter(form -> !isRightWithoutDenials(answer, reply, names));
    String verb = task.category() == Category.FILTER ? "gives away " : "states ";
    wrong.ifPresent(form -> faults.add("The reply " + verb + FormText.of(form) + "."));
    if (reply.isBlank()) {
      faults.add("The reply is empty.");
    }
    PasteRule.fault(reply, memory, answer.must(), names).ifPresent(faults::add);
  }

  /* "Bergen, not Oslo" names Oslo and says Bergen. */
  private static boolean isRightWithoutDenials(
      Expectation.Answer answer, String reply, NameBook names) {
    FormMatcher said = new FormMatcher(Negations.without(reply), names);
    return answer.must().stream().allMatch(said::holds)
        && answer.mustNot().stream().noneMatch(said::states);
  }

  private static void question(
      Task task,
      Expectation.Question question,
      String reply,
      Memory memory,
      NameBook names,
      List<String> faults) {
    FormMatcher said = new FormMatcher(reply, names);
    FormMatcher own = new FormMatcher(withoutEcho(reply, task.question()), names);
    missing(question.missing(), own, "The reply does not name what is missing: ", faults);
    question.mustNot().stream()
        .filter(said::states)
        .findFirst()
        .ifPresent(form -> faults.add("The reply guesses " + FormText.of(form) + "."));
    if (task.kind().equals(NO_POWER)) {
      if (!Inability.isSaid(reply)) {
        faults.add("The reply does not say that the agent cannot do this.");
      }
    } else if (!asks(reply)) {
      faults.add("The reply asks nothing.");
    }
    PasteRule.fault(reply, memory, question.missing(), names).ifPresent(faults::add);
  }

  /** The reply's words without the person's question, which names what is missing by itself. */
  private static String withoutEcho(String reply, String question) {
    String said = Words.of(reply).text();
    String asked = Words.of(question).text();
    return said.contains(asked) ? said.replace(asked, " ") : reply;
  }

  /** Whether a text holds a question mark of any script. */
  static boolean asks(String reply) {
    return ASKS.matcher(reply).find();
  }

  private static void missing(
      List<Form> wanted, FormMatcher said, String text, List<String> faults) {
    for (Form form : wanted) {
      if (!said.holds(form)) {
        faults.add(text + FormText.of(form) + ".");
      }
    }
  }

  private static void sameMemory(Memory before, Memory after, List<String> faults) {
    MemoryDiff diff = MemoryDiff.between(before, after);
    diff.first().ifPresent(change -> faults.add("The memory changed: " + change));
  }
}
