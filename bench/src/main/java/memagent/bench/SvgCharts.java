package memagent.bench;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Draws the charts of a report as SVG. */
final class SvgCharts {
  private static final List<String> COLOURS =
      List.of("var(--bar)", "var(--second)", "var(--third)");
  private static final int LABEL_CHARS_MAX = 22;
  private static final int LABEL_X = 8; // under the first column of the table

  private final StringBuilder page;

  SvgCharts(StringBuilder page) {
    this.page = page;
  }

  /* A bar for the share, a thin line for its interval. */
  void bars(List<Report.Row> rows) {
    int height = 26 * rows.size() + 24;
    page.append("<svg role=\"img\" aria-label=\"Shares\" viewBox=\"0 0 760 ")
        .append(height)
        .append("\">");
    for (int tick = 0; tick <= 100; tick += 25) {
      double x = x(tick / 100.0);
      line(x, 4, x, height - 20, "var(--line)", 1);
      text(x, height - 6, "middle", "soft", tick + " %");
    }
    for (int i = 0; i < rows.size(); i++) {
      Share share = rows.get(i).share();
      double y = 8 + 26 * i;
      String name = rows.get(i).name();
      text(
          LABEL_X,
          y + 13,
          "start",
          "",
          name.length() > LABEL_CHARS_MAX ? name.substring(0, LABEL_CHARS_MAX) : name);
      page.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"16\" fill=\"var(--bar)\"/>",
              x(0),
              y,
              x(share.value()) - x(0)));
      line(x(share.low()), y + 8, x(share.high()), y + 8, "var(--ink)", 1.5);
      line(x(share.low()), y + 4, x(share.low()), y + 12, "var(--ink)", 1.5);
      line(x(share.high()), y + 4, x(share.high()), y + 12, "var(--ink)", 1.5);
    }
    page.append("</svg>");
  }

  private static double x(double share) {
    return 130 + 600 * share;
  }

  /* A line for each contestant, a bar across each point for its interval. */
  void curves(Report.Curve curve) {
    List<String> steps = curve.steps();
    int height = 240 + 18 * curve.rows().size();
    page.append("<svg role=\"img\" aria-label=\"Curves\" viewBox=\"0 0 760 ")
        .append(height)
        .append("\">");
    for (int tick = 0; tick <= 100; tick += 25) {
      double y = y(tick / 100.0);
      line(50, y, 740, y, "var(--line)", 1);
      text(44, y + 4, "end", "soft", tick + " %");
    }
    for (int i = 0; i < steps.size(); i++) {
      String[] words = steps.get(i).split(" ", 2);
      text(x(i, steps.size()), 220, "middle", "", words[0]);
      text(x(i, steps.size()), 234, "middle", "soft", words.length > 1 ? words[1] : "");
    }
    int index = 0;
    for (Map.Entry<String, List<Report.Row>> one : curve.rows().entrySet()) {
      String colour = COLOURS.get(index % COLOURS.size());
      double beside = 6 * (index - (curve.rows().size() - 1) / 2.0); // intervals must not overlap
      curve(one.getValue(), steps, colour, beside);
      if (curve.rows().size() > 1) {
        int y = 254 + 18 * index;
        line(LABEL_X, y - 4, LABEL_X + 22, y - 4, colour, 3);
        text(LABEL_X + 30, y, "start", "", one.getKey());
      }
      index++;
    }
    page.append("</svg>");
  }

  private void curve(List<Report.Row> rows, List<String> steps, String colour, double beside) {
    StringBuilder points = new StringBuilder();
    for (Report.Row row : rows) {
      Share share = row.share();
      double x = x(steps.indexOf(row.name()), steps.size()) + beside;
      double y = y(share.value());
      line(x, y(share.low()), x, y(share.high()), colour, 1.5);
      line(x - 3, y(share.low()), x + 3, y(share.low()), colour, 1.5);
      line(x - 3, y(share.high()), x + 3, y(share.high()), colour, 1.5);
      page.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>",
              x,
              y,
              colour));
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
    }
    page.append("<polyline fill=\"none\" stroke=\"")
        .append(colour)
        .append("\" stroke-width=\"2\" points=\"")
        .append(points.toString().strip())
        .append("\"/>");
  }

  private static double x(int step, int count) {
    return count == 1 ? 395 : 90 + 610.0 * step / (count - 1);
  }

  private static double y(double share) {
    return 200 - 185 * share;
  }

  private void line(double x1, double y1, double x2, double y2, String colour, double width) {
    page.append(
        String.format(
            Locale.ROOT,
            "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\" stroke-width=\"%.1f\"/>",
            x1,
            y1,
            x2,
            y2,
            colour,
            width));
  }

  private void text(double x, double y, String anchor, String style, String words) {
    page.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>",
            x,
            y,
            anchor,
            style,
            HtmlReport.escaped(words)));
  }
}
