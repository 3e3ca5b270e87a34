package memagent.bench;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import memagent.agent.Agent;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.AgentSettings;
import memagent.agent.Session;
import memagent.agent.Switch;
import memagent.model.Cancellation;
import memagent.model.ChatModel;
import memagent.model.ModelInfo;
import memagent.model.ScriptedChatModel;
import memagent.sandbox.Sandbox;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;

/** The agent as people use it, with one model for all tasks or a script for each. */
public final class AgentContestant implements Contestant {
  private static final ModelInfo ORACLE = new ModelInfo("oracle", 0, 0, false, false);

  private final Function<Task, ChatModel> models;
  private final Function<ModelInfo, AgentSettings> settings;
  private final Sandbox sandbox;
  private final Path trajectories;
  private final InstantSource clock;

  private AgentContestant(
      Function<Task, ChatModel> models,
      Function<ModelInfo, AgentSettings> settings,
      Sandbox sandbox,
      Path trajectories,
      InstantSource clock) {
    this.models = models;
    this.settings = settings;
    this.sandbox = sandbox;
    this.trajectories = trajectories;
    this.clock = clock;
  }

  /** The agent over one model. */
  public static AgentContestant of(
      ChatModel model,
      Function<ModelInfo, AgentSettings> settings,
      Sandbox sandbox,
      Path trajectories,
      InstantSource clock) {
    return new AgentContestant(task -> model, settings, sandbox, trajectories, clock);
  }

  /** The oracle: each task's own solution, through the real loop. */
  public static AgentContestant oracle(Sandbox sandbox, Path trajectories, InstantSource clock) {
    return new AgentContestant(
        AgentContestant::script,
        info -> AgentSettings.DEFAULT.withGroundingRetry(Switch.OFF),
        sandbox,
        trajectories,
        clock);
  }

  private static ChatModel script(Task task) {
    List<ScriptedChatModel.Answer> answers = new ArrayList<>();
    for (String message : Trace.of(task.solution()).messages()) {
      answers.add(request -> message);
    }
    return new ScriptedChatModel(ORACLE, answers);
  }

  @Override
  public Attempt attempt(Task task, Path folder, Cancellation cancellation) {
    ChatModel model = models.apply(task);
    AgentSettings own = settings.apply(model.info()).withTrajectories(trajectories);
    List<String> said = new ArrayList<>();
    if (task.expectation() instanceof Expectation.Reference reference) {
      said.addAll(reference.told());
    }
    said.add(task.query());
    try (Vault vault = Vault.open(folder, VaultLimits.DEFAULT)) {
      Attempt sum = new Attempt("", 0, 0, 0, 0);
      for (int i = 0; i < said.size(); i++) {
        boolean last = i == said.size() - 1;
        Session session = Session.start(last ? task.id() : task.id() + "-told" + (i + 1));
        AgentResult result =
            new Agent(model, sandbox, vault, own, clock)
                .run(session, said.get(i), AgentListener.NONE, cancellation);
        sum =
            new Attempt(
                result.reply(),
                sum.turns() + result.turns(),
                sum.malformed() + result.malformed(),
                sum.promptTokens() + result.usage().promptTokens(),
                sum.completionTokens() + result.usage().completionTokens());
      }
      return sum;
    }
  }
}
