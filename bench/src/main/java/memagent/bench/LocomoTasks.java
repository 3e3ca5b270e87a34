package memagent.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** LoCoMo's questions as tasks over memories: a note for each session, all linked from user.md. */
public final class LocomoTasks {
  private LocomoTasks() {}

  /** The tasks; questions that the conversation does not answer are clarification. */
  public static TaskSet of(List<LocomoConversation> conversations) {
    Map<String, Memory> memories = new LinkedHashMap<>();
    List<Task> tasks = new ArrayList<>();
    for (LocomoConversation conversation : conversations) {
      memories.put(conversation.id(), memory(conversation));
      int number = 0;
      for (LocomoConversation.Question question : conversation.questions()) {
        tasks.add(task(conversation, question, ++number));
      }
    }
    return new TaskSet("LoCoMo", memories, tasks);
  }

  private static Task task(
      LocomoConversation conversation, LocomoConversation.Question question, int number) {
    boolean absent = question.kind() == LocomoConversation.Kind.ADVERSARIAL;
    return new Task(
        "%s-%03d".formatted(conversation.id(), number),
        conversation.id(),
        absent ? Category.CLARIFICATION : Category.RETRIEVAL,
        question.kind().label(),
        "en",
        question.text(),
        List.of(),
        Tier.NONE,
        new Expectation.Reference(List.of(), question.answer(), ""),
        new Solution(List.of(), question.answer()));
  }

  private static Memory memory(LocomoConversation conversation) {
    SortedMap<String, String> notes = new TreeMap<>();
    StringBuilder user = new StringBuilder("# Conversations of ");
    user.append(String.join(" and ", conversation.speakers())).append("\n\n## Sessions\n");
    for (LocomoConversation.Session session : conversation.sessions()) {
      String path = "entities/session_%02d.md".formatted(session.number());
      StringBuilder note = new StringBuilder("# Session ");
      note.append(session.number()).append("\n- date: ").append(session.when()).append("\n\n");
      session.turns().forEach(turn -> note.append("- ").append(turn.line()).append('\n'));
      notes.put(path, note.toString());
      user.append("- session ").append(session.number()).append(" (").append(session.when());
      user.append("): [[").append(path).append("]]\n");
    }
    notes.put("user.md", user.toString());
    return new Memory(conversation.id(), notes);
  }
}
