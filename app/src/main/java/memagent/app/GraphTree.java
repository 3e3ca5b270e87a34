package memagent.app;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import memagent.app.Paint.Look;
import memagent.vault.LinkGraph;
import memagent.vault.Note;
import memagent.vault.NotePath;

/** The links of a memory as a tree. */
final class GraphTree {
  private static final int DEPTH_MAX = 32;

  private final LinkGraph graph;
  private final Paint paint;
  private final Set<NotePath> drawn = new HashSet<>();
  private final Set<NotePath> above = new LinkedHashSet<>();
  private final StringBuilder text = new StringBuilder();

  private GraphTree(LinkGraph graph, Paint paint) {
    this.graph = graph;
    this.paint = paint;
  }

  /**
   * A tree from {@code user.md}, then from each note that it does not reach. A link back to a note
   * above is marked {@code (cycle)}, one to a note that was drawn already {@code (above)}.
   */
  static String drawn(LinkGraph graph, Paint paint) {
    GraphTree tree = new GraphTree(graph, paint);
    List<NotePath> starts = new ArrayList<>();
    graph.notes().stream().map(Note::path).filter(NotePath.USER::equals).forEach(starts::add);
    graph.orphans().forEach(starts::add);
    graph.notes().stream().map(Note::path).forEach(starts::add);
    for (NotePath start : starts) {
      if (!tree.drawn.contains(start)) {
        tree.text.append(tree.paint.of(Look.BOLD, Paint.harmless(start.value()))).append('\n');
        tree.below(start, "");
      }
    }
    return tree.text.toString();
  }

  private void below(NotePath note, String indent) {
    drawn.add(note);
    above.add(note);
    List<String> broken = new ArrayList<>();
    Set<NotePath> targets = new LinkedHashSet<>();
    for (LinkGraph.Edge edge : graph.outgoing(note)) {
      if (edge.isBroken()) {
        broken.add(edge.link().target());
      } else if (!edge.to().equals(note)) {
        targets.add(edge.to());
      }
    }
    int left = targets.size() + broken.size();
    for (NotePath target : targets) {
      left--;
      child(target, indent, left == 0);
    }
    for (String target : broken) {
      left--;
      text.append(indent).append(left == 0 ? "└── " : "├── ");
      text.append(paint.of(Look.YELLOW, "[[" + Paint.harmless(target) + "]] (broken)"));
      text.append('\n');
    }
    above.remove(note);
  }

  private void child(NotePath target, String indent, boolean isLast) {
    text.append(indent).append(isLast ? "└── " : "├── ");
    text.append(Paint.harmless(target.value()));
    if (above.contains(target)) {
      text.append(paint.of(Look.DIM, " (cycle)")).append('\n');
    } else if (drawn.contains(target)) {
      text.append(paint.of(Look.DIM, " (above)")).append('\n');
    } else if (above.size() >= DEPTH_MAX) {
      text.append(paint.of(Look.DIM, " …")).append('\n');
    } else {
      text.append('\n');
      below(target, indent + (isLast ? "    " : "│   "));
    }
  }
}
