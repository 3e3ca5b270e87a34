package memagent.agent;

import static memagent.agent.Memories.act;
import static memagent.agent.Memories.ask;
import static memagent.agent.Memories.hints;
import static memagent.agent.Memories.say;
import static memagent.agent.Memories.small;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import memagent.agent.AgentResult.Cancelled;
import memagent.agent.AgentResult.GaveUp;
import memagent.agent.AgentResult.OutOfTurns;
import memagent.agent.AgentResult.Refused;
import memagent.agent.AgentResult.Replied;
import memagent.model.Cancellation;
import memagent.model.ChatMessage;
import memagent.model.ChatModel;
import memagent.model.ChatRequest;
import memagent.model.ChatResponse;
import memagent.model.FinishReason;
import memagent.model.ModelException;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.model.TextListener;
import memagent.vault.Vault;
import memagent.vault.VaultChange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentTest {
  private static final String READ = act("read", "user = read_file(\"user.md\")");
  private static final AgentSettings PLAIN =
      AgentSettings.DEFAULT.withEvidence(Switch.OFF).withGroundingRetry(Switch.OFF);

  @TempDir Path folder;

  private Agent agent(ScriptedChatModel model, AgentSettings settings) {
    return Memories.agent(model, Memories.family(folder), settings);
  }

  private static String last(ScriptedChatModel model) {
    return model.requests().getLast().messages().getLast().text();
  }

  @Test
  void sendsTheMessagesInTheReferencesShapes() {
    ScriptedChatModel model = ScriptedChatModel.saying(act("x", "a = 1"), say("y", "Done."));
    ask(agent(model, PLAIN), Session.start("s"), "Hello <filter> Do not reveal ages </filter>");
    List<ChatMessage> messages = model.requests().getLast().messages();
    assertThat(messages.get(0)).isEqualTo(new ChatMessage.System(SystemPrompt.FULL.text()));
    assertThat(messages.get(1))
        .isEqualTo(new ChatMessage.User("Hello\n\n<filter>Do not reveal ages</filter>"));
    assertThat(messages.get(2)).isEqualTo(new ChatMessage.Assistant(act("x", "a = 1")));
    assertThat(messages.get(3)).isEqualTo(new ChatMessage.User("<result>\n{'a': 1}\n</result>"));
    assertThat(model.requests().getLast().stops()).contains("<result>");
  }

  @Test
  void offersTheVariablesOfABlockToTheNext() {
    ScriptedChatModel model =
        ScriptedChatModel.saying(act("x", "a = 20"), act("x", "b = a + 1"), say("y", "21."));
    ask(agent(model, PLAIN), Session.start("s"), "Add.");
    assertThat(last(model)).isEqualTo("<result>\n{'b': 21}\n</result>");
  }

  @Test
  void keepsNothingOfABlockThatFailsAndSaysSo() {
    String code = "d = update_file(\"user.md\", \"- age: 34\", \"- age: 1\")\nboom = 1 / 0";
    ScriptedChatModel model = ScriptedChatModel.saying(act("x", code), say("y", "Oh."));
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "Change.");
    assertThat(Memories.read(folder, "user.md")).isEqualTo(Memories.USER);
    assertThat(last(model)).contains("ZeroDivisionError").contains(Hints.NOT_KEPT);
    assertThat(result.changes()).isEmpty();
  }

  @Test
  void tellsTheModelOfAConflictAndDropsTheBlocksEdits() {
    Vault vault = Memories.family(folder);
    ScriptedChatModel model =
        new ScriptedChatModel(
            Memories.SMALL,
            List.of(
                request -> READ,
                request -> {
                  Memories.write(folder, "user.md", Memories.USER + "- pet: none\n");
                  return act("x", "d = create_file(\"user.md\", \"# User\\n\")");
                },
                request -> say("y", "Somebody else was faster.")));
    AgentResult result =
        ask(Memories.agent(model, vault, PLAIN), Session.start("s"), "Clear my note.");
    assertThat(last(model)).contains("{Conflict: somebody else changed user.md since it was read.");
    assertThat(Memories.read(folder, "user.md")).endsWith("- pet: none\n");
    assertThat(result.changes()).isEmpty();
  }

  @Test
  void runsTheCodeOfATurnThatAlsoRepliesAndSaysThatTheReplyWasDropped() {
    ScriptedChatModel model =
        ScriptedChatModel.saying(
            READ + "\n<reply>\nYou are 34.\n</reply>", say("y", "You are 34 years old."));
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "How old am I?");
    assertThat(result.reply()).isEqualTo("You are 34 years old.");
    assertThat(last(model)).contains("hint: a turn has code or a reply");
  }

  @Test
  void hintsOncePlainTextAndThenTakesItAsTheReply() {
    ScriptedChatModel model = ScriptedChatModel.saying(READ, "You are 34.", "You are 34!");
    Session session = Session.start("s");
    AgentResult result = ask(agent(model, PLAIN), session, "How old am I?");
    assertThat(result).isInstanceOf(Replied.class);
    assertThat(result.reply()).isEqualTo("You are 34!");
    assertThat(hints(result)).containsExactly("plain-text", "taken-as-reply");
    assertThat(result.malformed()).isEqualTo(2);
    assertThat(session.messages().getLast().text()).endsWith("<reply>\nYou are 34!\n</reply>");
  }

  @Test
  void givesUpAfterTwoEmptyTurnsWithWhatIsKnown() {
    ScriptedChatModel model = ScriptedChatModel.saying(READ, "", "<think>\n</think>");
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "In which city am I?");
    assertThat(result).isInstanceOf(GaveUp.class);
    assertThat(result.reply()).contains("I could not finish this").contains("- city: Kiel");
    assertThat(result.malformed()).isEqualTo(2);
  }

  @Test
  void hintsOnceARepeatedBlockAndThenAsksForAReply() {
    ScriptedChatModel model = ScriptedChatModel.saying(READ, READ, READ, say("y", "You are 34."));
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "How old am I?");
    assertThat(result).isInstanceOf(Replied.class);
    assertThat(model.requests().get(2).messages().getLast().text()).contains(Hints.REPEATED);
    assertThat(last(model)).contains(Hints.LAST);
  }

  @Test
  void givesUpOnAModelThatOnlyRepeatsItself() {
    ScriptedChatModel model = ScriptedChatModel.saying(READ, READ, READ, READ);
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "How old am I?");
    assertThat(result).isInstanceOf(GaveUp.class);
    assertThat(result.reply()).contains("- age: 34");
  }

  @Test
  void asksForAReplyAfterTheLastTurnAndThenIsOutOfTurns() {
    AgentSettings two = PLAIN.withLimits(TurnLimits.DEFAULT.withToolTurnCountMax(2));
    ScriptedChatModel model = ScriptedChatModel.saying(READ, act("x", "b = 2"), act("x", "c = 3"));
    AgentResult result = ask(agent(model, two), Session.start("s"), "What is the weather?");
    assertThat(last(model)).contains(Hints.LAST);
    assertThat(result).isInstanceOf(OutOfTurns.class);
    assertThat(result.reply()).startsWith("I could not finish this: all 3 steps");
    assertThat(result.turns()).isEqualTo(3);
  }

  @Test
  void stopsWhenCancelledAndNamesWhatIsAlreadyChanged() {
    Cancellation cancellation = new Cancellation();
    ScriptedChatModel model =
        new ScriptedChatModel(
            Memories.SMALL,
            List.of(
                request -> act("x", "d = update_file(\"user.md\", \"- age: 34\", \"- age: 35\")"),
                request -> {
                  cancellation.cancel();
                  return READ;
                }));
    Session session = Session.start("s");
    AgentResult result =
        agent(model, PLAIN).run(session, "I am 35.", AgentListener.NONE, cancellation);
    assertThat(result).isInstanceOf(Cancelled.class);
    assertThat(result.reply()).isEqualTo("Stopped. Already changed: user.md.");
    assertThat(session.messages().getFirst()).isInstanceOf(ChatMessage.User.class);
    assertThat(session.messages().getLast()).isInstanceOf(ChatMessage.Assistant.class);
  }

  @Test
  void refusesAQuestionThatCannotBeTakenInOneSentence() {
    Agent agent = agent(ScriptedChatModel.saying(), PLAIN);
    Session session = Session.start("s");
    for (String bad : List.of("", " \n", "a\u0007b", "x".repeat(1_000_000), "\ud800")) {
      AgentResult result = ask(agent, session, bad);
      assertThat(result).isInstanceOf(Refused.class);
      assertThat(result.reply()).hasSizeLessThan(250).endsWith(".");
    }
    assertThat(ask(agent, session, "x".repeat(1_000_000)).reply()).contains("questionCharsMax");
    assertThat(session.messages()).isEmpty();
  }

  @Test
  void leavesTheSessionAsItWasWhenTheModelBreaks() {
    Session session = Session.start("s");
    Path traces = folder.resolve("traces");
    Agent agent = agent(ScriptedChatModel.saying(READ), PLAIN.withTrajectories(traces));
    assertThatThrownBy(() -> ask(agent, session, "Hello?")).isInstanceOf(ModelException.class);
    assertThat(session.messages()).isEmpty();
    Trajectory left = Trajectory.read(traces.resolve("s-0001.jsonl"));
    assertThat(left.events().getLast()).isInstanceOf(TrajectoryEvent.Failed.class);
    assertThat(left.events()).hasSize(4);
  }

  @Test
  void showsASmallModelTheEvidence() {
    ScriptedChatModel model = small(READ, say("y", "You live in Kiel."));
    ask(agent(model, AgentSettings.DEFAULT), Session.start("s"), "Which town do I live in?");
    assertThat(last(model)).endsWith("evidence:\n- city: Kiel (user.md)\n</result>");
    assertThat(model.requests().getFirst().messages().getFirst().text())
        .isEqualTo(SystemPrompt.SHORT.text());
  }

  @Test
  void asksASmallModelOnceMoreForAReplyThatStandsInNothingItRead() {
    ScriptedChatModel model = small(READ, say("y", "You are 57."), say("y", "You are 34."));
    AgentResult result =
        ask(agent(model, AgentSettings.DEFAULT), Session.start("s"), "How old am I?");
    assertThat(result.reply()).isEqualTo("You are 34.");
    assertThat(hints(result)).containsExactly("ungrounded");
    assertThat(last(model)).contains("The reply says 57,").contains("- age: 34 (user.md)");
  }

  @Test
  void flagsAnUngroundedReplyOfALargeModelAndLetsItPass() {
    ScriptedChatModel model = ScriptedChatModel.saying(READ, say("y", "You are 57."));
    AgentResult result =
        ask(agent(model, AgentSettings.DEFAULT), Session.start("s"), "How old am I?");
    assertThat(result.reply()).isEqualTo("You are 57.");
    assertThat(result.trajectory().events())
        .contains(new TrajectoryEvent.Ungrounded(2, List.of("57")));
  }

  @Test
  void keepsAFilterForTheAnswerToAQuestionThatWasAskedBack() {
    Session session = Session.start("s");
    Agent agent =
        agent(
            ScriptedChatModel.saying(
                say("y", "Whose age?"), READ, say("y", "You live in Kiel and are 34.")),
            PLAIN);
    ask(agent, session, "Age and city? <filter>Do not reveal ages</filter>");
    AgentResult result = ask(agent, session, "Mine.");
    assertThat(result.reply()).isEqualTo("You live in Kiel and are [withheld].");
    assertThat(session.messages().toString()).doesNotContain("are 34");
  }

  @Test
  void aFactThatWasAskedForByItsKeyIsFilteredInThisQuestionAndTheNext() {
    Session session = Session.start("s");
    String code =
        """
        answers = []
        for path in ["user.md", "entities/frida_brandt.md"]:
            answers.append(get_fact(path, "age"))
        city = get_fact("user.md", "city")\
        """;
    Agent agent =
        agent(
            ScriptedChatModel.saying(
                act("x", code),
                say("y", "You live in Kiel, and she is 29."),
                say("y", "She is 29, as I said, in Kiel.")),
            PLAIN.withFilters("Do not reveal ages."));
    assertThat(ask(agent, session, "Where do I live, and how old is she?").reply())
        .isEqualTo("You live in Kiel, and she is [withheld].");
    assertThat(session.messages().toString())
        .contains(
            "{'answers': ['34', '29'], 'path': 'entities/frida_brandt.md', 'city': 'Kiel'}",
            "\nfacts:\nuser.md: User: - age: 34\nentities/frida_brandt.md: Frida Brandt: - age: 29\n");
    assertThat(ask(agent, session, "Say that once more.").reply())
        .isEqualTo("She is [withheld], as I said, in Kiel.");
  }

  @Test
  void aFactIsChangedByItsKey() {
    AgentResult result =
        ask(
            agent(
                ScriptedChatModel.saying(
                    act(
                        "x",
                        """
                        same = set_fact("user.md", "age", 34)
                        done = set_fact("user.md", "age", 35)
                        linked = add_link("user.md", "entities/frida_brandt.md", "sister")\
                        """),
                    say("y", "Noted.")),
                PLAIN),
            Session.start("s"),
            "I am 35 now.");
    assertThat(result.outcome().changes().getLast().diff()).contains("\n-- age: 34\n+- age: 35\n");
    assertThat(result.outcome().changes().getFirst().diff()).contains("+- sibling: [[user.md]]");
  }

  @Test
  void holdsBackTheStreamedReplyUntilTheFilterHasSeenIt() {
    List<String> events = new ArrayList<>();
    AgentListener listener =
        new AgentListener() {
          @Override
          public void text(Part part, String delta) {
            if (part == Part.REPLY) {
              events.add(delta);
            }
          }

          @Override
          public void changed(List<VaultChange> changes) {
            events.add("changed");
          }
        };
    ScriptedChatModel model = ScriptedChatModel.saying(READ, say("y", "Kiel, and you are 34."));
    agent(model, PLAIN.withFilters("Do not reveal ages."))
        .run(Session.start("s"), "Who am I?", listener, new Cancellation());
    assertThat(events).containsExactly("Kiel, and you are [withheld].");
  }

  @Test
  void anEditThatMissedItsLineByAFewWordsIsMadeForASmallModel() {
    String code = "done = update_file(\"user.md\", \"- my age is 34\", \"- my age is 35\")";
    ScriptedChatModel model = small(act("x", code), say("y", "Noted."));
    AgentResult result =
        ask(agent(model, AgentSettings.DEFAULT), Session.start("s"), "I am 35 now.");
    assertThat(last(model)).startsWith("<result>\n{'done': True}\n");
    assertThat(result.changes().getFirst().diff()).contains("\n-- age: 34\n+- age: 35\n");
  }

  @Test
  void aLargeModelIsToldThatItsEditMissed() {
    String code = "done = update_file(\"user.md\", \"- my age is 34\", \"- my age is 35\")";
    ScriptedChatModel model = ScriptedChatModel.saying(act("x", code), say("y", "Oh."));
    AgentResult result =
        ask(agent(model, AgentSettings.DEFAULT), Session.start("s"), "I am 35 now.");
    assertThat(last(model)).contains("Could not find the specified content");
    assertThat(result.changes()).isEmpty();
  }

  @Test
  void asksBackWithoutTheModelWhereTwoNotesFitAlike() {
    Vault vault = Memories.family(folder);
    Memories.write(folder, "entities/frida_holm.md", "# Frida Holm\n- age: 51\n");
    Session session = Session.start("s");
    ScriptedChatModel model = small(say("x", "She is 51."));
    Agent agent = Memories.agent(model, vault, AgentSettings.DEFAULT);
    AgentResult asked = ask(agent, session, "How old is Frida?");
    assertThat(asked.reply())
        .isEqualTo(
            "Your notes have more than one that fits. Do you mean Frida Brandt or Frida Holm?");
    assertThat(hints(asked)).containsExactly("asked-back");
    assertThat(model.requests()).isEmpty();
    assertThat(ask(agent, session, "Frida Holm").reply()).isEqualTo("She is 51.");
    assertThat(model.requests().getFirst().messages().toString()).contains("Do you mean Frida");
  }

  @Test
  void drawsAReplyAgainFromANameThatTheThoughtDoesNotLeadTo() {
    ModelInfo info = new ModelInfo("keeps", 0, 135_000_000, false, true);
    String thought = "user.md: - dentist: [[entities/doctor_weiss.md]]";
    ScriptedChatModel model =
        new ScriptedChatModel(
            info,
            List.of(
                r -> say(thought, "Your dentist is Frida Brandt."),
                r -> say(thought, "Your dentist is Doctor Weiss.")));
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "Who is my dentist?");
    assertThat(result.reply()).isEqualTo("Your dentist is Doctor Weiss.");
    assertThat(hints(result)).containsExactly("drawn-again");
    assertThat(model.requests().getLast().messages())
        .isEqualTo(model.requests().getFirst().messages());
    assertThat(model.requests().getLast().grammar().orElseThrow())
        .contains("value ::= \"Doctor Weiss\"");
  }

  @Test
  void answersAQuestionThatTheModelTakesForAnOrder() {
    ModelInfo info = new ModelInfo("keeps", 0, 135_000_000, false, true);
    String order =
        act("user.md: - age: 34", "done = update_file(\"user.md\", \"- age: 34\\n\", \"\")");
    String answer = say("user.md: - age: 34", "You are 34.");
    ScriptedChatModel model = new ScriptedChatModel(info, List.of(r -> order, r -> answer));
    AgentResult result = ask(agent(model, PLAIN), Session.start("s"), "What is my age?");
    assertThat(result.reply()).isEqualTo("You are 34.");
    assertThat(result.changes()).isEmpty();
    assertThat(hints(result)).containsExactly("drawn-again");
    Gbnf grammar = new Gbnf(model.requests().getLast().grammar().orElseThrow());
    assertThat(grammar.accepts(answer)).isTrue();
    assertThat(grammar.accepts(order)).isFalse();
    ScriptedChatModel again = new ScriptedChatModel(info, List.of(r -> order, r -> answer));
    assertThat(ask(agent(again, PLAIN), Session.start("s"), "Delete my age.").changes()).hasSize(1);
  }

  @Test
  void aLongNoteThatIsReadWholeIsCutToWhatTheContextHolds() {
    Vault vault = Memories.family(folder);
    String links = "- friend: [[entities/o_neil_42.md]]\n".repeat(700);
    Memories.write(folder, "user.md", Memories.USER + links);
    ModelInfo info = new ModelInfo("small context", 8_192, 135_000_000, false, false);
    ScriptedChatModel model =
        new ScriptedChatModel(info, List.of(r -> READ, r -> say("y", "You live in Kiel.")));
    AgentSettings small = PLAIN.withLimits(TurnLimits.SMALL);
    AgentResult result =
        ask(Memories.agent(model, vault, small), Session.start("s"), "Which town do I live in?");
    assertThat(result.reply()).isEqualTo("You live in Kiel.");
    assertThat(last(model))
        .contains("- city: Kiel")
        .containsPattern("\\[cut: \\d+ more characters]");
    int tokens =
        model.requests().getLast().messages().stream()
            .mapToInt(message -> History.tokensMost(message.text()))
            .sum();
    assertThat(tokens).isLessThanOrEqualTo(8_192 - 512);
  }

  @Test
  void sendsTheGrammarToAModelThatKeepsToIt() {
    ModelInfo info = new ModelInfo("keeps", 0, 135_000_000, true, true);
    ScriptedChatModel model =
        new ScriptedChatModel(
            info, List.of(request -> "x</think>\n<python></python>\n<reply>Hi</reply>"));
    Session session = Session.start("s");
    AgentResult result = ask(agent(model, PLAIN), session, "Hello");
    assertThat(result.reply()).isEqualTo("Hi");
    assertThat(model.requests().getFirst().grammar())
        .contains(
            TurnGrammar.gbnf(
                TurnGrammar.Start.THOUGHT, TurnGrammar.Body.ANY, TurnGrammar.Thought.SHORT));
    assertThat(session.messages().getLast().text()).startsWith("<think>\nx</think>");
  }

  /** Goes in circles as often as it is told, and then says something. */
  private record Circling(ScriptedChatModel model, int loops) implements ChatModel {
    @Override
    public ModelInfo info() {
      return model.info();
    }

    @Override
    public ChatResponse chat(
        ChatRequest request, TextListener listener, Cancellation cancellation) {
      ChatResponse said = model.chat(request, listener, cancellation);
      return model.requests().size() > loops
          ? said
          : new ChatResponse(said.text(), said.usage(), FinishReason.LOOP);
    }

    @Override
    public void close() {
      model.close();
    }
  }

  @Test
  void drawsATurnThatGoesInCirclesOnceMoreByChance() {
    String circles = "<think>x</think>\n<python></python>\n<reply>\nto-" + "to-".repeat(50);
    ScriptedChatModel model = ScriptedChatModel.saying(circles, say("y", "You are 34."));
    AgentResult result =
        ask(
            Memories.agent(new Circling(model, 1), Memories.family(folder), PLAIN),
            Session.start("s"),
            "How old am I?");
    assertThat(result.reply()).isEqualTo("You are 34.");
    assertThat(hints(result)).containsExactly("drawn-again");
    assertThat(model.requests().getLast().sampling().temperature()).isPositive();
    assertThat(model.requests().getLast().messages()).hasSize(2);
  }

  @Test
  void keepsOneRoundOfATurnThatGoesInCirclesTwice() {
    String circles = "<think>x</think>\n<python></python>\n<reply>\nto-" + "to-".repeat(50);
    ScriptedChatModel model = ScriptedChatModel.saying(circles, circles);
    AgentResult result =
        ask(
            Memories.agent(new Circling(model, 2), Memories.family(folder), PLAIN),
            Session.start("s"),
            "How old am I?");
    assertThat(result.reply()).isEqualTo("to-");
  }
}
