package memagent.app;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import memagent.vault.NotePath;
import memagent.vault.VaultException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A conversation at the terminal. */
@Command(
    name = "chat",
    mixinStandardHelpOptions = true,
    description = "Talks with you about your memory, and keeps what you tell it.",
    footer = {
      "",
      "Ctrl-C stops the answer that is being made, Ctrl-D leaves, Tab completes, and Tab while an",
      "answer is made unfolds thoughts and code. /help lists the commands. Lines of a pipe are",
      "questions, too."
    })
final class ChatCommand implements Callable<Integer> {
  private final Surroundings surroundings;

  @Mixin private final FlagGroups.Memory memory = new FlagGroups.Memory();
  @Mixin private final FlagGroups.Model model = new FlagGroups.Model();
  @Mixin private final FlagGroups.Talk talk = new FlagGroups.Talk();

  @Option(names = "--think", description = "Shows thoughts and code in full from the start.")
  private boolean think;

  ChatCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Map<Setting, String> flags = FlagGroups.none();
    memory.into(flags);
    model.into(flags);
    talk.into(flags);
    Settings settings = SettingsReader.read(surroundings, flags);
    boolean isNew = Memories.isNew(settings);
    Paint paint = Paint.of(talk.color, surroundings);
    try (AppContext context = new AppContext(settings, surroundings, new Timings());
        ChatInput input = input(context, paint)) {
      PrintWriter out =
          input instanceof TerminalChatInput terminal
              ? terminal.writer()
              : new PrintWriter(surroundings.output(), true, StandardCharsets.UTF_8);
      context.vault().index().watch();
      ChatLoop loop = new ChatLoop(context, surroundings, input, new ChatLoop.Look(out, paint));
      loop.greet(isNew);
      return loop.run(talk.session, think).code();
    }
  }

  private ChatInput input(AppContext context, Paint paint) {
    if (!surroundings.isTerminal()) {
      return new PlainChatInput(surroundings.input());
    }
    // What is typed is as private as the notes.
    Optional<Path> history =
        Optional.of(context.settings().folders().chatHistory())
            .filter(file -> !context.vault().key().isPresent());
    return new TerminalChatInput(
        paint, history, () -> notes(context), context.settings().secrets()::masked);
  }

  private static List<String> notes(AppContext context) {
    try {
      return context.vault().notes().stream().map(NotePath::value).toList();
    } catch (VaultException e) {
      // Completion has nothing to offer; the question itself will say what is wrong.
      return List.of();
    }
  }
}
