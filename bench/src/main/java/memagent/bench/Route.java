package memagent.bench;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How the oracle gets from user.md to the note of a target. */
final class Route {
  private final RenderedWorld rendered;
  private final Dice dice;
  private final TraceStyle style;

  Route(RenderedWorld rendered, Dice dice, TraceStyle style) {
    this.rendered = rendered;
    this.dice = dice;
    this.style = style;
  }

  TraceBuilder start(String question) {
    return new TraceBuilder(rendered, dice, style, "", question);
  }

  /** The way of a question after what was said before, which has read everything. */
  TraceBuilder after(String before, String question) {
    return new TraceBuilder(rendered, dice, style, before, question);
  }

  /** Reads notes until that of the target's entity has been read. */
  TraceBuilder walk(Asking.Target target, String question) {
    TraceBuilder trace = start(question);
    Entity called = called(target);
    if (called != null && trace.finds(called, name(target, called))) {
      int found = position(target.path(), called) + 1;
      target.path().steps().stream().skip(found).forEach(trace::follow);
      return trace;
    }
    Entity named = target.named();
    if (named == null || named.type() == EntityType.PLACE || named.type() == EntityType.THING) {
      trace.readUser();
      target.path().steps().forEach(trace::follow);
      return trace;
    }
    trace.readUserAnd(named);
    boolean past = TraceBuilder.isGuessed(named);
    int done = past ? position(target.path(), named) + 1 : 0;
    target.path().steps().stream().skip(done).forEach(trace::follow);
    return trace;
  }

  /** Whom the question calls by a name; null where it only says what they are. */
  private static @Nullable Entity called(Asking.Target target) {
    String said = target.subject().name();
    Entity end = target.entity();
    boolean isName = said.equals(end.alias()) || said.equals(end.firstName());
    return target.named() == null && isName ? end : target.named();
  }

  private static String name(Asking.Target target, Entity called) {
    return target.named() == null ? target.subject().name() : called.title();
  }

  private static int position(World.Path path, Entity named) {
    for (int i = 0; i < path.hops(); i++) {
      if (path.steps().get(i).target() == named) {
        return i;
      }
    }
    return -1;
  }

  /** Reads the note of somebody whom no link from user.md leads to. */
  Optional<TraceBuilder> find(Entity stranger, String question) {
    TraceBuilder trace = start(question);
    if (trace.finds(stranger, stranger.title())) {
      return Optional.of(trace);
    }
    trace.readUserAnd(stranger);
    if (!TraceBuilder.isGuessed(stranger)) {
      trace.listFiles("No link to " + stranger.title() + ". List the files.");
      trace.read("The list shows " + stranger.path() + ".", stranger.path());
    }
    return Optional.of(trace);
  }
}
