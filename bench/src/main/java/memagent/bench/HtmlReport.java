package memagent.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one page that needs nothing besides: tables, bars, curves, failed tasks. */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root{--ink:#1d2329;--soft:#5d6875;--line:#dde2e8;--bar:#3b74b8;--band:#9dbde0;--bad:#b3412f;
      --ground:#fff;--panel:#f6f8fa}
      @media (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#9aa5b1;--line:#39424c;
      --bar:#6ba1de;--band:#37557a;--bad:#e58472;--ground:#14181c;--panel:#1c2228}}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);
      max-width:62rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem}
      table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;text-align:right;
      border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums}
      th{color:var(--soft);font-weight:600}th:first-child,td:first-child{text-align:left}
      tr.all td{font-weight:600}svg{display:block;width:100%;height:auto}
      svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft)}
      details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.3rem .7rem;
      background:var(--panel)}summary{cursor:pointer}pre{white-space:pre-wrap;font-size:12.5px;
      overflow-wrap:anywhere}.bad{color:var(--bad)}.soft{color:var(--soft)}
      """;

  private final Report report;
  private final Map<String, String> trajectories;
  private final StringBuilder page = new StringBuilder();

  private HtmlReport(Report report, Map<String, String> trajectories) {
    this.report = report;
    this.trajectories = new LinkedHashMap<>(trajectories);
  }

  /**
   * The page.
   *
   * @param trajectories what happened, as text, by task id; shown with the failed tasks of the
   *     first run
   */
  public static String of(Report report, Map<String, String> trajectories) {
    return new HtmlReport(report, trajectories).page();
  }

  private String page() {
    page.append("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>")
        .append(escaped(report.title()))
        .append("</title><meta name=\"viewport\" content=\"width=device-width\"><style>")
        .append(STYLE)
        .append("</style><h1>")
        .append(escaped(report.title()))
        .append(
            "</h1><p class=\"soft\">Shares with 95 % Wilson intervals. Errors (the model or the")
        .append(" machine failed) count in no share.</p>");
    report
        .runs()
        .forEach((name, results) -> {
          page.append("<h2>").append(escaped(name)).append("</h2>");
          table(Report.rows(results));
          bars(Report.rows(results));
        });
    List<TaskResult> first = report.runs().values().iterator().next();
    page.append("<h2>Share by size of the memory</h2>");
    curve(Report.bySize(first));
    page.append("<h2>By kind</h2>");
    table(Report.kinds(first));
    failures(first);
    return page.append("</html>\n").toString();
  }

  private void table(List<Report.Row> rows) {
    page.append("<table><tr><th></th><th>right</th><th>share</th><th>interval</th><th>errors</th>")
        .append("<th>tokens</th><th>seconds</th><th>turns</th><th>malformed</th></tr>");
    for (Report.Row row : rows) {
      page.append(row.name().equals("overall") ? "<tr class=\"all\">" : "<tr>")
          .append("<td>")
          .append(escaped(row.name()))
          .append("</td>")
          .append(
              String.format(
                  Locale.ROOT,
                  "<td>%d / %d</td><td>%.1f %%</td><td>%.1f – %.1f</td><td>%d</td><td>%.0f</td>"
                      + "<td>%.2f</td><td>%.1f</td><td>%d</td></tr>",
                  row.share().count(),
                  row.share().total(),
                  100 * row.share().value(),
                  100 * row.share().low(),
                  100 * row.share().high(),
                  row.errors(),
                  row.tokens(),
                  row.seconds(),
                  row.turns(),
                  row.malformed()));
    }
    page.append("</table>");
  }

  /* A bar for the share, a thin line for its interval. */
  private void bars(List<Report.Row> rows) {
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
      text(0, y + 13, "start", "", rows.get(i).name());
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

  private void curve(List<Report.Row> rows) {
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
            escaped(words)));
  }

  private void failures(List<TaskResult> results) {
    List<TaskResult> failed = results.stream().filter(r -> !r.isRight()).toList();
    page.append("<h2>Not right: ").append(failed.size()).append(" tasks</h2>");
    for (TaskResult result : failed) {
      page.append("<details><summary><b>")
          .append(escaped(result.id()))
          .append("</b> ")
          .append(escaped(result.kind()))
          .append(" <span class=\"bad\">")
          .append(escaped(result.faults().isEmpty() ? "" : result.faults().getFirst()))
          .append("</span></summary><p><b>Asked:</b> ")
          .append(escaped(result.question()))
          .append("</p><p><b>Replied:</b> ")
          .append(escaped(result.reply()))
          .append("</p><ul>");
      result.faults().forEach(f -> page.append("<li>").append(escaped(f)).append("</li>"));
      page.append("</ul>");
      String trajectory = trajectories.get(result.id());
      if (trajectory != null) {
        page.append("<pre>").append(escaped(trajectory)).append("</pre>");
      }
      page.append("</details>");
    }
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
