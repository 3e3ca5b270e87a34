package memagent.bench;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A report as one page that needs nothing besides: tables, bars, curves, failed tasks. */
public final class HtmlReport {
  private static final String STYLE =
      """
      :root{--ink:#1d2329;--soft:#5d6875;--line:#dde2e8;--bar:#3b74b8;--band:#9dbde0;--bad:#b3412f;
      --second:#b5701c;--third:#3f8a5a;
      --ground:#fff;--panel:#f6f8fa}
      @media (prefers-color-scheme:dark){:root{--ink:#e4e8ec;--soft:#9aa5b1;--line:#39424c;
      --bar:#6ba1de;--band:#37557a;--bad:#e58472;--second:#dd9c4c;--third:#6dbb88;
      --ground:#14181c;--panel:#1c2228}}
      body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground);
      max-width:62rem;margin:2rem auto;padding:0 1rem}
      h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem}h3{font-size:1rem}
      table{border-collapse:collapse;width:100%}th,td{padding:.3rem .6rem;text-align:right;
      border-bottom:1px solid var(--line);font-variant-numeric:tabular-nums;white-space:nowrap}
      .wide{overflow-x:auto}
      th{color:var(--soft);font-weight:600}th:first-child,td:first-child{text-align:left}
      tr.all td{font-weight:600}svg{display:block;width:100%;height:auto}
      svg text{fill:var(--ink);font-size:12px}svg .soft{fill:var(--soft)}
      details{border:1px solid var(--line);border-radius:6px;margin:.4rem 0;padding:.3rem .7rem;
      background:var(--panel)}summary{cursor:pointer}pre{white-space:pre-wrap;font-size:12.5px;
      overflow-wrap:anywhere}.bad{color:var(--bad)}.soft{color:var(--soft)}
      """;

  private static final int TRAJECTORIES_CHARS_MAX = 120_000;
  private static final int TRAJECTORY_CHARS_MIN = 160;
  private static final int REPLY_CHARS_MAX = 600;
  private static final String NOTHING = "<span class=\"soft\">nothing</span>";

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
    if (report.runs().size() > 1) {
      overview();
    }
    SvgCharts charts = new SvgCharts(page);
    report
        .runs()
        .forEach((name, results) -> {
          page.append("<h2>").append(escaped(name)).append("</h2>");
          table(Report.rows(results));
          charts.bars(Report.rows(results));
        });
    List<TaskResult> first = report.first();
    judge(first);
    for (Report.Curve curve : report.curves()) {
      page.append("<h2>").append(escaped(curve.title())).append("</h2>");
      charts.curves(curve);
      curveTable(curve);
    }
    page.append("<h2>By kind</h2>");
    table(Report.kinds(first));
    failures(first);
    return page.append("</html>\n").toString();
  }

  /* All contestants over the categories, so that a model stands beside its baselines. */
  private void overview() {
    page.append("<div class=\"wide\"><table><tr><th></th>");
    Report.rows(report.first())
        .forEach(row -> page.append("<th>").append(escaped(row.name())).append("</th>"));
    page.append("</tr>");
    report
        .runs()
        .forEach((name, results) -> {
          page.append("<tr><td>").append(escaped(name)).append("</td>");
          for (Report.Row row : Report.rows(results)) {
            page.append(
                String.format(
                    Locale.ROOT,
                    "<td>%.1f %%<br><span class=\"soft\">%.1f – %.1f</span></td>",
                    100 * row.share().value(),
                    100 * row.share().low(),
                    100 * row.share().high()));
          }
          page.append("</tr>");
        });
    page.append("</table></div>");
  }

  /* The figures of a chart: a line for each step, a column for each contestant. */
  private void curveTable(Report.Curve curve) {
    page.append("<div class=\"wide\"><table><tr><th></th>");
    curve
        .rows()
        .keySet()
        .forEach(name -> page.append("<th>").append(escaped(name)).append("</th>"));
    page.append("</tr>");
    for (String step : curve.steps()) {
      page.append("<tr><td>").append(escaped(step)).append("</td>");
      for (List<Report.Row> rows : curve.rows().values()) {
        page.append("<td>");
        rows.stream()
            .filter(row -> row.name().equals(step))
            .forEach(row -> page.append(shares(row)).append(" of ").append(row.share().total()));
        page.append("</td>");
      }
      page.append("</tr>");
    }
    page.append("</table></div>");
  }

  private static String shares(Report.Row row) {
    return String.format(
        Locale.ROOT,
        "%.1f %% <span class=\"soft\">%.1f – %.1f</span>",
        100 * row.share().value(),
        100 * row.share().low(),
        100 * row.share().high());
  }

  private void judge(List<TaskResult> results) {
    List<Agreement> agreements = report.agreements();
    if (agreements.isEmpty()) {
      return;
    }
    page.append("<h2>Code and the judge ").append(escaped(report.judge())).append("</h2>");
    page.append("<p class=\"soft\">The figures above are the code's. Where the judge failed it")
        .append(
            " counts nowhere.</p><div class=\"wide\"><table><tr><th></th><th>both right</th><th>both wrong</th>")
        .append("<th>only code</th><th>only judge</th><th>errors</th><th>agree</th><th>kappa</th>")
        .append("</tr>");
    for (Agreement row : agreements) {
      page.append(row.name().equals("overall") ? "<tr class=\"all\">" : "<tr>")
          .append("<td>")
          .append(escaped(row.name()))
          .append(
              String.format(
                  Locale.ROOT,
                  "</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td><td>%d</td><td>%s</td>"
                      + "<td>%s</td></tr>",
                  row.bothRight(),
                  row.bothWrong(),
                  row.onlyCode(),
                  row.onlyJudge(),
                  row.errors(),
                  row.shareText(),
                  row.kappaText()));
    }
    page.append("</table></div>");
    for (TaskResult result : results) {
      Judgement judgement = report.judgements().get(result.id());
      if (judgement != null && differs(result, judgement)) {
        String who = result.isRight() ? "the code says right" : "the judge says right";
        open(result, who);
        page.append("<p><b>Judge:</b> ").append(escaped(judgement.reason()));
        page.append("</p></details>");
      }
    }
    judgeFailures();
  }

  private void judgeFailures() {
    List<Judgement> failed =
        report.judgements().values().stream()
            .filter(judgement -> judgement.verdict() == TaskResult.Verdict.ERROR)
            .sorted(Comparator.comparing(Judgement::id))
            .toList();
    if (!failed.isEmpty()) {
      page.append("<details><summary>The judge failed on ").append(failed.size());
      page.append(failed.size() == 1 ? " task" : " tasks").append("</summary><ul>");
      for (Judgement judgement : failed) {
        page.append("<li><b>").append(escaped(judgement.id())).append("</b> ");
        page.append(escaped(judgement.reason())).append("</li>");
      }
      page.append("</ul></details>");
    }
  }

  private void table(List<Report.Row> rows) {
    page.append(
            "<div class=\"wide\"><table><tr><th></th><th>right</th><th>share</th><th>interval</th><th>errors</th>")
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
    page.append("</table></div>");
  }

  private static boolean differs(TaskResult result, Judgement judgement) {
    return !result.isError()
        && judgement.verdict() != TaskResult.Verdict.ERROR
        && judgement.verdict() != result.verdict();
  }

  private void failures(List<TaskResult> results) {
    List<TaskResult> failed = results.stream().filter(r -> !r.isRight()).toList();
    page.append("<h2>Not right: ").append(failed.size()).append(" of ");
    page.append(results.size()).append(" tasks</h2>");
    int charsMax = TRAJECTORIES_CHARS_MAX / Math.max(1, failed.size());
    for (Category category : Category.values()) {
      List<TaskResult> some = failed.stream().filter(r -> r.category() == category).toList();
      if (!some.isEmpty()) {
        page.append("<h3>").append(category.label()).append(", ").append(some.size());
        page.append("</h3>");
      }
      for (TaskResult result : some) {
        open(result, result.faults().isEmpty() ? "" : result.faults().getFirst());
        String trajectory = trajectories.get(result.id());
        if (trajectory != null) {
          String shown = cut(trajectory, Math.max(TRAJECTORY_CHARS_MIN, charsMax));
          page.append("<p><b>What happened:</b></p><pre>").append(escaped(shown));
          page.append("</pre>");
        }
        page.append("</details>");
      }
    }
  }

  private void open(TaskResult result, String summary) {
    page.append("<details><summary><b>")
        .append(escaped(result.id()))
        .append("</b> ")
        .append(escaped(result.kind()))
        .append(" <span class=\"bad\">")
        .append(escaped(summary))
        .append("</span></summary><p><b>Asked:</b> ")
        .append(escaped(result.question()))
        .append("</p><p><b>Replied:</b> ")
        .append(result.reply().isBlank() ? NOTHING : escaped(cut(result.reply(), REPLY_CHARS_MAX)))
        .append("</p>");
    if (!result.faults().isEmpty()) {
      page.append("<p><b>").append(result.isError() ? "Failed:" : "Wrong:");
      page.append("</b></p><ul>");
      result.faults().forEach(f -> page.append("<li>").append(escaped(f)).append("</li>"));
      page.append("</ul>");
    }
    if (!result.changes().isBlank()) {
      page.append("<p><b>Notes changed:</b></p><pre>");
      page.append(escaped(cut(result.changes(), REPLY_CHARS_MAX))).append("</pre>");
    }
  }

  /* The beginning and the end; the folder of the run has the whole. */
  private static String cut(String text, int charsMax) {
    if (text.length() <= charsMax) {
      return text;
    }
    int half = charsMax / 2;
    int left = text.length() - 2 * half;
    return text.substring(0, half)
        + "\n… "
        + left
        + " characters more, in the run's folder …\n"
        + text.substring(text.length() - half);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
