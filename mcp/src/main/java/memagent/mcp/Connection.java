package memagent.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpAsyncServerExchange;
import java.util.Map;

/**
 * What the front that took a message knows of it, on its way through the SDK.
 *
 * @param request the request's id as text
 */
record Connection(Client client, String request) {
  private static final String KEY = "memagent.connection";

  McpTransportContext context() {
    return McpTransportContext.create(Map.of(KEY, this));
  }

  static Connection of(McpAsyncServerExchange exchange) {
    if (exchange.transportContext().get(KEY) instanceof Connection connection) {
      return connection;
    }
    throw new IllegalStateException("A message came by no front of ours.");
  }
}
