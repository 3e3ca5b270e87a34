package memagent.agent;

import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import memagent.agent.AgentListener.Part;
import memagent.agent.AgentResult.Outcome;
import memagent.model.ChatMessage;
import memagent.model.TokenUsage;

/** How a question ends: what is checked before words leave, and what is kept. */
record Endings(TurnLimits limits, boolean retries, LocalDate today, InstantSource clock) {
  private static final String OUT_OF_TURNS =
      "I could not finish this: all %d steps were used before there was an answer.";
  private static final String CIRCLES =
      "I could not finish this: I went in circles and stopped after %d steps.";
  private static final String STOPPED = "Stopped.";

  /** A question that cannot be taken: the model was not asked. */
  static AgentResult refused(String sentence) {
    Outcome outcome =
        new Outcome(
            List.of(),
            TokenUsage.ZERO,
            0,
            0,
            PrivacyFilter.Tier.NOTHING_DENIED,
            Trajectory.inMemory());
    return new AgentResult.Refused(sentence, outcome);
  }

  /** The model replied, or wrote words that are taken as a reply. */
  void replied(Run run, String thought, String reply) {
    List<String> values = Grounding.values(reply, run);
    if (!values.isEmpty()) {
      run.trajectory.add(new TrajectoryEvent.Ungrounded(run.turns, values));
      boolean turnsLeft = !run.replyDue && run.turns < limits.toolTurnCountMax();
      if (retries && turnsLeft && !run.groundingRetried) {
        run.groundingRetried = true;
        // The readings have the first look unmasked, and this goes to the model.
        String evidence =
            run.outside.isKnown() && run.filter.denies()
                ? ""
                : Evidence.hint(run.question.text(), run.readings, limits);
        String shown = evidence.isEmpty() ? evidence : run.outside.marked(evidence);
        String hint = Hints.ungrounded(values, shown);
        run.messages.add(new ChatMessage.User(Hints.result(hint)));
        run.trajectory.add(new TrajectoryEvent.Hinted(run.turns, "ungrounded", hint));
        run.listener.hinted(run.turns, hint);
        return;
      }
    }
    PrivacyFilter.Checked checked = checked(run, reply);
    boolean verbatim =
        checked.reply().equals(reply)
            && run.messages.getLast() instanceof ChatMessage.Assistant(String text)
            && text.contains("<reply>");
    if (!verbatim) {
      dropLastTurn(run);
      String kept = checked.reply().equals(reply) ? thought : "";
      run.messages.add(new ChatMessage.Assistant(frame(kept, checked.reply())));
    }
    end(run, new AgentResult.Replied(checked.reply(), run.outcome(checked.tier())), "replied");
  }

  /**
   * The program asks the person in the model's place.
   *
   * @param thought why, in the conversation that the model reads on in
   */
  void askedBack(Run run, String thought, String question) {
    run.trajectory.add(new TrajectoryEvent.Hinted(run.turns, "asked-back", question));
    run.listener.text(Part.REPLY, question);
    run.messages.add(new ChatMessage.Assistant(frame(thought, question)));
    Outcome outcome = run.outcome(PrivacyFilter.Tier.NOTHING_DENIED);
    end(run, new AgentResult.Replied(question, outcome), "replied");
  }

  /** A reply was due and did not come. */
  void withoutReply(Run run) {
    String words = (run.circling ? CIRCLES : OUT_OF_TURNS).formatted(run.turns);
    String evidence = Evidence.known(run.question.text(), run.readings, limits);
    String reply = evidence.isEmpty() ? words : words + " What I read that may help:\n" + evidence;
    PrivacyFilter.Checked checked = checked(run, reply);
    dropLastTurn(run);
    run.messages.add(new ChatMessage.Assistant(frame("", checked.reply())));
    Outcome outcome = run.outcome(checked.tier());
    if (run.circling) {
      end(run, new AgentResult.GaveUp(checked.reply(), outcome), "gave-up");
    } else {
      end(run, new AgentResult.OutOfTurns(checked.reply(), outcome), "out-of-turns");
    }
  }

  /** The person stopped it. What was written stays written; the session knows. */
  void cancelled(Run run) {
    dropLastTurn(run);
    String reply = STOPPED;
    if (!run.changes.isEmpty()) {
      List<String> paths =
          run.changes.stream().map(change -> change.path().value()).distinct().toList();
      reply = STOPPED + " Already changed: " + String.join(", ", paths) + ".";
    }
    run.messages.add(new ChatMessage.Assistant(frame("", reply)));
    Outcome outcome = run.outcome(PrivacyFilter.Tier.NOTHING_DENIED);
    end(run, new AgentResult.Cancelled(reply, outcome), "cancelled");
  }

  private PrivacyFilter.Checked checked(Run run, String reply) {
    String plain = run.outside.withoutStrangeLinks(reply, run);
    PrivacyFilter.Checked checked =
        run.filter.check(plain, run.question.text(), run.readings.facts(), today);
    if (run.filter.denies()) {
      run.trajectory.add(
          new TrajectoryEvent.Filtered(Events.name(checked.tier()), checked.maskings()));
    }
    if (run.holdsReply()) {
      run.listener.text(Part.REPLY, checked.reply());
    }
    return checked;
  }

  private static void dropLastTurn(Run run) {
    if (run.messages.getLast() instanceof ChatMessage.Assistant) {
      run.messages.removeLast();
    }
  }

  private void end(Run run, AgentResult result, String name) {
    boolean asks = result.reply().contains("?") || result.reply().contains("？");
    List<ChatMessage> kept = new ArrayList<>(run.messages);
    if (kept.getFirst() instanceof ChatMessage.User(String question)) {
      kept.set(0, new ChatMessage.User(Excerpt.without(question))); // the next look is a new one
    }
    if (run.outside.isKnown()) {
      run.session.readOutside();
    }
    run.session.add(kept, asks ? run.question.filter() : "", limits.sessionCharsMax());
    run.trajectory.add(
        new TrajectoryEvent.Ended(
            name,
            result.reply(),
            run.turns,
            run.malformed,
            run.usage.promptTokens(),
            run.usage.cachedTokens(),
            run.usage.completionTokens(),
            clock.millis() - run.startedMillis));
    run.result = result;
  }

  private static String frame(String thought, String reply) {
    return "<think>\n%s</think>\n<python></python>\n<reply>\n%s\n</reply>"
        .formatted(thought.isEmpty() ? "" : thought + "\n", reply);
  }
}
