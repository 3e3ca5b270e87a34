package memagent.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** What clients show beside the server's name. */
final class Icons {
  /** Our own drawing: a note with two linked dots. */
  private static final String SVG =
      "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32'><rect x='5' y='3' width='22' height='26' rx='4'"
          + " fill='#24575c'/><path d='M11 11l9 9' stroke='#f6f1e4' stroke-width='2'/><circle cx='11' cy='11' r='3'"
          + " fill='#f6f1e4'/><circle cx='20' cy='20' r='3' fill='#e8b04b'/></svg>";

  private Icons() {}

  static ArrayNode all() {
    String data = Base64.getEncoder().encodeToString(SVG.getBytes(StandardCharsets.UTF_8));
    return Json.array(
        List.of(
            Json.object(
                "src",
                "data:image/svg+xml;base64," + data,
                "mimeType",
                "image/svg+xml",
                "sizes",
                List.of("any"))));
  }
}
