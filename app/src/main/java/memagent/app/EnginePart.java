package memagent.app;

import java.util.List;
import java.util.Locale;
import memagent.agent.AgentSettings;
import memagent.agent.CodeHelp;
import memagent.agent.Switch;

/** What the program does for a small model, to be left out for a measurement. */
enum EnginePart {
  GRAMMAR,
  LOOK,
  EVIDENCE,
  RETRY,
  ASK_BACK,
  MEND_EDITS,
  SAY_READ;

  /** The settings without these parts. */
  static AgentSettings without(AgentSettings settings, List<EnginePart> parts) {
    AgentSettings rest = settings;
    for (EnginePart part : parts) {
      rest = part.offIn(rest);
    }
    return rest;
  }

  private AgentSettings offIn(AgentSettings settings) {
    CodeHelp help = settings.help();
    return switch (this) {
      case GRAMMAR -> settings.withGrammar(Switch.OFF);
      case LOOK -> settings.withRecall(Switch.OFF);
      case EVIDENCE -> settings.withEvidence(Switch.OFF);
      case RETRY -> settings.withGroundingRetry(Switch.OFF);
      case ASK_BACK ->
          settings.withHelp(new CodeHelp(Switch.OFF, help.mendEdits(), help.sayRead()));
      case MEND_EDITS ->
          settings.withHelp(new CodeHelp(help.askBack(), Switch.OFF, help.sayRead()));
      case SAY_READ ->
          settings.withHelp(new CodeHelp(help.askBack(), help.mendEdits(), Switch.OFF));
    };
  }

  /** As it is written on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
