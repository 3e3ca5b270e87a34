package memagent.sandbox;

import java.util.Map;
import memagent.vault.VaultTransaction;

/**
 * Runs Python blocks that a model wrote. Nothing of the machine is within their reach but the
 * functions of {@link MemoryTools}, which act inside one transaction.
 */
public interface Sandbox extends AutoCloseable {

  /**
   * Runs one block. The caller commits the transaction afterwards, or drops it.
   *
   * @param code Python; may be empty
   * @param transaction what the block's functions read and change
   * @param variables set before the block runs: what earlier blocks left behind, values as in
   *     {@link Observation#variables()}
   * @throws SandboxException if no worker can be had; what the block itself does wrong is an {@link
   *     Observation}
   */
  Observation run(String code, VaultTransaction transaction, Map<String, Object> variables);

  /** Starts what a block needs, so that {@link #run} finds it waiting. Returns at once. */
  void warm();

  /** What protects the machine from a block here, for people to read. */
  Protections protections();

  @Override
  void close();
}
