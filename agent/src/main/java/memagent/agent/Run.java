package memagent.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.TokenUsage;
import memagent.vault.Seen;
import memagent.vault.VaultChange;
import org.jspecify.annotations.Nullable;

/** A question that is being worked on: what has come of it so far. */
final class Run {
  final Session session;
  final Question question;
  final PrivacyFilter filter;
  final String filterText;
  final AgentListener listener;
  final Cancellation cancellation;
  final Trajectory trajectory;
  final long startedMillis;

  /** The messages of this question, the person's first. */
  final List<ChatMessage> messages = new ArrayList<>();

  /** What earlier blocks left behind. */
  final Map<String, Object> variables = new LinkedHashMap<>();

  final Readings readings;
  final OutsideText outside;

  /** Which versions of the notes were read, so that none is overwritten unseen. */
  Seen versions = Seen.NOTHING;

  final List<VaultChange> changes = new ArrayList<>();
  private final Map<String, Integer> blocks = new HashMap<>();
  TokenUsage usage = TokenUsage.ZERO;
  int turns;
  int malformed;
  int faultsInARow;

  /** Whether the next turn must be a reply. */
  boolean replyDue;

  /** Whether the question ends here because the model went in circles. */
  boolean circling;

  boolean groundingRetried;

  /** Lines that answer what a filter leaves open of a question that it denies in part. */
  List<String> open = List.of();

  /** How often a thought was drawn again from where it went astray. */
  int thoughtsAgain;

  /** Whether a reply was drawn again from a value that the model had not read. */
  boolean drawnAgain;

  /** Whether a change that nobody asked for was not made. */
  boolean changeRefused;

  @Nullable AgentResult result;

  Run(
      Session session,
      Question question,
      PrivacyFilter filter,
      String filterText,
      AgentListener listener,
      Cancellation cancellation,
      Trajectory trajectory,
      Readings readings,
      OutsideText outside,
      String recalled,
      long startedMillis) {
    this.session = session;
    this.question = question;
    this.filterText = filterText;
    this.filter = filter;
    this.listener = listener;
    this.cancellation = cancellation;
    this.trajectory = trajectory;
    this.readings = readings;
    this.outside = outside;
    this.startedMillis = startedMillis;
    messages.add(
        new ChatMessage.User(
            recalled
                + (filterText.isEmpty()
                    ? question.text()
                    : question.text() + "\n\n<filter>" + filterText + "</filter>")));
  }

  /** Counts how often this block had this result, this time included. */
  int times(String code, String result) {
    return blocks.merge(code + '\0' + result, 1, Integer::sum);
  }

  /** Whether the reply is checked before anybody sees it. */
  boolean holdsReply() {
    return filter.denies() || outside.isKnown();
  }

  AgentResult.Outcome outcome(PrivacyFilter.Tier tier) {
    return new AgentResult.Outcome(changes, usage, turns, malformed, tier, trajectory);
  }
}
