package memagent.app;

import java.util.Optional;
import memagent.agent.AgentListener;
import memagent.agent.AgentResult;
import memagent.agent.Session;
import memagent.agent.SessionStore;
import memagent.model.Cancellation;

/** One session's questions, asked one after the other and kept on disk. */
final class Conversation {
  private final AppContext context;
  private final SessionStore store;
  private Session session;
  private boolean isAsked;
  private final Optional<String> warning;

  /** Goes on with the session of this id, or begins it. */
  Conversation(AppContext context, String id) {
    this.context = context;
    this.store =
        new SessionStore(
            context.settings().folders().sessions(),
            context.settings().secrets(),
            context.vault().key());
    SessionStore.Loaded loaded = store.load(id);
    this.session = loaded.session();
    this.warning = loaded.warning().stream().findFirst();
  }

  String id() {
    return session.id();
  }

  /** How many questions were asked in it before. */
  int questions() {
    return session.questions();
  }

  /** What was wrong with the session's file, if anything. */
  Optional<String> warning() {
    return warning;
  }

  /**
   * Asks the agent, and keeps the session.
   *
   * @throws UserException if the agent does not take the question
   */
  AgentResult ask(Question question, AgentListener listener, Cancellation cancellation) {
    if (isAsked) {
      // `mem forget` may have taken something out of it since; what the disk has counts.
      session = store.load(session.id()).session();
    }
    isAsked = true;
    AgentResult result = context.agent().run(session, question.text(), listener, cancellation);
    if (result instanceof AgentResult.Refused refused) {
      throw new UserException(ExitCode.QUESTION, refused.reply());
    }
    store.save(session);
    return result;
  }
}
