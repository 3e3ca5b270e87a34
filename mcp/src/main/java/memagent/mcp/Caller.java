package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import memagent.model.Cancellation;

/** The other end of one request, whichever era of the protocol it speaks. */
interface Caller {

  /**
   * Something that the client is asked for while its own request is worked on.
   *
   * @param method {@code elicitation/create}, {@code sampling/createMessage} or {@code roots/list}
   */
  record Ask(String method, ObjectNode params) {}

  /** Who asks. */
  Client client();

  /** Set when the client gives up, or is gone. */
  Cancellation cancellation();

  /** Tells how far the request is, where the client wants to know; never fails. */
  void progress(String message);

  /** Tells exact progress. */
  void progress(double done, double total, String message);

  /** A line for the client's log, where it wants one. */
  void log(String level, String text);

  /** Whether the client offers {@code elicitation}, {@code sampling} or {@code roots}. */
  boolean can(String capability);

  /**
   * Asks the client and gives its results by the same names; empty where it does not answer.
   *
   * <p>In the stateless era this ends the request with {@link InputRequired}: the client sends it
   * again with the answers and the state, and this method then gives them. So nothing that must
   * happen once may come before it, unless the state says that it happened.
   *
   * @param state what to remember until then; not secret, but safe from changes
   */
  Map<String, ObjectNode> ask(Map<String, Ask> asks, String state);

  /** What {@link #ask} was told to remember, where this request goes on with an earlier one. */
  Optional<String> state();

  /** The answers that came with {@link #state}; empty without it. */
  Map<String, ObjectNode> answers();

  /** Ends a request of the stateless era with questions to the client. */
  final class InputRequired extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Map<String, Ask> asks;
    private final String state;

    InputRequired(Map<String, Ask> asks, String state) {
      super("the client is asked", null, false, false);
      this.asks = Map.copyOf(asks);
      this.state = state;
    }

    Map<String, Ask> asks() {
      return asks;
    }

    String state() {
      return state;
    }
  }
}
