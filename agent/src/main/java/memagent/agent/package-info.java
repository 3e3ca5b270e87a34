/**
 * The turn loop: ask the model, run its Python, until it replies.
 *
 * <p>Start at {@link memagent.agent.Agent#run}: it asks the model with what {@link
 * memagent.agent.SystemPrompt} and the {@link memagent.agent.Session} hold, {@link
 * memagent.agent.TurnParser} makes an {@link memagent.agent.AssistantTurn} of the answer, a block
 * runs in the sandbox inside one transaction of the vault, and the result goes back to the model. A
 * reply passes the {@link memagent.agent.PrivacyFilter} and ends as an {@link
 * memagent.agent.AgentResult}. Everything that happened is in the {@link
 * memagent.agent.Trajectory}, which {@link memagent.agent.KeptTalk} takes something out of. {@code
 * OutsideText} and {@code Mandate} hold what text from outside may lead to. {@link
 * memagent.agent.Evidence} says which lines of what was read bear on the question; {@link
 * memagent.agent.CodeHelp} lists what else is done for small models ({@code Ties}, {@code
 * NearEdit}, {@code SayRead}, {@code ChangeIntent}, {@code Astray} and what it lists).
 */
@NullMarked
package memagent.agent;

import org.jspecify.annotations.NullMarked;
