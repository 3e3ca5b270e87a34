package memagent.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import memagent.model.Cancellation;

/** A client that only asks: it offers nothing and wants to hear of nothing. */
record StillCaller(Client client, Cancellation cancellation) implements Caller {
  StillCaller(Client client) {
    this(client, new Cancellation());
  }

  @Override
  public void progress(String message) {}

  @Override
  public void progress(double done, double total, String message) {}

  @Override
  public void log(String level, String text) {}

  @Override
  public boolean can(String capability) {
    return false;
  }

  @Override
  public Map<String, ObjectNode> ask(Map<String, Ask> asks, String state) {
    return Map.of();
  }

  @Override
  public Optional<String> state() {
    return Optional.empty();
  }

  @Override
  public Map<String, ObjectNode> answers() {
    return Map.of();
  }
}
