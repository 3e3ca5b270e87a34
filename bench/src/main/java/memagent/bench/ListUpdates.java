package memagent.bench;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes changes of the user's lists and stocks. */
final class ListUpdates {
  private final Vocabulary vocabulary;
  private final Dice dice;
  private final RenderedWorld rendered;
  private final Route route;
  private final Asking asking;

  ListUpdates(Vocabulary vocabulary, Dice dice, RenderedWorld rendered, Route route) {
    this.vocabulary = vocabulary;
    this.dice = dice;
    this.rendered = rendered;
    this.route = route;
    this.asking = new Asking(vocabulary, dice, rendered);
  }

  Optional<Draft> item() {
    List<World.NamedList> lists = rendered.world().lists();
    if (lists.isEmpty()) {
      return Optional.empty();
    }
    World.NamedList list = dice.pick(lists);
    return dice.chance(0.6) ? added(list) : done(list);
  }

  private Optional<Draft> added(World.NamedList list) {
    String item = dice.pick(vocabulary.list(list.valueList()));
    String last = list.items().getLast();
    Optional<Placed> place = rendered.place(last);
    boolean there = Words.of(rendered.memory().paste()).contains(Words.of(item));
    if (place.isEmpty() || there) {
      return Optional.empty();
    }
    String said =
        asking.noisy(
            asking.say("tell-list-add", Subject.I, Map.of("v", item, "list", list.name())));
    String line = place.get().text().replace(last, item);
    TraceBuilder trace = route.start(said).readUser();
    trace.update(
        "The " + list.name() + " ends with: " + place.get().text(),
        place.get().path(),
        place.get().text(),
        place.get().text() + "\n" + line);
    return Optional.of(
        Draft.change(
            "list-item",
            said,
            new Changes().holds("user.md", new Form.Phrase(item)).expectation(),
            trace.reply("Added.", "Added to your " + list.name() + ": " + Asking.ended(item)),
            0));
  }

  private Optional<Draft> done(World.NamedList list) {
    String item = dice.pick(list.items());
    Optional<Placed> place = rendered.place(item);
    if (place.isEmpty() || !Value.phrase(item).standsOnceIn(rendered.note(place.get().path()))) {
      return Optional.empty();
    }
    String said =
        asking.noisy(
            asking.say("tell-list-done", Subject.I, Map.of("v", item, "list", list.name())));
    TraceBuilder trace = route.start(said).readUser();
    trace.update(
        "On the " + list.name() + ": " + place.get().text(),
        place.get().path(),
        place.get().text() + "\n",
        "");
    return Optional.of(
        Draft.change(
            "list-item",
            said,
            new Changes().gone("user.md", new Form.Phrase(item)).expectation(),
            trace.reply("Removed.", "Removed from your " + list.name() + ": " + Asking.ended(item)),
            0));
  }

  Optional<Draft> stock() {
    List<World.Stock> stocks = rendered.world().stocks();
    if (stocks.isEmpty()) {
      return Optional.empty();
    }
    World.Stock stock = dice.pick(stocks);
    Optional<Placed> place = rendered.place(stock);
    if (place.isEmpty()) {
      return Optional.empty();
    }
    int change = dice.between(1, Math.max(1, Math.min(6, stock.count() - 1)));
    int way = dice.weighted(stock.count() > 1 ? 45 : 0, 25, 30);
    int count = way == 0 ? stock.count() - change : way == 1 ? 0 : stock.count() + change;
    String section = List.of("tell-stock-used", "tell-stock-last", "tell-stock-bought").get(way);
    String n = Integer.toString(change);
    String said =
        asking.noisy(asking.say(section, Subject.I, Map.of("item", stock.item(), "n", n, "N", n)));
    String old = place.get().text();
    String line = place.get().layout().line(stock.item(), Integer.toString(count), 1);
    String sum =
        way == 1
            ? "All used: 0."
            : stock.count() + (way == 0 ? " - " : " + ") + change + " = " + count + ".";
    TraceBuilder trace = route.start(said).readUser();
    trace.update(old + " -> " + sum, place.get().path(), old, line);
    Expectation.Change after =
        new Expectation.Change(
            List.of(
                new Expectation.KeyedFact(
                    "user.md",
                    stock.item(),
                    new Form.Amount(BigDecimal.valueOf(count), Optional.empty()))),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            false,
            List.of());
    return Optional.of(
        Draft.change(
            place.get().layout() == Layout.TABLE ? "table-row" : "implied-change",
            said,
            after,
            trace.reply("Saved.", "Noted: you now have " + count + " " + stock.item() + "."),
            0));
  }
}
