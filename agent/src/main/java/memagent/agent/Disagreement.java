package memagent.agent;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;

/**
 * A reply that tells a value of which another note says otherwise: the person's own note has
 * "mentor tax number: 87", the mentor's has "tax number: 22", and a small model sees only one of
 * them.
 */
final class Disagreement {
  private Disagreement() {}

  /**
   * Looks at a turn that replies.
   *
   * @param turn as the model wrote it
   * @param thought the turn up to the end of its thought
   */
  static Optional<Astray> of(String turn, String thought, Shown shown) {
    Shown.Note own = shown.notes().get(Recall.OWN);
    if (own == null || !Astray.replies(turn) || Astray.asks(turn)) {
      return Optional.empty();
    }
    int start = Astray.start(thought);
    String said = thought.substring(start);
    Matcher quote = Misquote.QUOTE.matcher(said);
    Shown.Note note = quote.lookingAt() ? shown.notes().get(quote.group(1)) : null;
    if (note == null) {
      return Optional.empty();
    }
    String path = quote.group(1);
    return note.quoted(said.substring(quote.end()).strip())
        .filter(Shown.Line::isFact)
        .flatMap(line ->
            path.equals(Recall.OWN)
                ? ofOwn(line, own, shown)
                : ofOther(path, note, line, own, shown))
        .map(both ->
            new Astray(thought.substring(0, start), List.of(both), Hints.disagreement(both)));
  }

  private static Optional<String> ofOther(
      String path, Shown.Note note, Shown.Line line, Shown.Note own, Shown shown) {
    for (Shown.Line link : own.lines()) {
      if (!link.key().isEmpty() && shown.leadsTo(link, path)) {
        Set<String> both = new HashSet<>(link.key());
        both.addAll(note.without(line.key()));
        for (Shown.Line claim : own.lines()) {
          if (claim.isFact() && claim.key().equals(both)) {
            return said(claim, path, line);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> ofOwn(Shown.Line claim, Shown.Note own, Shown shown) {
    for (Shown.Line link : own.lines()) {
      if (link.key().isEmpty() || !claim.key().containsAll(link.key())) {
        continue;
      }
      Set<String> key = new HashSet<>(claim.key());
      key.removeAll(link.key());
      for (Map.Entry<String, Shown.Note> other : shown.notes().entrySet()) {
        if (other.getKey().equals(Recall.OWN) || !shown.leadsTo(link, other.getKey())) {
          continue;
        }
        for (Shown.Line line : other.getValue().lines()) {
          if (line.isFact() && other.getValue().without(line.key()).equals(key)) {
            return said(claim, other.getKey(), line);
          }
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<String> said(Shown.Line claim, String path, Shown.Line line) {
    boolean isSame = Words.of(claim.value()).equals(Words.of(line.value()));
    return isSame
        ? Optional.empty()
        : Optional.of(
            "user.md: %s, %s: %s. They disagree. Ask."
                .formatted(claim.value(), path, line.value()));
  }
}
