package memagent.vault;

import java.util.Set;
import org.commonmark.node.CustomNode;
import org.commonmark.parser.beta.InlineContentParser;
import org.commonmark.parser.beta.InlineContentParserFactory;
import org.commonmark.parser.beta.InlineParserState;
import org.commonmark.parser.beta.ParsedInline;
import org.commonmark.parser.beta.Position;
import org.commonmark.parser.beta.Scanner;

/**
 * A wiki link in the markdown tree. As an inline of its own it yields to code spans and escapes,
 * and it ends on the line where it began, as in Obsidian.
 */
final class WikiLinkNode extends CustomNode {
  static final int INNER_CHARS_MAX = 1_000;

  private final String inner;
  private final boolean embed;

  private WikiLinkNode(String inner, boolean embed) {
    this.inner = inner;
    this.embed = embed;
  }

  String inner() {
    return inner;
  }

  boolean embed() {
    return embed;
  }

  /** Tells the parser to try at each {@code [} and {@code !}. */
  static final class Factory implements InlineContentParserFactory {
    @Override
    public Set<Character> getTriggerCharacters() {
      return Set.of('[', '!');
    }

    @Override
    public InlineContentParser create() {
      return WikiLinkNode::tryParse;
    }
  }

  private static ParsedInline tryParse(InlineParserState state) {
    Scanner scanner = state.scanner();
    boolean embed = scanner.next('!');
    if (!scanner.next("[[")) {
      return ParsedInline.none();
    }
    Position start = scanner.position();
    // A bracket inside ends the attempt, which also keeps a row of brackets from costing its
    // square.
    for (int length = 0; length < INNER_CHARS_MAX; length++) {
      char next = scanner.peek();
      if (next == Scanner.END || next == '\n' || next == '[') {
        return ParsedInline.none();
      }
      if (next == ']') {
        String inner = scanner.getSource(start, scanner.position()).getContent();
        scanner.next();
        boolean closed = scanner.next(']') && !inner.isBlank();
        return closed
            ? ParsedInline.of(new WikiLinkNode(inner, embed), scanner.position())
            : ParsedInline.none();
      }
      scanner.next();
    }
    return ParsedInline.none();
  }
}
