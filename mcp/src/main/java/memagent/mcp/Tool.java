package memagent.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** One thing that a client can have done. */
interface Tool {

  /**
   * What a client is told of it.
   *
   * @param output schema of the structured content; empty for none
   */
  record Card(
      String name,
      String title,
      String description,
      ObjectNode input,
      ObjectNode output,
      Effects effects) {

    /** The tool as the protocol lists it. */
    ObjectNode listing() {
      ObjectNode listing =
          Json.object(
              "name", name, "title", title, "description", description, "inputSchema", input);
      if (!output.isEmpty()) {
        listing.set("outputSchema", output);
      }
      listing.set(
          "annotations",
          Json.object(
              "title",
              title,
              "readOnlyHint",
              effects == Effects.READS,
              "destructiveHint",
              effects == Effects.CHANGES,
              "idempotentHint",
              effects == Effects.READS,
              "openWorldHint",
              false));
      return listing;
    }
  }

  /** What a tool may do to the memory. */
  enum Effects {
    READS,
    ADDS,
    CHANGES
  }

  /**
   * What came of a call.
   *
   * @param structured for programs; empty for none
   * @param content the same for language models
   */
  record Answer(ObjectNode structured, ArrayNode content, boolean isError) {

    /** Structured content with its text twin. */
    static Answer of(ObjectNode structured, String text) {
      return new Answer(structured, texts(text), false);
    }

    /** Words only. */
    static Answer error(String sentence) {
      return new Answer(Json.object(), texts(sentence), true);
    }

    private static ArrayNode texts(String text) {
      return Json.array(java.util.List.of(Json.object("type", "text", "text", text)));
    }

    /** The result as the protocol carries it. */
    ObjectNode result() {
      ObjectNode result = Json.object("content", content);
      if (!structured.isEmpty()) {
        result.set("structuredContent", structured);
      }
      result.put("isError", isError);
      return result;
    }
  }

  Card card();

  /**
   * Does it. What the caller got wrong is an {@link Answer} that says so.
   *
   * @throws UnusableArgumentException for an argument that cannot be taken
   */
  Answer call(ObjectNode arguments, Caller caller);
}
