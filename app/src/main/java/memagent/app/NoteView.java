package memagent.app;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import memagent.app.Paint.Look;
import memagent.vault.Fact;
import memagent.vault.Heading;
import memagent.vault.LinkGraph;
import memagent.vault.Note;
import memagent.vault.NotePath;
import memagent.vault.TextSpan;
import memagent.vault.Vault;
import memagent.vault.WikiLink;

/** A note for reading: headings bold, fact names and links coloured, the links that lead to it. */
final class NoteView {

  private NoteView() {}

  /** The whole note, every line ended. */
  static String rendered(Vault vault, NotePath path, Paint paint) {
    Note note = vault.note(path);
    StringBuilder text = new StringBuilder(painted(note, paint));
    if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
      text.append('\n');
    }
    LinkGraph graph = vault.links();
    String from =
        graph.backlinks(path).stream()
            .map(edge -> edge.from().value())
            .distinct()
            .collect(Collectors.joining(", "));
    if (!from.isEmpty()) {
      text.append(paint.of(Look.DIM, "\nlinked from: " + Paint.harmless(from))).append('\n');
    }
    for (LinkGraph.Edge edge : graph.outgoing(path)) {
      if (edge.isBroken()) {
        text.append(
                paint.of(
                    Look.YELLOW,
                    "broken link in line %d: [[%s]]"
                        .formatted(edge.link().line(), Paint.harmless(edge.link().target()))))
            .append('\n');
      }
    }
    return text.toString();
  }

  /* The parser says where things stand; nothing is searched for again here. */
  private static String painted(Note note, Paint paint) {
    String source = note.text();
    if (!paint.isColoured()) {
      return Paint.harmless(source);
    }
    Set<Integer> headingLines = new HashSet<>();
    note.headings().stream().map(Heading::line).forEach(headingLines::add);
    List<Mark> marks = new java.util.ArrayList<>();
    for (Fact fact : note.facts()) {
      int end = source.indexOf(':', fact.span().start());
      if (end > 0 && end < fact.span().end()) {
        marks.add(new Mark(new TextSpan(fact.span().start(), end), Look.CYAN));
      }
    }
    for (WikiLink link : note.links()) {
      marks.add(new Mark(link.span(), Look.BLUE));
    }
    marks.sort(Comparator.comparingInt(mark -> mark.span().start()));
    StringBuilder text = new StringBuilder();
    int at = 0;
    for (Mark mark : marks) {
      if (mark.span().start() >= at) {
        text.append(Paint.harmless(source.substring(at, mark.span().start())));
        text.append(paint.of(mark.look(), Paint.harmless(mark.span().of(source))));
        at = mark.span().end();
      }
    }
    text.append(Paint.harmless(source.substring(at)));
    return boldLines(text.toString(), headingLines, paint);
  }

  private static String boldLines(String text, Set<Integer> lines, Paint paint) {
    StringBuilder bold = new StringBuilder();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      bold.append(number == 1 ? "" : "\n");
      bold.append(lines.contains(number) ? paint.of(Look.BOLD, line) : line);
    }
    return bold.toString();
  }

  private record Mark(TextSpan span, Look look) {}
}
