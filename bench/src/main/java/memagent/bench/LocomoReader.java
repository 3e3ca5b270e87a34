package memagent.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.bench.LocomoConversation.Kind;
import memagent.bench.LocomoConversation.Question;
import memagent.bench.LocomoConversation.Session;
import memagent.bench.LocomoConversation.Turn;

/** Reads LoCoMo's {@code locomo10.json}, which the user has on disk. */
public final class LocomoReader {
  private static final Pattern SESSION = Pattern.compile("session_(\\d+)");
  private static final Pattern EVIDENCE = Pattern.compile("D:?(\\d+):(\\d+)");

  private LocomoReader() {}

  /**
   * Reads all conversations.
   *
   * @throws BenchException naming the file, the line and the field of a fault
   */
  public static List<LocomoConversation> read(Path file) {
    List<LocomoConversation> conversations = new ArrayList<>();
    Set<String> ids = new HashSet<>();
    for (Fields fields : JsonDocument.read(file).objects()) {
      LocomoConversation conversation = conversation(fields);
      if (!ids.add(conversation.id())) {
        throw fields.fault("sample_id", "\"" + conversation.id() + "\" is used twice.");
      }
      conversations.add(conversation);
    }
    return List.copyOf(conversations);
  }

  private static LocomoConversation conversation(Fields fields) {
    Fields talk = fields.item("conversation").fields();
    List<Session> sessions = sessions(talk);
    Set<String> turns =
        sessions.stream()
            .flatMap(session -> session.turns().stream())
            .map(Turn::id)
            .collect(Collectors.toSet());
    List<Question> questions =
        fields.items("qa").stream().map(item -> question(item.fields(), turns)).toList();
    return new LocomoConversation(
        fields.text("sample_id").replaceAll("[^\\p{L}\\p{Nd}]+", "-").toLowerCase(Locale.ROOT),
        List.of(talk.text("speaker_a"), talk.text("speaker_b")),
        sessions,
        questions);
  }

  private static List<Session> sessions(Fields talk) {
    TreeMap<Integer, Session> sessions = new TreeMap<>();
    for (String name : talk.names()) {
      Matcher matcher = SESSION.matcher(name);
      if (matcher.matches()) {
        int number = Integer.parseInt(matcher.group(1));
        List<Turn> turns = talk.items(name).stream().map(item -> turn(item.fields())).toList();
        String when = talk.optionalText(name + "_date_time").orElse("");
        sessions.put(number, new Session(number, when, turns));
      }
    }
    if (sessions.isEmpty()) {
      throw talk.fault("session_1", "it is missing; a conversation needs sessions.");
    }
    return List.copyOf(sessions.values());
  }

  private static Turn turn(Fields fields) {
    return new Turn(
        fields.text("dia_id"),
        fields.text("speaker"),
        fields.textOrNumber("text"),
        fields.optionalText("blip_caption").orElse(""));
  }

  private static Question question(Fields fields, Set<String> turns) {
    int number = fields.number("category");
    Kind label =
        Kind.of(number).orElseThrow(() -> fields.fault("category", number + " must be 1 to 5."));
    String answer = fields.textOrNumber("answer");
    if (answer.isBlank() && label != Kind.ADVERSARIAL) {
      throw fields.fault("answer", "it is missing; only questions of category 5 have none.");
    }
    return new Question(
        fields.text("question"),
        label == Kind.ADVERSARIAL ? "" : answer,
        label,
        evidence(fields, turns));
  }

  /* The published file writes some ids as "D:11:26", "D9:1 D4:4" in one text, or names turns that are not there. */
  private static List<String> evidence(Fields fields, Set<String> turns) {
    List<String> ids = new ArrayList<>();
    for (String text : fields.texts("evidence")) {
      Matcher matcher = EVIDENCE.matcher(text);
      while (matcher.find()) {
        String id =
            "D" + Integer.parseInt(matcher.group(1)) + ":" + Integer.parseInt(matcher.group(2));
        if (turns.contains(id) && !ids.contains(id)) {
          ids.add(id);
        }
      }
    }
    return ids;
  }
}
