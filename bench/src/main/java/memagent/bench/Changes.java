package memagent.bench;

import java.util.ArrayList;
import java.util.List;

/** Collects what a memory must hold after an update. */
final class Changes {
  private final List<Expectation.KeyedFact> facts = new ArrayList<>();
  private final List<Expectation.Placed> text = new ArrayList<>();
  private final List<Expectation.Placed> absent = new ArrayList<>();
  private final List<Expectation.LinkBetween> links = new ArrayList<>();
  private final List<String> created = new ArrayList<>();
  private final List<String> deleted = new ArrayList<>();
  private final List<Form> allow = new ArrayList<>();

  /** A fact whose value became another one. */
  Changes replaced(Placed place, Value old, Value value) {
    value.forms().forEach(form -> text.add(new Expectation.Placed(place.path(), form)));
    boolean keyed =
        !place.shownKey().isEmpty()
            && place.layout() != Layout.HEADING
            && NoteLine.of(place.text())
                .value(Words.of(place.shownKey().replace('_', ' ')))
                .isPresent();
    if (keyed) {
      facts.add(new Expectation.KeyedFact(place.path(), place.shownKey(), value.form()));
    }
    return gone(place.path(), old.form());
  }

  Changes holds(String file, Form form) {
    text.add(new Expectation.Placed(file, form));
    return this;
  }

  Changes gone(String file, Form form) {
    absent.add(new Expectation.Placed(file, form));
    return this;
  }

  Changes linked(String from, String to) {
    links.add(new Expectation.LinkBetween(from, to));
    return this;
  }

  Changes created(String glob) {
    created.add(glob);
    return this;
  }

  Changes deleted(String path) {
    deleted.add(path);
    return this;
  }

  Changes allow(Form form) {
    allow.add(form);
    return this;
  }

  Expectation.Change expectation() {
    return new Expectation.Change(
        facts, text, absent, links, created, deleted, allow, false, List.of());
  }

  static Expectation.Change nothing(Form replyMust) {
    return new Expectation.Change(
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        true,
        List.of(replyMust));
  }
}
