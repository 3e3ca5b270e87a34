package memagent.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The numbers of a run, a JSON object a step, and a page of curves drawn from them. Steps that a
 * resumed run takes again stand twice in the file; the later line counts.
 */
public final class Metrics {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WIDTH = 720; // pixels
  private static final int HEIGHT = 160; // pixels

  private final Path file;
  private final Path page;

  /** Numbers in {@code metrics.jsonl} and curves in {@code curves.html} of a run's folder. */
  public Metrics(Path folder) {
    this.file = folder.resolve("metrics.jsonl");
    this.page = folder.resolve("curves.html");
  }

  /** Adds one step. */
  public void add(long step, Map<String, Double> numbers) {
    ObjectNode line = JSON.createObjectNode().put("step", step);
    numbers.forEach(line::put);
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new TrainException("The file " + file + " cannot be written: " + e + ".", e);
    }
  }

  /** A number's first value in the file; empty where it has none. */
  OptionalDouble first(String name) {
    NavigableMap<Long, Double> values = read().get(name);
    return values == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(values.firstEntry().getValue());
  }

  /** Draws all steps so far; the page needs nothing but itself. */
  public void draw(String title) {
    StringBuilder html =
        new StringBuilder(
            """
            <!doctype html><html lang="en"><meta charset="utf-8"><title>%s</title>
            <style>body{font:15px system-ui,sans-serif;margin:2rem auto;max-width:48rem;color:#222}
            svg{background:#fafafa;border:1px solid #ddd;width:100%%}h2{font-size:1rem;margin:1.2rem 0 .2rem}
            polyline{fill:none;stroke:#1565c0;stroke-width:1.4}</style><h1>%s</h1>
            """
                .formatted(title, title));
    read()
        .forEach((name, points) -> {
          double low = points.values().stream().mapToDouble(v -> v).min().orElse(0);
          double high = points.values().stream().mapToDouble(v -> v).max().orElse(0);
          double last = points.lastEntry().getValue();
          html.append(
              "<h2>%s: %.4g (lowest %.4g, highest %.4g, %d steps)</h2>%n"
                  .formatted(name, last, low, high, points.size()));
          html.append(curve(points, low, high));
        });
    try {
      Files.writeString(page, html.append("</html>\n"));
    } catch (IOException e) {
      throw new TrainException("The page " + page + " cannot be written: " + e + ".", e);
    }
  }

  private static String curve(NavigableMap<Long, Double> points, double low, double high) {
    double stepLast = points.lastEntry().getKey();
    double stepFirst = points.firstEntry().getKey();
    StringBuilder line = new StringBuilder();
    points.forEach((step, value) ->
        line.append(
            "%.1f,%.1f "
                .formatted(
                    WIDTH * (step - stepFirst) / Math.max(1, stepLast - stepFirst),
                    HEIGHT - HEIGHT * (value - low) / Math.max(1e-12, high - low))));
    return "<svg viewBox=\"0 0 %d %d\"><polyline points=\"%s\"/></svg>%n"
        .formatted(WIDTH, HEIGHT, line.toString().strip());
  }

  /** Each number's values by step, steps ascending. */
  private Map<String, NavigableMap<Long, Double>> read() {
    Map<String, NavigableMap<Long, Double>> sorted = new LinkedHashMap<>();
    List<String> lines = new ArrayList<>();
    try {
      if (Files.exists(file)) {
        lines.addAll(Files.readAllLines(file));
      }
      for (String line : lines) {
        JsonNode node = JSON.readTree(line);
        long step = node.path("step").asLong();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
          if (!entry.getKey().equals("step")) {
            sorted
                .computeIfAbsent(entry.getKey(), name -> new TreeMap<>())
                .put(step, entry.getValue().asDouble());
          }
        }
      }
    } catch (IOException e) {
      throw new TrainException("The file " + file + " cannot be read: " + e + ".", e);
    }
    return sorted;
  }
}
