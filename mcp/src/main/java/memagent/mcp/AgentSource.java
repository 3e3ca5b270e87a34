package memagent.mcp;

import java.util.function.BiFunction;
import java.util.function.Function;
import memagent.agent.Agent;
import memagent.model.ChatModel;

/** Where a server takes its agents from. */
public sealed interface AgentSource {

  /**
   * Agents over the server's own model.
   *
   * @param agents the agent for a text of filters; may take long to be ready
   */
  record OwnModel(Function<String, Agent> agents) implements AgentSource {}

  /**
   * Agents over the model of the client that asks, by the protocol's sampling.
   *
   * @param agents the agent for a text of filters and a model
   */
  record ClientModel(BiFunction<String, ChatModel, Agent> agents) implements AgentSource {}
}
