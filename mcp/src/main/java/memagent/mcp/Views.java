package memagent.mcp;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import memagent.vault.Vault;

/** The view of each client; clients with the same filters share one. */
final class Views {
  private final Map<String, MemoryView> byFilters = new ConcurrentHashMap<>();
  private final Vault vault;
  private final InstantSource clock;

  Views(Vault vault, InstantSource clock) {
    this.vault = vault;
    this.clock = clock;
  }

  MemoryView of(Client client) {
    return byFilters.computeIfAbsent(
        client.filters(), filters -> new MemoryView(vault, filters, clock));
  }
}
