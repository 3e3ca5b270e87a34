package memagent.bench;

import java.util.List;
import java.util.Locale;

/** Draws the charts of a report as SVG. */
final class SvgCharts {
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

  void curve(List<Report.Row> rows) {
    page.append("<svg role=\"img\" aria-label=\"Curve\" viewBox=\"0 0 760 240\">");
    for (int tick = 0; tick <= 100; tick += 25) {
      double y = y(tick / 100.0);
      line(50, y, 740, y, "var(--line)", 1);
      text(44, y + 4, "end", "soft", tick + " %");
    }
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < rows.size(); i++) {
      Share share = rows.get(i).share();
      double x = rows.size() == 1 ? 395 : 90 + 610.0 * i / (rows.size() - 1);
      line(x, y(share.low()), x, y(share.high()), "var(--band)", 6);
      points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(share.value())));
      text(x, 222, "middle", "", rows.get(i).name());
      text(x, 237, "middle", "soft", share.total() + " tasks");
    }
    for (String point : points.toString().strip().split(" ", -1)) {
      String[] at = point.split(",", -1);
      if (at.length == 2) {
        page.append("<circle cx=\"").append(at[0]).append("\" cy=\"").append(at[1]);
        page.append("\" r=\"3.5\" fill=\"var(--bar)\"/>");
      }
    }
    page.append("<polyline fill=\"none\" stroke=\"var(--bar)\" stroke-width=\"2\" points=\"")
        .append(points)
        .append("\"/></svg>");
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
