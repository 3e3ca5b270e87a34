package memagent.vault;

import java.util.List;
import org.commonmark.node.CustomNode;
import org.commonmark.node.Node;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.SourceSpan;
import org.commonmark.node.Text;
import org.commonmark.parser.InlineParserContext;
import org.commonmark.parser.beta.LinkInfo;
import org.commonmark.parser.beta.LinkProcessor;
import org.commonmark.parser.beta.LinkResult;
import org.commonmark.parser.beta.Scanner;
import org.jspecify.annotations.Nullable;

/**
 * A wiki link in the markdown tree, made where the parser meets the end of a bracketed text, so
 * that code spans and backslashes come first as for every other link.
 *
 * <p>Of {@code [[jane]]} the inner brackets become this node, and the outer opening one stays
 * behind as text, since the parser still counts on it; {@link #withoutOpener} takes it out of
 * words.
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

  /** How many characters of the link stand before this node: {@code [} or {@code ![}. */
  int openerLength() {
    return embed ? 2 : 1;
  }

  /** The words before this node without the part of the opener that they hold. */
  String withoutOpener(String words) {
    String opener = embed ? "![" : "[";
    return words.endsWith(opener) ? words.substring(0, words.length() - opener.length()) : words;
  }

  /** Takes {@code [...]} for a wiki link when a bracket stands right before and right after it. */
  static final class Processor implements LinkProcessor {
    @Override
    public @Nullable LinkResult process(
        LinkInfo link, Scanner scanner, InlineParserContext context) {
      boolean bare = link.marker() == null && link.destination() == null && link.label() == null;
      if (!bare
          || !(link.openingBracket().getPrevious() instanceof Text before)
          || !isBracket(before)
          || !isShort(link.openingBracket())
          || !scanner.next(']')) {
        return LinkResult.none();
      }
      String inner = link.text(scanner);
      if (inner.isBlank() || inner.length() > INNER_CHARS_MAX) {
        return LinkResult.none();
      }
      boolean embed = before.getPrevious() instanceof Text mark && mark.getLiteral().equals("!");
      return LinkResult.replaceWith(new WikiLinkNode(inner, embed), scanner.position());
    }

    /** A bracket as it stands; one behind a backslash, or an entity, takes more of the source. */
    private static boolean isBracket(Text text) {
      List<SourceSpan> spans = text.getSourceSpans();
      return text.getLiteral().equals("[")
          && spans.size() == 1
          && spans.getFirst().getLength() == 1;
    }

    /**
     * Whether what follows the opener has no line end and no other bracket. Looked at before the
     * text is taken, or a row of brackets would cost the square of its length.
     */
    private static boolean isShort(Node opener) {
      int count = 0;
      for (Node node = opener.getNext(); node != null; node = node.getNext()) {
        count++;
        boolean bracket = node instanceof Text text && text.getLiteral().indexOf('[') >= 0;
        if (bracket || node instanceof SoftLineBreak || count > INNER_CHARS_MAX) {
          return false;
        }
      }
      return true;
    }
  }
}
