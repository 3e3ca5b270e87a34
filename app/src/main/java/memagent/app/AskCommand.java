package memagent.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import memagent.agent.AgentResult;
import memagent.app.Paint.Look;
import memagent.model.Cancellation;
import memagent.vault.VaultChange;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks one question. */
@Command(
    name = "ask",
    mixinStandardHelpOptions = true,
    description = "Asks one question, or tells one thing to keep.",
    footer = {
      "",
      "The reply goes to standard output; which memory is used, what changed and the session's id",
      "go to standard error. --json prints one object with reply, session, changes (path, change,",
      "diff), turns, tokens (prompt, cached, completion) and millis."
    })
final class AskCommand implements Callable<Integer> {
  private static final int INPUT_BYTES_MAX = 4 * Question.CHARS_MAX;

  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();
  @Mixin private final FlagGroups.Model model = new FlagGroups.Model();
  @Mixin private final FlagGroups.Talk talk = new FlagGroups.Talk();

  @Mixin private final AsOfFlag asOf = new AsOfFlag();

  @Option(names = "--json", description = "Prints one JSON object instead of text.")
  private boolean json;

  @Option(names = "--work", description = "Shows thoughts and code in full, on standard error.")
  private boolean work;

  @Option(names = "--timings", description = "Says on standard error how long each phase took.")
  private boolean timings;

  @Parameters(paramLabel = "QUESTION", description = "The question; - reads standard input.")
  private String question = "";

  AskCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Timings times = new Timings();
    Question asked = Question.of(question.equals("-") ? input() : question);
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    model.into(flags);
    talk.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    boolean isNew = Memories.isNew(settings);
    Cancellation cancellation = new Cancellation();
    try (AppContext context =
            new AppContext(settings, surroundings, times, asOf.moment(surroundings));
        ExitWatch _ = ExitWatch.over(cancellation)) {
      if (!json) {
        surroundings.errors().println(context.memoryLine(isNew));
      }
      return ask(context, asked, cancellation, times);
    }
  }

  private int ask(AppContext context, Question asked, Cancellation cancellation, Timings times) {
    Conversation conversation = conversation(context);
    Paint paint = Paint.of(talk.color, surroundings);
    boolean live = !json && surroundings.isTerminal();
    PrintWriter out =
        new PrintWriter(
            live ? surroundings.output() : surroundings.errors(), false, StandardCharsets.UTF_8);
    TurnView view =
        new TurnView(out, paint, new TurnView.Manner(live, live || work, live, work, 0));
    AgentResult result;
    try {
      result = conversation.ask(asked, new FirstToken(view, times), cancellation);
    } catch (RuntimeException e) {
      view.abandon();
      throw e;
    }
    if (json) {
      view.abandon();
      surroundings.output().println(json(result, conversation.id(), times));
    } else if (live) {
      view.finish(result);
    } else {
      view.abandon();
      surroundings.output().println(Paint.harmless(result.reply()).strip());
      if (!work && !result.changes().isEmpty()) {
        new DiffView(out, paint).show(result.changes());
      }
    }
    if (!json) {
      surroundings
          .errors()
          .println(paint.of(Look.DIM, "Session: " + conversation.id() + " (--session goes on)"));
    }
    if (timings) {
      times.print(surroundings.errors());
    }
    return exitCode(result).code();
  }

  private Conversation conversation(AppContext context) {
    String id = talk.session == null ? surroundings.ids().get() : talk.session;
    Conversation conversation = new Conversation(context, id);
    conversation.warning().ifPresent(surroundings.errors()::println);
    return conversation;
  }

  static ExitCode exitCode(AgentResult result) {
    return switch (result) {
      case AgentResult.Replied replied -> ExitCode.DONE;
      case AgentResult.OutOfTurns outOfTurns -> ExitCode.NO_REPLY;
      case AgentResult.GaveUp gaveUp -> ExitCode.NO_REPLY;
      case AgentResult.Refused refused -> ExitCode.QUESTION;
      case AgentResult.Cancelled cancelled -> ExitCode.INTERRUPTED;
    };
  }

  private static String json(AgentResult result, String session, Timings times) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("reply", result.reply());
    object.put("session", session);
    List<Map<String, String>> changes = new ArrayList<>();
    for (VaultChange change : result.changes()) {
      Map<String, String> entry = new LinkedHashMap<>();
      entry.put("path", change.path().value());
      entry.put("change", DiffView.word(change));
      entry.put("diff", change.diff());
      changes.add(entry);
    }
    object.put("changes", changes);
    object.put("turns", result.turns());
    Map<String, Integer> tokens = new LinkedHashMap<>();
    tokens.put("prompt", result.usage().promptTokens());
    tokens.put("cached", result.usage().cachedTokens());
    tokens.put("completion", result.usage().completionTokens());
    object.put("tokens", tokens);
    object.put("millis", times.total().toMillis());
    try {
      return new ObjectMapper().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("strings and numbers are always JSON", e);
    }
  }

  private String input() {
    try {
      // One byte more than can be right tells a long question from one that just fits.
      byte[] bytes = surroundings.input().readNBytes(INPUT_BYTES_MAX + 1);
      if (bytes.length > INPUT_BYTES_MAX) {
        throw new UserException(
            ExitCode.QUESTION,
            "The question on standard input has more than %,d characters, the most that are taken: put long text into a note of the memory and ask about it."
                .formatted(Question.CHARS_MAX));
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new UserException(
          ExitCode.QUESTION, "The question on standard input is not UTF-8 text: send text.");
    } catch (IOException e) {
      throw new UserException(
          ExitCode.QUESTION, "Standard input cannot be read: " + e.getMessage() + ".");
    }
  }
}
