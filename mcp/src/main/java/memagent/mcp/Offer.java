package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * All that a server offers, whichever era of the protocol asks for it.
 *
 * @param version of the program
 * @param instructions for the model that uses the server
 * @param tools in the order of their names
 */
record Offer(
    String name,
    String title,
    String version,
    String instructions,
    List<Tool> tools,
    Shelf shelf,
    List<Prompt> prompts,
    Completer completer) {
  Offer {
    tools =
        tools.stream().sorted(java.util.Comparator.comparing(tool -> tool.card().name())).toList();
    prompts = List.copyOf(prompts);
  }

  /** The resources. */
  interface Shelf {
    /** Those that there are now, as the protocol lists them. */
    List<ObjectNode> list(Caller caller);

    List<ObjectNode> templates();

    /** The contents of one; empty if there is none of that address. */
    Optional<List<ObjectNode>> read(String uri, Caller caller);

    /** Whether changes of it can be told of. */
    boolean isWatched(String uri, Caller caller);
  }

  /** A text that a person can begin a conversation with. */
  interface Prompt {
    /** As the protocol lists it; has a name. */
    ObjectNode listing();

    /**
     * The messages.
     *
     * @throws UnusableArgumentException for an argument that is missing or not usable
     */
    ObjectNode get(ObjectNode arguments, Caller caller);
  }

  /** Completes what a person types into an argument. */
  @FunctionalInterface
  interface Completer {
    /**
     * All values that fit, best first.
     *
     * @param reference the prompt or the resource template, as the protocol names it
     */
    List<String> complete(ObjectNode reference, String argument, String typed, Caller caller);
  }

  /** The server as the protocol introduces it. */
  ObjectNode serverInfo() {
    ObjectNode info = Json.object("name", name, "title", title, "version", version);
    info.set("icons", Icons.all());
    return info;
  }
}
