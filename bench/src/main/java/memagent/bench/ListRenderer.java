package memagent.bench;

import java.util.IdentityHashMap;
import java.util.List;

/** Writes the user's lists and stocks. */
final class ListRenderer {
  private final Dice dice;
  private final IdentityHashMap<Object, Placed> places;

  ListRenderer(Dice dice, IdentityHashMap<Object, Placed> places) {
    this.dice = dice;
    this.places = places;
  }

  void render(StringBuilder note, World world) {
    String path = world.user().path();
    for (World.NamedList list : world.lists()) {
      note.append("\n## ").append(Subject.capitalised(list.name())).append("\n");
      String bullet = dice.pick(List.of("- ", "- ", "* ", "- [ ] "));
      for (String item : list.items()) {
        String line = bullet + item;
        places.put(item, new Placed(path, line, Layout.BULLET, KeyStyle.LOWER, ""));
        note.append(line).append("\n");
      }
    }
    if (!world.stocks().isEmpty()) {
      stocks(note, world.stocks(), path);
    }
  }

  private void stocks(StringBuilder note, List<World.Stock> stocks, String path) {
    String title = dice.pick(List.of("Stock", "Supplies", "Inventory", "Cupboard", "Storage"));
    note.append("\n## ").append(title).append("\n");
    Layout layout = dice.chance(0.5) ? Layout.TABLE : Layout.BULLET;
    if (layout == Layout.TABLE) {
      note.append(dice.pick(List.of("| Item | Count |", "| what | how many |")))
          .append("\n|---|---|\n");
    }
    for (World.Stock stock : stocks) {
      String line = layout.line(stock.item(), Integer.toString(stock.count()), 1);
      places.put(stock, new Placed(path, line, layout, KeyStyle.LOWER, stock.item()));
      note.append(line).append("\n");
    }
  }
}
