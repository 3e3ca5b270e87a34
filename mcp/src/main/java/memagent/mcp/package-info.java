/**
 * The agent and the memory for every client of the Model Context Protocol.
 *
 * <p>Start at {@link memagent.mcp.McpServer}: it makes one {@code Offer} (tools, resources,
 * prompts) and one {@code Service}, the seam that answers a method whoever asks. Two eras ask it:
 * {@code SdkEra} holds the sessions of 2024-11-05 to 2025-11-25 by the official Java SDK, {@code
 * ModernEra} the stateless 2026-07-28. {@code StdioFront} and {@code HttpFront} carry both. What a
 * client sees of the memory without the model comes from its {@code MemoryView}, filters applied;
 * {@code AskTool} and {@code Conversations} hold the agent.
 */
@NullMarked
package memagent.mcp;

import org.jspecify.annotations.NullMarked;
