package memagent.app;

import java.util.List;
import memagent.agent.AgentListener;
import memagent.vault.VaultChange;
import memagent.vault.WithheldSecret;

/** Passes everything on, and marks the moment of the model's first token. */
record FirstToken(AgentListener listener, Timings timings) implements AgentListener {

  @Override
  public void looked(List<String> paths) {
    listener.looked(paths);
  }

  @Override
  public void turnStarted(int turn) {
    timings.mark("until the first turn begins");
    listener.turnStarted(turn);
  }

  @Override
  public void text(Part part, String delta) {
    timings.mark("until the model's first token");
    listener.text(part, delta);
  }

  @Override
  public void blockStarted(int turn, String code) {
    timings.mark("until the first block runs");
    listener.blockStarted(turn, code);
  }

  @Override
  public void blockFinished(int turn, String result, boolean kept) {
    timings.mark("until the first result");
    listener.blockFinished(turn, result, kept);
  }

  @Override
  public boolean mayChange(List<VaultChange> changes) {
    return listener.mayChange(changes);
  }

  @Override
  public boolean mayChangeUnasked(List<VaultChange> changes, String why) {
    return listener.mayChangeUnasked(changes, why);
  }

  @Override
  public void changed(List<VaultChange> changes) {
    listener.changed(changes);
  }

  @Override
  public void withheld(List<WithheldSecret> secrets) {
    listener.withheld(secrets);
  }

  @Override
  public void hinted(int turn, String hint) {
    listener.hinted(turn, hint);
  }
}
