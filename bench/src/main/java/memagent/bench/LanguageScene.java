package memagent.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A world in one language, asked about in the same or another. */
final class LanguageScene {
  private static final double BY_NAME = 0.3;

  private final LanguageWorld world;
  private final LanguageSpeech speech;
  private final Dice dice;
  private final TraceStyle style;

  LanguageScene(LanguageWorld world, LanguagePack asked, Dice dice, TraceStyle style) {
    this.world = world;
    this.speech = new LanguageSpeech(asked, dice);
    this.dice = dice;
    this.style = style;
  }

  LanguageWorld world() {
    return world;
  }

  LanguageSpeech speech() {
    return speech;
  }

  LanguagePack asked() {
    return speech.pack();
  }

  Dice dice() {
    return dice;
  }

  /** Whether the question is in the language of the notes. */
  boolean isOwnLanguage() {
    return asked().tag().equals(world.pack().tag());
  }

  /** Somebody whom the question can be about. */
  LanguageOwner owner(int hops) {
    List<LanguageWorld.Link> near = known(world.user());
    if (hops == 0 || near.isEmpty()) {
      return new LanguageOwner(world.user(), List.of(), false, "", "");
    }
    if (hops > 1) {
      List<List<LanguageWorld.Link>> paths = new ArrayList<>();
      for (LanguageWorld.Link first : near) {
        known(first.relation().target()).forEach(next -> paths.add(List.of(first, next)));
      }
      if (!paths.isEmpty()) {
        return named(dice.pick(paths), false);
      }
    }
    return named(List.of(dice.pick(near)), dice.chance(BY_NAME));
  }

  /** Links that mean one target and whose role the question's language has a word for. */
  private List<LanguageWorld.Link> known(Entity source) {
    return world.single(source).stream()
        .filter(link -> asked().relation(link.id()).isPresent())
        .toList();
  }

  /** The end of a path, by its roles or its name. */
  LanguageOwner named(List<LanguageWorld.Link> path, boolean byName) {
    Entity end = path.getLast().relation().target();
    String entry = world.entries().getOrDefault(end, end.name());
    String genitive = isOwnLanguage() ? LanguageNames.genitive(entry) : end.name();
    return new LanguageOwner(end, path, byName, end.name(), genitive);
  }

  /** Facts that the question's language has words for. */
  List<LanguageFact> facts(Entity entity) {
    return world.of(entity).stream().filter(fact -> asked().kind(fact.kind()).isPresent()).toList();
  }

  LanguageKind kind(LanguageFact fact) {
    return asked().kind(fact.kind()).orElseThrow();
  }

  /** A kind of fact that nobody knows of the entity, one that other notes may have. */
  Optional<LanguageKind> absent(Entity entity) {
    Words note = Words.of(world.rendered().note(entity.path()).replace('_', ' '));
    List<LanguageKind> fitting =
        asked().kinds().stream()
            .filter(kind -> kind.types().contains(entity.type()))
            .filter(kind -> names(kind).noneMatch(key -> note.contains(Words.of(key))))
            .toList();
    return fitting.isEmpty() ? Optional.empty() : Optional.of(dice.pick(fitting));
  }

  /** How a kind may be called, in both languages and in English. */
  private Stream<String> names(LanguageKind kind) {
    Stream<String> noted =
        world.pack().kind(kind.id()).stream().flatMap(other -> other.keys().stream());
    return Stream.of(kind.keys().stream(), noted, Stream.of(kind.id())).flatMap(s -> s);
  }

  /** What of a reply names a kind. */
  Form named(LanguageKind kind) {
    return LanguageSpeech.anyOf(names(kind).distinct().toList());
  }

  /** Values of the same kind that other notes have. */
  List<Form> near(LanguageFact fact) {
    List<Form> near = new ArrayList<>();
    FormMatcher right = new FormMatcher(fact.value().text(), NameBook.EMPTY);
    for (LanguageFact other : world.facts()) {
      boolean same = other.entity() == fact.entity() || !other.kind().equals(fact.kind());
      if (!same && !right.holds(other.value().form())) {
        near.add(other.value().form());
      }
    }
    return near;
  }

  /** The way to somebody, one note after the other. */
  TraceBuilder walk(LanguageOwner owner, String question) {
    TraceBuilder trace = start(question);
    if (owner.byName() && trace.finds(owner.entity(), owner.name())) {
      return trace;
    }
    trace.readUser();
    owner.path().forEach(link -> trace.follow(link.relation()));
    return trace;
  }

  TraceBuilder start(String question) {
    return new TraceBuilder(world.rendered(), dice, style, "", question);
  }

  /* The link by which a role leads to somebody must be seen, since their note does not tell it. */
  void needsWay(TraceBuilder trace, LanguageOwner owner) {
    if (!owner.byName()) {
      for (LanguageWorld.Link link : owner.path()) {
        Relation relation = link.relation();
        trace.needs(relation.source().path(), world.rendered().place(relation));
      }
    }
  }
}
