package memagent.app;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import memagent.app.Paint.Look;
import memagent.model.Cancellation;
import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.reader.impl.history.DefaultHistory;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/** A person at a terminal, through JLine: editing, history, completion, keys while a turn runs. */
final class TerminalChatInput implements ChatInput {
  private static final int HISTORY_COUNT_MAX = 2_000;
  private static final long KEY_WAIT_MILLIS = 50;
  private static final int KEY_TAB = '\t';

  private final Terminal terminal;
  private final LineReader reader;
  private final Paint paint;
  private final Attributes attributes;
  private final TypedAhead typedAhead = new TypedAhead();

  /**
   * Reads from the terminal.
   *
   * @param history the file of lines typed before; empty keeps none
   * @param kept what of a line goes into the file of lines typed before
   */
  TerminalChatInput(
      Paint paint,
      Optional<Path> history,
      Supplier<List<String>> notes,
      UnaryOperator<String> kept) {
    this.paint = paint;
    try {
      this.terminal = TerminalBuilder.builder().system(true).name("mem").encoding("UTF-8").build();
    } catch (IOException e) {
      throw new UserException(
          ExitCode.BROKEN, "The terminal cannot be used: " + e.getMessage() + ".");
    }
    this.attributes = terminal.getAttributes();
    // Apostrophes and backslashes of ordinary sentences must not be taken as quotes and escapes.
    DefaultParser parser = new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]);
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .appName("mem")
            .parser(parser)
            .history(
                new DefaultHistory() {
                  @Override
                  public void add(Instant time, String line) {
                    super.add(time, kept.apply(line));
                  }
                })
            .completer((lineReader, line, candidates) -> complete(line, candidates, notes))
            .variable(LineReader.HISTORY_SIZE, HISTORY_COUNT_MAX)
            .variable(LineReader.HISTORY_FILE_SIZE, HISTORY_COUNT_MAX)
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false);
    history.ifPresent(file -> builder.variable(LineReader.HISTORY_FILE, file));
    this.reader = builder.build();
  }

  /** Where everything else is to be written, so that it does not break the line that is edited. */
  PrintWriter writer() {
    return terminal.writer();
  }

  @Override
  public Optional<String> next() {
    while (true) {
      try {
        Optional<String> entered = typedAhead.line();
        if (entered.isPresent()) {
          terminal.writer().println(paint.of(Look.BOLD, "> ") + entered.get());
          reader.getHistory().add(entered.get());
          return entered;
        }
        return Optional.of(reader.readLine(paint.of(Look.BOLD, "> "), null, typedAhead.rest()));
      } catch (UserInterruptException e) {
        if (e.getPartialLine().isBlank()) {
          terminal.writer().println(paint.of(Look.DIM, "Ctrl-D or /exit leaves."));
        }
      } catch (EndOfFileException e) {
        return Optional.empty();
      }
    }
  }

  @Override
  public int columns() {
    return Math.max(0, terminal.getColumns());
  }

  /*
   * While a turn runs the terminal is raw but keeps its signals: Ctrl-C arrives as SIGINT, and what
   * is typed is neither echoed into the reply nor lost: a line that was entered is the next
   * question, one that was not stands in the next line. Ctrl-C drops both.
   */
  @Override
  public Watch watch(Cancellation cancellation, Runnable unfold) {
    Terminal.SignalHandler before =
        terminal.handle(
            Terminal.Signal.INT,
            signal -> {
              typedAhead.clear();
              cancellation.cancel();
            });
    Attributes cooked = terminal.enterRawMode();
    AtomicBoolean done = new AtomicBoolean();
    Thread keys = Thread.ofPlatform().daemon().name("keys").start(() -> watchKeys(done, unfold));
    return () -> {
      done.set(true);
      try {
        keys.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      terminal.setAttributes(cooked);
      terminal.handle(Terminal.Signal.INT, before);
    };
  }

  private void watchKeys(AtomicBoolean done, Runnable unfold) {
    try {
      while (!done.get()) {
        int key = terminal.reader().read(KEY_WAIT_MILLIS);
        if (key == NonBlockingReader.EOF) {
          return;
        }
        if (key == KEY_TAB) {
          unfold.run();
        } else {
          typedAhead.key(key);
        }
      }
    } catch (IOException e) {
      // The terminal is gone; the next line's end of file says so.
      done.set(true);
    }
  }

  @Override
  public void close() {
    try {
      terminal.setAttributes(attributes);
      terminal.close();
    } catch (IOException e) {
      // Nothing is left to put right.
      return;
    }
  }

  private static void complete(
      ParsedLine line, List<Candidate> candidates, Supplier<List<String>> notes) {
    if (line.wordIndex() == 0 && line.word().startsWith("/")) {
      for (ChatWord word : ChatWord.values()) {
        candidates.add(
            new Candidate(word.word(), word.word(), null, word.about(), null, null, true));
      }
    } else if (!line.word().isEmpty() || line.line().startsWith(ChatWord.SHOW.word())) {
      notes.get().forEach(note -> candidates.add(new Candidate(note)));
    }
  }
}
