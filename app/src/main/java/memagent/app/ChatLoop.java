package memagent.app;

import java.io.PrintWriter;
import java.util.Optional;
import memagent.agent.AgentException;
import memagent.agent.AgentResult;
import memagent.model.Cancellation;
import memagent.model.ModelException;
import memagent.sandbox.SandboxException;
import memagent.vault.NotePath;
import memagent.vault.VaultException;
import org.jspecify.annotations.Nullable;

/** Reads lines, and answers them, until the person leaves. */
final class ChatLoop {
  private final AppContext context;
  private final Surroundings surroundings;
  private final ChatInput input;
  private final Look look;
  private Conversation conversation;
  private boolean unfolded;
  private String lastWork = "";

  /** Where the conversation is shown, and in which colours. */
  record Look(PrintWriter out, Paint paint) {}

  ChatLoop(AppContext context, Surroundings surroundings, ChatInput input, Look look) {
    this.context = context;
    this.surroundings = surroundings;
    this.input = input;
    this.look = look;
    this.conversation = new Conversation(context, surroundings.ids().get());
  }

  /** Says what is talked to. */
  void greet(boolean isNew) {
    say(Memories.line(context.vault(), isNew, context.settings()));
    if (surroundings.isTerminal()) {
      say("Model: " + ModelNames.of(context.settings().model()) + ". /help lists the commands.");
    }
  }

  /** Talks until the person leaves. The exit code is that of the last failure of a pipe's lines. */
  ExitCode run(@Nullable String session, boolean think) {
    unfolded = think;
    if (session != null) {
      conversation = new Conversation(context, session);
      conversation.warning().ifPresent(this::say);
      if (conversation.questions() > 0) {
        say("Going on after %d earlier questions.".formatted(conversation.questions()));
      }
    }
    ExitCode last = ExitCode.DONE;
    Optional<String> line = input.next();
    while (line.isPresent()) {
      String text = line.get();
      Optional<ChatWord> word = ChatWord.of(text);
      if (word.isPresent()) {
        if (word.get() == ChatWord.EXIT) {
          break;
        }
        obey(word.get(), text);
      } else if (text.strip().startsWith("/")) {
        say("There is no command " + Paint.firstLine(text, 40) + ": /help lists them.");
      } else if (!text.isBlank()) {
        ExitCode code = answer(text);
        last = surroundings.isTerminal() ? ExitCode.DONE : code;
      } else if (!surroundings.isTerminal()) {
        say("The question is empty: write what you want to know or to keep.");
      }
      line = input.next();
    }
    return last;
  }

  /* One failing question must not end the conversation: its sentence is shown, and on it goes. */
  private ExitCode answer(String text) {
    Cancellation cancellation = new Cancellation();
    try {
      Question question = Question.of(text);
      boolean live = surroundings.isTerminal();
      TurnView view =
          new TurnView(
              look.out(),
              look.paint(),
              new TurnView.Manner(live, true, live, unfolded, input.columns()));
      AgentResult result;
      try (ChatInput.Watch _ = input.watch(cancellation, view::toggle)) {
        result = conversation.ask(question, view, cancellation);
        view.finish(result);
        look.out().println();
        look.out().flush();
      } finally {
        view.abandon();
        unfolded = view.isUnfolded();
        lastWork = view.work();
      }
      return AskCommand.exitCode(result);
    } catch (UserException e) {
      return fail(e, e.exitCode());
    } catch (ModelException e) {
      return fail(e, ExitCode.MODEL);
    } catch (SandboxException e) {
      return fail(e, ExitCode.SANDBOX);
    } catch (VaultException e) {
      return fail(e, ExitCode.MEMORY);
    } catch (AgentException e) {
      return fail(e, ExitCode.USAGE);
    }
  }

  private ExitCode fail(RuntimeException e, ExitCode code) {
    look.out()
        .println(look.paint().of(Paint.Look.RED, Paint.harmless(String.valueOf(e.getMessage()))));
    look.out().flush();
    return code;
  }

  private void obey(ChatWord word, String line) {
    switch (word) {
      case HELP -> {
        for (ChatWord each : ChatWord.values()) {
          look.out().printf("  %-10s%s%n", each.word(), each.about());
        }
        look.out().printf("  %-10s%s%n", "Tab", "while an answer is made: same as /think");
        look.out().printf("  %-10s%s%n", "Ctrl-C", "stops the answer that is being made");
        look.out().flush();
      }
      case MEMORY -> {
        say(Memories.line(context.vault(), false, context.settings()));
        context.vault().notes().forEach(note -> look.out().println("  " + note.value()));
        look.out().flush();
      }
      case SHOW -> show(line.strip().substring(ChatWord.SHOW.word().length()).strip());
      case THINK -> {
        unfolded = !unfolded;
        say(unfolded ? "Thoughts and code are shown in full." : "Thoughts and code are folded.");
      }
      case WORK -> say(lastWork.isEmpty() ? "There was no question yet." : lastWork.strip());
      case SESSION ->
          say(
              "Session: %s (mem chat --session %s)"
                  .formatted(conversation.id(), conversation.id()));
      case NEW -> {
        conversation = new Conversation(context, surroundings.ids().get());
        say("A new conversation; the memory stays.");
      }
      case EXIT -> {}
    }
  }

  private void show(String name) {
    try {
      look.out().print(NoteView.rendered(context.vault(), NotePath.of(name), look.paint()));
      look.out().flush();
    } catch (VaultException e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  private void say(String text) {
    look.out().println(look.paint().of(Paint.Look.DIM, Paint.harmless(text)));
    look.out().flush();
  }
}
