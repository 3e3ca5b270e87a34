package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A request that is answered with a JSON-RPC error. */
final class ProtocolException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;

  /** "Resource not found" up to 2025-11-25; 2026-07-28 folds it into -32602. */
  static final int RESOURCE_NOT_FOUND = -32002;

  private final int code;
  private final transient ObjectNode data;

  ProtocolException(int code, String message) {
    this(code, message, Json.object());
  }

  ProtocolException(int code, String message, ObjectNode data) {
    super(message);
    this.code = code;
    this.data = data;
  }

  /** The JSON-RPC error code. */
  int code() {
    return code;
  }

  /** What else there is to know; empty for nothing. */
  ObjectNode data() {
    return data;
  }

  /** The error object of a response. */
  ObjectNode error() {
    ObjectNode error = Json.object("code", code, "message", String.valueOf(getMessage()));
    if (!data.isEmpty()) {
      error.set("data", data);
    }
    return error;
  }
}
