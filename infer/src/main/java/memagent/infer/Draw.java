package memagent.infer;

import java.util.Optional;
import memagent.model.ChatRequest;
import memagent.model.FinishReason;
import memagent.model.TextListener;
import org.jspecify.annotations.Nullable;

/** One completion's tokens and text as they are drawn from logits, wherever those are computed. */
final class Draw implements AutoCloseable {
  private final NativeModel model;
  private final @Nullable GrammarCheck grammar;
  private final TokenChooser chooser;
  private final TextAssembler assembler;
  private final TokenList tokens = new TokenList();
  private final LoopGuard guard = new LoopGuard();
  private boolean ended;
  private boolean loops;

  private Draw(
      NativeModel model,
      @Nullable GrammarCheck grammar,
      TokenChooser chooser,
      TextAssembler assembler) {
    this.model = model;
    this.grammar = grammar;
    this.chooser = chooser;
    this.assembler = assembler;
  }

  static Draw begin(NativeModel model, ChatRequest request, TextListener listener) {
    GrammarCheck grammar =
        request.grammar().map(text -> new GrammarCheck(model, text)).orElse(null);
    return new Draw(
        model,
        grammar,
        new TokenChooser(request.sampling(), grammar),
        new TextAssembler(request.stops(), listener));
  }

  /** Draws the next token; afterwards {@link #over} tells whether it was the last. */
  int next(float[] logits) {
    int token = chooser.choose(logits);
    if (token == TokenChooser.NONE) {
      ended = true;
      return token;
    }
    tokens.add(token);
    loops = guard.loops(tokens);
    ended = model.endsMessage(token) || assembler.add(model.piece(token));
    return token;
  }

  /** Why the text is over with the newest token; empty where it goes on. */
  Optional<FinishReason> over(int tokensMax) {
    if (ended) {
      return Optional.of(FinishReason.STOP);
    }
    if (loops) {
      return Optional.of(FinishReason.LOOP);
    }
    return tokens.size() >= tokensMax ? Optional.of(FinishReason.LENGTH) : Optional.empty();
  }

  TokenList tokens() {
    return tokens;
  }

  /** Hands on what was held back. */
  void finish() {
    assembler.finish();
  }

  String text() {
    return assembler.text();
  }

  @Override
  public void close() {
    if (grammar != null) {
      grammar.close();
    }
  }
}
