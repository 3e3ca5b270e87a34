package memagent.agent;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import memagent.agent.AssistantTurn.Act;
import memagent.agent.AssistantTurn.Fault;
import memagent.agent.AssistantTurn.Malformed;
import memagent.agent.AssistantTurn.Repair;
import memagent.agent.AssistantTurn.Reply;
import memagent.model.FinishReason;

/**
 * Reads a model's text as a turn, however the model has bent the frame. Every text gives a turn;
 * none gives an exception.
 */
public final class TurnParser {
  /*
   * The frame is <think>T</think> <python>P</python> [<reply>R</reply>], with R only where P is
   * empty. The text is read from left to right: first the thought is taken off, since it may speak
   * about tags; then an invented <result> and what follows is cut; then the first block and the
   * first reply are looked for. docs/agent.md lists what each bend becomes.
   */
  private static final Pattern OPEN_THOUGHT = tag("<(think|thoughts|thinking)>");
  private static final Pattern CLOSE_THOUGHT = tag("</(think|thoughts|thinking)>");
  private static final Pattern OPEN_PYTHON = tag("<python>");
  private static final Pattern CLOSE_PYTHON = tag("</python>");
  private static final Pattern OPEN_REPLY = tag("<reply>");
  private static final Pattern CLOSE_REPLY = tag("</reply>");
  private static final Pattern RESULT = tag("</?result>");
  private static final Pattern LINE_TAG = Pattern.compile("(?im)^[ \t]*<(python|reply)>");
  private static final Pattern ANY_TAG = Pattern.compile("(?i)</?(python|reply)>");
  private static final Pattern LEADING_TAGS =
      Pattern.compile("(?i)\\A(?:\\s*</?(?:python|reply)>)+");
  private static final Pattern FENCE =
      Pattern.compile("(?s)```[ \t]*(?:python3?|py)?[ \t]*\r?\n(.*?)(?:```|\\z)");
  private static final Pattern ROUNDS =
      Pattern.compile("(?s)(.{1,200}?)\\1{5,}[^<]{0,200}?\\z"); // of a text in circles
  private static final Pattern CALL =
      Pattern.compile(
          "\\b(create_file|update_file|read_file|delete_file|check_if_file_exists|create_dir"
              + "|list_files|check_if_dir_exists|get_size|go_to_link|search_memory|get_fact|set_fact"
              + "|add_link)\\s*\\(");

  private final String raw;
  private final boolean cut;
  private final Set<Repair> repairs = EnumSet.noneOf(Repair.class);
  private String thought = "";

  private TurnParser(String raw, boolean cut) {
    this.raw = raw;
    this.cut = cut;
  }

  private static Pattern tag(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /**
   * Reads a model's text.
   *
   * @param raw what the model wrote
   * @param finish {@link FinishReason#LENGTH} says that the token limit cut it, {@link
   *     FinishReason#LOOP} that it went in circles, of which one round is kept
   */
  public static AssistantTurn parse(String raw, FinishReason finish) {
    boolean loops = finish == FinishReason.LOOP;
    String text = loops ? ROUNDS.matcher(raw).replaceFirst("$1") : raw;
    return new TurnParser(text, loops || finish == FinishReason.LENGTH).turn();
  }

  private AssistantTurn turn() {
    int start = takeThought();
    int end = raw.length();
    Span python = span(start, end, OPEN_PYTHON, CLOSE_PYTHON);
    end = invented(start, python);
    if (python.open() && python.contentStart() > end) {
      python = Span.NONE;
    }
    String rest = raw.substring(start, end);
    Span block = span(0, rest.length(), rest, OPEN_PYTHON, CLOSE_PYTHON, OPEN_REPLY);
    String head = raw.substring(0, start);
    if (block.open()) {
      String code = code(rest.substring(block.contentStart(), block.contentEnd()));
      String before = rest.substring(0, block.start());
      String after = rest.substring(block.end());
      if (code.isEmpty()) {
        return reply(OPEN_REPLY.matcher(before).find() ? before + after : after, head + rest);
      }
      if (OPEN_REPLY.matcher(before).find()) {
        repairs.add(Repair.REPLY_DROPPED);
      }
      return act(code, block, after, head + rest.substring(0, block.end()));
    }
    return withoutBlock(rest, head + rest);
  }

  /** Takes the thought off and returns where the rest begins. */
  private int takeThought() {
    Matcher open = OPEN_THOUGHT.matcher(raw);
    Matcher close = CLOSE_THOUGHT.matcher(raw);
    boolean opened = open.find();
    boolean closed = close.find();
    int firstTag = firstBlockTag(0);
    if (opened && firstTag >= 0 && open.start() > firstTag) {
      // A thought after the block belongs to nothing: the block stands first.
      return closed && close.start() < firstTag ? closedInside(close) : 0;
    }
    if (!opened) {
      return closed && (firstTag < 0 || close.start() < firstTag || insideThought(close, firstTag))
          ? closedInside(close)
          : 0;
    }
    if (closed && close.start() < open.start()) {
      return closedInside(close);
    }
    if (!raw.substring(0, open.start()).isBlank()) {
      repairs.add(Repair.TEXT_BEFORE_THOUGHT);
    }
    if (closed) {
      thought = raw.substring(open.end(), close.start()).strip();
      return close.end();
    }
    repairs.add(Repair.MISSING_CLOSER);
    int next = firstBlockTag(open.end());
    int end = next < 0 ? invented(open.end(), Span.NONE) : next;
    thought = raw.substring(open.end(), end).strip();
    return end;
  }

  /** A closer without an opener: all before it is the thought, even where it speaks about tags. */
  private int closedInside(Matcher close) {
    repairs.add(Repair.OPENED_INSIDE_THOUGHT);
    thought = raw.substring(0, close.start()).strip();
    return close.end();
  }

  /** Whether the tag before the closer is only spoken of: a real block follows the closer. */
  private boolean insideThought(Matcher close, int firstTag) {
    return firstTag < close.start()
        && firstBlockTag(close.end()) >= 0
        && !CLOSE_PYTHON.matcher(raw).region(firstTag, close.start()).find();
  }

  private int firstBlockTag(int from) {
    Matcher line = LINE_TAG.matcher(raw);
    if (line.find(from)) {
      return line.start();
    }
    Matcher any = ANY_TAG.matcher(raw);
    return any.find(from) && raw.charAt(any.start() + 1) != '/' ? any.start() : -1;
  }

  /** Where an invented result begins, or the text's end; one inside a closed block is its text. */
  private int invented(int from, Span python) {
    Matcher result = RESULT.matcher(raw);
    int at = from;
    while (result.find(at)) {
      boolean inside =
          python.closed()
              && result.start() >= python.contentStart()
              && result.start() < python.contentEnd();
      if (!inside) {
        repairs.add(Repair.RESULT_CUT);
        return result.start();
      }
      at = result.end();
    }
    return raw.length();
  }

  private Span span(int from, int to, Pattern open, Pattern close) {
    return span(from, to, raw, open, close, open);
  }

  /** The first tag pair; without a closer it ends at the text's end or at {@code other}. */
  private static Span span(
      int from, int to, String text, Pattern open, Pattern close, Pattern other) {
    Matcher opener = open.matcher(text).region(from, to);
    if (!opener.find()) {
      return Span.NONE;
    }
    Matcher closer = close.matcher(text).region(opener.end(), to);
    if (closer.find()) {
      return new Span(true, true, opener.start(), opener.end(), closer.start(), closer.end());
    }
    Matcher next = other.matcher(text).region(opener.end(), to);
    int end = next.find() ? next.start() : to;
    return new Span(true, false, opener.start(), opener.end(), end, end);
  }

  private AssistantTurn act(String code, Span block, String after, String message) {
    if (!block.closed()) {
      if (cut && after.isEmpty()) {
        return new Malformed(Fault.CUT_BLOCK, thought, code, list(), message);
      }
      repairs.add(Repair.MISSING_CLOSER);
    }
    Span reply = span(0, after.length(), after, OPEN_REPLY, CLOSE_REPLY, OPEN_REPLY);
    if (reply.open() && !after.substring(reply.contentStart(), reply.contentEnd()).isBlank()) {
      repairs.add(Repair.REPLY_DROPPED);
    }
    if (OPEN_PYTHON.matcher(after).find()) {
      repairs.add(Repair.BLOCKS_DROPPED);
    }
    return new Act(thought, code, list(), block.closed() ? message : close(message, "</python>"));
  }

  /** What follows an empty block. */
  private AssistantTurn reply(String after, String message) {
    Span reply = span(0, after.length(), after, OPEN_REPLY, CLOSE_REPLY, OPEN_PYTHON);
    if (reply.open()) {
      return said(reply, after, message);
    }
    Span second = span(0, after.length(), after, OPEN_PYTHON, CLOSE_PYTHON, OPEN_REPLY);
    if (second.open()) {
      String code = code(after.substring(second.contentStart(), second.contentEnd()));
      if (!code.isEmpty()) {
        return act(code, second, after.substring(second.end()), message);
      }
    }
    String words = ANY_TAG.matcher(after).replaceAll("").strip();
    if (words.isEmpty()) {
      return new Malformed(fault(), thought, "", list(), message);
    }
    repairs.add(Repair.MISSING_OPENER);
    return new Reply(thought, words, list(), message);
  }

  private AssistantTurn withoutBlock(String rest, String message) {
    Span reply = span(0, rest.length(), rest, OPEN_REPLY, CLOSE_REPLY, OPEN_PYTHON);
    if (reply.open()) {
      return said(reply, rest, message);
    }
    Matcher closer = CLOSE_REPLY.matcher(rest);
    if (closer.find() && !rest.substring(0, closer.start()).isBlank()) {
      repairs.add(Repair.MISSING_OPENER);
      String words = ANY_TAG.matcher(rest.substring(0, closer.start())).replaceAll("").strip();
      if (!words.isEmpty()) {
        return new Reply(thought, words, list(), message);
      }
    }
    Matcher fence = FENCE.matcher(rest);
    String fenced = fence.find() ? code(fence.group(1)) : "";
    if (CALL.matcher(fenced).find()) {
      if (cut && fence.end() == rest.length()) {
        return new Malformed(Fault.CUT_BLOCK, thought, fenced, list(), message);
      }
      repairs.add(Repair.FENCE_AS_BLOCK);
      return new Act(thought, fenced, list(), message);
    }
    return bare(rest, message);
  }

  private AssistantTurn bare(String rest, String message) {
    Matcher closer = CLOSE_PYTHON.matcher(rest);
    String code = closer.find() ? code(rest.substring(0, closer.start())) : "";
    if (CALL.matcher(code).find()) {
      repairs.add(Repair.MISSING_OPENER);
      return new Act(thought, code, list(), message);
    }
    String words = ANY_TAG.matcher(rest).replaceAll("").strip();
    return words.isEmpty()
        ? new Malformed(fault(), thought, "", list(), message)
        : new Malformed(Fault.PLAIN_TEXT, thought, words, list(), message);
  }

  private AssistantTurn said(Span reply, String text, String message) {
    String words = text.substring(reply.contentStart(), reply.contentEnd()).strip();
    if (words.isEmpty()) {
      Span block = span(reply.end(), text.length(), text, OPEN_PYTHON, CLOSE_PYTHON, OPEN_REPLY);
      String code =
          block.open() ? code(text.substring(block.contentStart(), block.contentEnd())) : "";
      return code.isEmpty()
          ? new Malformed(fault(), thought, "", list(), message)
          : act(code, block, text.substring(block.end()), message);
    }
    Span block = span(0, text.length(), text, OPEN_PYTHON, CLOSE_PYTHON, OPEN_REPLY);
    if (block.open() && block.start() >= reply.end()) {
      String code = code(text.substring(block.contentStart(), block.contentEnd()));
      if (!code.isEmpty()) {
        repairs.add(Repair.REPLY_DROPPED);
        return act(code, block, text.substring(block.end()), message);
      }
    }
    if (!reply.closed()) {
      repairs.add(cut ? Repair.REPLY_CUT : Repair.MISSING_CLOSER);
    }
    return new Reply(thought, words, list(), reply.closed() ? message : close(message, "</reply>"));
  }

  private Fault fault() {
    return thought.isEmpty() ? Fault.EMPTY : Fault.THOUGHT_ONLY;
  }

  /** The block's Python: fences and a common indent taken off; empty where nothing would run. */
  private String code(String content) {
    String code = content.replace("\r\n", "\n").stripTrailing();
    code = LEADING_TAGS.matcher(code).replaceFirst("");
    Matcher fence = FENCE.matcher(code);
    if (code.stripLeading().startsWith("```")) {
      if (fence.find()) {
        code = fence.group(1).stripTrailing();
        repairs.add(Repair.FENCE_STRIPPED);
      }
    }
    List<String> lines = new ArrayList<>(code.lines().toList());
    while (!lines.isEmpty() && lines.getFirst().isBlank()) {
      lines.removeFirst();
    }
    if (lines.stream().allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"))) {
      return "";
    }
    code = String.join("\n", lines);
    if (Character.isWhitespace(code.charAt(0))) {
      repairs.add(Repair.INDENT_STRIPPED);
      return code.stripIndent().strip();
    }
    return code;
  }

  private static String close(String message, String closer) {
    String text = message.stripTrailing();
    return text.endsWith(closer) ? text : message + (message.endsWith("\n") ? "" : "\n") + closer;
  }

  private List<Repair> list() {
    return List.copyOf(repairs);
  }

  /** Where a tag pair stands. */
  private record Span(
      boolean open, boolean closed, int start, int contentStart, int contentEnd, int end) {
    static final Span NONE = new Span(false, false, 0, 0, 0, 0);
  }
}
