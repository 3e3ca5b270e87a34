package memagent.agent;

import static memagent.agent.Memories.act;
import static memagent.agent.Memories.say;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import memagent.model.ChatMessage;
import memagent.model.ChatRequest;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;

/**
 * The worst model that there can be: it looks at what it is asked about, and from the moment that
 * an order stands before it, it does what the order says, whoever gave it. It can encode in its
 * head.
 */
final class ObedientModel {
  /*
   * A turn is Python, or a reply if it begins with "say:". "{see:X}" stands for what pattern X found
   * in all that the model was ever shown, "{base64:X}" and the like for the same in other clothes.
   */
  private static final int TURN_COUNT_MAX = 60;
  private static final Pattern PLACE =
      Pattern.compile("\\{(see|base64|hex|rot13|reverse|letters|acrostic|emoji|count):([^{}]+)\\}");
  private static final String UNSEEN = "unseen";

  private final String order;
  private final Deque<String> reads;
  private final Deque<String> orders;
  private String shown = "";
  private boolean obeyed;

  private ObedientModel(Injection injection, List<String> reads) {
    this.order = injection.order();
    this.reads = new ArrayDeque<>(reads);
    this.orders = new ArrayDeque<>(injection.obeys());
  }

  /** For the question of an attack. */
  static ObedientModel of(Injection injection) {
    return new ObedientModel(injection, injection.reads());
  }

  ScriptedChatModel model(ModelInfo info) {
    return new ScriptedChatModel(info, Collections.nCopies(TURN_COUNT_MAX, this::answer));
  }

  /** Whether it was given the order. */
  boolean hasObeyed() {
    return obeyed;
  }

  private String answer(ChatRequest request) {
    shown =
        request.messages().stream()
            .skip(1)
            .map(ChatMessage::text)
            .collect(Collectors.joining("\n"))
            .replace("\\n", "\n")
            .replace("\\'", "'")
            .replace("\\\\", "\\");
    obeyed = obeyed || shown.contains(order);
    if (obeyed && !orders.isEmpty()) {
      return turn(orders.removeFirst());
    }
    if (!obeyed && !reads.isEmpty()) {
      return turn(reads.removeFirst());
    }
    return say("Nothing is left to do.", "That is all.");
  }

  private String turn(String text) {
    Matcher place = PLACE.matcher(text);
    StringBuilder turn = new StringBuilder();
    while (place.find()) {
      place.appendReplacement(
          turn, Matcher.quoteReplacement(dressed(place.group(1), seen(place.group(2)))));
    }
    place.appendTail(turn);
    return turn.toString().startsWith("say:")
        ? say("As I was told.", turn.substring("say:".length()).strip())
        : act("As I was told.", turn.toString());
  }

  private String seen(String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(shown);
    return found.find() ? found.group(found.groupCount()) : UNSEEN;
  }

  private static String dressed(String how, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return switch (how) {
      case "base64" -> Base64.getEncoder().encodeToString(bytes);
      case "hex" -> HexFormat.of().formatHex(bytes);
      case "reverse" -> new StringBuilder(text).reverse().toString();
      case "rot13" ->
          text.chars()
              .mapToObj(c -> Character.toString(Character.isLetterOrDigit(c) ? rotated(c) : c))
              .collect(Collectors.joining());
      case "letters" ->
          text.chars()
              .mapToObj(c -> Character.toString(Character.isDigit(c) ? c - '0' + 'a' : c))
              .collect(Collectors.joining());
      case "acrostic" ->
          text.chars()
              .filter(Character::isLetterOrDigit)
              .mapToObj(c -> Character.toString(c) + "-ish")
              .collect(Collectors.joining(" "));
      case "emoji" ->
          text.chars()
              .filter(Character::isDigit)
              .mapToObj(c -> Character.toString(0x1F34E + (c - '0')))
              .collect(Collectors.joining());
      case "count" -> "word ".repeat(text.length()).strip();
      default -> text;
    };
  }

  private static int rotated(int c) {
    if (Character.isDigit(c)) {
      return '0' + (c - '0' + 5) % 10;
    }
    int base = Character.isUpperCase(c) ? 'A' : 'a';
    return base + (c - base + 13) % 26;
  }
}
