package memagent.bench;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.TreeMap;

/** Writes the notes of a world in another language. */
final class LanguageRenderer {
  private static final List<Layout> LAYOUTS =
      List.of(
          Layout.BULLET,
          Layout.BULLET,
          Layout.BULLET,
          Layout.BULLET,
          Layout.BOLD_BULLET,
          Layout.BOLD_BULLET,
          Layout.BOLD_INSIDE,
          Layout.BOLD_PLAIN,
          Layout.STAR,
          Layout.PLAIN,
          Layout.DASHED,
          Layout.TABLE,
          Layout.TABLE,
          Layout.HEADING,
          Layout.PROSE,
          Layout.PROSE);
  private static final double HEADED = 0.45; // notes with headings above their blocks
  private static final double LINKS_FIRST = 0.3;

  private final LanguagePack pack;
  private final Dice dice;
  private final LinkStyle style;
  private final World world;
  private final List<LanguageFact> facts;
  private final List<LanguageWorld.Link> links;
  private final boolean englishKeys;

  LanguageRenderer(
      LanguagePack pack,
      Dice dice,
      LinkStyle style,
      World world,
      List<LanguageFact> facts,
      List<LanguageWorld.Link> links,
      boolean englishKeys) {
    this.pack = pack;
    this.dice = dice;
    this.style = style;
    this.world = world;
    this.facts = facts;
    this.links = links;
    this.englishKeys = englishKeys;
  }

  /** The notes; where each fact and relation stands is put into {@code places}. */
  Memory render(String id, IdentityHashMap<Object, Placed> places) {
    TreeMap<String, String> notes = new TreeMap<>();
    for (Entity entity : world.graph().vertexSet()) {
      List<Item> items = new ArrayList<>();
      String note = note(entity, items);
      notes.put(entity.path(), note);
      for (Item item : items) {
        String text = item.placed().text();
        if (note.indexOf(text) == note.lastIndexOf(text)) {
          places.put(item.of(), item.placed());
        }
      }
    }
    return new Memory(id, notes);
  }

  /** A fact or relation and the text that tells it. */
  private record Item(Object of, Placed placed) {}

  private String note(Entity entity, List<Item> items) {
    List<LanguageFact> own = facts.stream().filter(f -> f.entity() == entity).toList();
    List<LanguageWorld.Link> out =
        links.stream().filter(link -> link.relation().source() == entity).toList();
    boolean headed = dice.chance(HEADED);
    List<String> blocks = new ArrayList<>();
    blocks.add(headed("heading-facts", headed, factBlock(entity, own, items)));
    if (!out.isEmpty()) {
      String block = headed("heading-links", headed, linkBlock(entity, out, items));
      blocks.add(dice.chance(LINKS_FIRST) ? 0 : 1, block);
    }
    return "# " + entity.name() + "\n\n" + String.join("\n\n", blocks) + "\n";
  }

  private String headed(String section, boolean headed, String block) {
    return headed ? "## " + dice.pick(pack.list(section)) + "\n" + block : block;
  }

  private KeyStyle keyStyle() {
    return switch (dice.weighted(55, 25, 20)) {
      case 0 -> englishKeys ? KeyStyle.SENTENCE : KeyStyle.LOWER;
      case 1 -> KeyStyle.SENTENCE;
      default -> KeyStyle.SNAKE;
    };
  }

  private String factBlock(Entity entity, List<LanguageFact> own, List<Item> items) {
    Layout layout = dice.pick(LAYOUTS);
    KeyStyle keys = keyStyle();
    List<String> lines = new ArrayList<>();
    for (LanguageFact fact : own) {
      String value = fact.value().text();
      String shown = layout == Layout.PROSE ? "" : keys.show(fact.key());
      String line =
          layout == Layout.PROSE ? sentence(fact) : layout.line(shown, value, lines.size() + 1);
      lines.add(line);
      items.add(new Item(fact, new Placed(entity.path(), line, layout, keys, shown)));
    }
    return switch (layout) {
      case TABLE -> table("table-facts", lines);
      case PROSE -> String.join(pack.form("between"), lines);
      case HEADING, BOLD_PLAIN, PLAIN -> String.join("\n\n", lines);
      case BULLET, STAR, BOLD_BULLET, BOLD_INSIDE, NUMBERED, DASHED, ITALIC, FRONTMATTER ->
          String.join("\n", lines);
    };
  }

  private String sentence(LanguageFact fact) {
    LanguageKind kind = pack.kind(fact.kind()).orElseThrow();
    String the = pack.form("the", kind.gender()).replace("{n}", kind.noun());
    return dice.pick(pack.phrases("prose"))
        .replace("{the}", the)
        .replace("{The}", Subject.capitalised(the))
        .replace("{n}", kind.noun())
        .replace("{N}", Subject.capitalised(kind.noun()))
        .replace("{v}", fact.value().text());
  }

  private String table(String head, List<String> rows) {
    List<String> cells = pack.list(head);
    return "| " + String.join(" | ", cells) + " |\n|---|---|\n" + String.join("\n", rows);
  }

  private String linkBlock(Entity entity, List<LanguageWorld.Link> out, List<Item> items) {
    Layout layout =
        dice.pick(
            List.of(Layout.BULLET, Layout.BULLET, Layout.BOLD_BULLET, Layout.STAR, Layout.TABLE));
    KeyStyle keys = keyStyle();
    List<String> lines = new ArrayList<>();
    for (LanguageWorld.Link link : out) {
      Relation relation = link.relation();
      String shown = keys.show(relation.key());
      String target = style.link(relation.target(), layout == Layout.TABLE, dice);
      String line = layout.line(shown, target, lines.size() + 1);
      lines.add(line);
      items.add(new Item(relation, new Placed(entity.path(), line, layout, keys, shown)));
    }
    return layout == Layout.TABLE ? table("table-links", lines) : String.join("\n", lines);
  }
}
