package memagent.bench;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Writes a world as notes, each in a layout of its own. */
final class NoteRenderer {
  private static final List<Layout> LAYOUTS =
      List.of(
          Layout.BULLET,
          Layout.BULLET,
          Layout.BULLET,
          Layout.BULLET,
          Layout.BULLET,
          Layout.STAR,
          Layout.BOLD_BULLET,
          Layout.BOLD_BULLET,
          Layout.BOLD_INSIDE,
          Layout.BOLD_PLAIN,
          Layout.PLAIN,
          Layout.PLAIN,
          Layout.NUMBERED,
          Layout.DASHED,
          Layout.ITALIC,
          Layout.TABLE,
          Layout.TABLE,
          Layout.HEADING,
          Layout.PROSE,
          Layout.PROSE,
          Layout.PROSE);
  private static final List<String> FACT_TITLES =
      List.of("Facts", "Details", "About", "Profile", "Basics", "Information", "Key facts", "Data");
  private static final List<String> LINK_TITLES =
      List.of("People", "Links", "Relationships", "Connections", "Related", "Contacts", "See also");

  private final Vocabulary vocabulary;
  private final WorldSettings settings;
  private final Dice dice;
  private final World world;
  private final LinkStyle links;
  private final IdentityHashMap<Object, Placed> places = new IdentityHashMap<>();

  NoteRenderer(Vocabulary vocabulary, WorldSettings settings, Dice dice, World world) {
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.dice = dice;
    this.world = world;
    this.links = LinkStyle.choose(dice);
  }

  /** The memory; each call writes another one. */
  RenderedWorld render(String id) {
    links.name(world, dice);
    SortedMap<String, String> notes = new TreeMap<>();
    for (Entity entity : world.entities()) {
      notes.put(entity.path(), note(entity));
    }
    places
        .values()
        .removeIf(place -> count(notes.getOrDefault(place.path(), ""), place.text()) != 1);
    return new RenderedWorld(world, new Memory(id, notes), places, settings.recoveryShare());
  }

  private static int count(String note, String text) {
    int count = 0;
    for (int at = note.indexOf(text); at >= 0; at = note.indexOf(text, at + 1)) {
      count++;
    }
    return count;
  }

  private String note(Entity entity) {
    boolean isUser = entity == world.user();
    StringBuilder note = new StringBuilder();
    List<Statement> facts = new ArrayList<>(entity.statements());
    for (World.Dispute dispute : world.disputes()) {
      if (dispute.fact().entity() == entity) {
        facts.add(dice.between(0, facts.size()), dispute.fact());
      }
    }
    if (dice.chance(0.08)) {
      frontmatter(note, entity, facts);
    } else if (!entity.alias().isEmpty()) {
      alias(note, entity);
    }
    if (dice.chance(0.9)) {
      note.append("# ").append(title(entity, isUser)).append("\n");
      note.append(dice.chance(0.35) ? "\n" : "");
    }
    if (isUser && dice.chance(0.8)) {
      note.append(
              Layout.BULLET.line(
                  dice.pick(List.of("user_name", "name", "full name")), entity.name(), 1))
          .append("\n");
    }
    List<Relation> relations = world.from(entity);
    boolean linksFirst = dice.chance(0.3);
    if (linksFirst) {
      relations(note, relations);
    }
    facts(note, facts);
    if (!linksFirst) {
      relations(note, relations);
    }
    if (isUser) {
      world.disputes().forEach(dispute -> claim(note, dispute));
      new ListRenderer(dice, places).render(note, world);
    }
    if (dice.chance(settings.longNoteShare())) {
      journal(note);
    }
    return note.toString();
  }

  private String title(Entity entity, boolean isUser) {
    return isUser
        ? dice.pick(List.of("User Information", "About me", "User", "Me", entity.name(), "user"))
        : entity.title();
  }

  private static void alias(StringBuilder note, Entity entity) {
    note.append("---\naliases: [").append(entity.alias()).append("]\n---\n");
  }

  private void frontmatter(StringBuilder note, Entity entity, List<Statement> facts) {
    KeyStyle style = dice.chance(0.7) ? KeyStyle.SNAKE : KeyStyle.LOWER;
    note.append("---\n");
    if (!entity.alias().isEmpty()) {
      note.append("aliases: [").append(entity.alias()).append("]\n");
    }
    int count = Math.min(facts.size(), dice.between(1, 4));
    for (int i = 0; i < count; i++) {
      Statement fact = facts.removeFirst();
      put(note, fact, entity.path(), Layout.FRONTMATTER, style, i + 1);
    }
    note.append("---\n");
  }

  private void facts(StringBuilder note, List<Statement> facts) {
    if (facts.isEmpty()) {
      return;
    }
    int cut =
        facts.size() > 5 && dice.chance(0.5) ? dice.between(2, facts.size() - 2) : facts.size();
    boolean titled = cut < facts.size() || dice.chance(0.3);
    block(note, facts.subList(0, cut), titled);
    if (cut < facts.size()) {
      block(note, facts.subList(cut, facts.size()), true);
    }
  }

  private void block(StringBuilder note, List<Statement> facts, boolean titled) {
    Layout layout = dice.pick(LAYOUTS);
    KeyStyle style = dice.pick(List.of(KeyStyle.values()));
    if (titled) {
      heading(note, dice.pick(FACT_TITLES));
    }
    if (layout == Layout.TABLE) {
      gap(note);
      note.append(dice.pick(List.of("| Field | Value |", "| what | value |", "| Key | Entry |")));
      note.append("\n|---|---|\n");
    } else if (layout == Layout.BOLD_PLAIN || layout == Layout.PROSE) {
      gap(note);
    }
    int number = 0;
    for (Statement fact : facts) {
      put(note, fact, fact.entity().path(), layout, style, ++number);
    }
    if (layout == Layout.PROSE) {
      note.append("\n");
    }
    if (layout == Layout.TABLE) {
      note.append("\n");
    }
  }

  private void put(
      StringBuilder note, Statement fact, String path, Layout layout, KeyStyle style, int number) {
    String key = layout == Layout.PROSE ? "" : style.show(fact.key());
    String line =
        layout == Layout.PROSE ? sentence(fact) : layout.line(key, fact.value().text(), number);
    places.put(fact, new Placed(path, line, layout, style, key));
    note.append(line).append(layout == Layout.PROSE ? " " : "\n");
    if (layout == Layout.BOLD_PLAIN) {
      note.append(dice.chance(0.5) ? "\n" : "");
    }
    fact.before().ifPresent(old -> history(note, fact, old, layout, style, number));
  }

  private void history(
      StringBuilder note, Statement fact, Value old, Layout layout, KeyStyle style, int number) {
    if (layout == Layout.PROSE) {
      note.append("Before that it was ").append(old.text()).append(". ");
      return;
    }
    String until = " (until " + dice.between(2012, 2023) + ")";
    String key =
        switch (dice.between(0, 3)) {
          case 0 -> "previous " + fact.key();
          case 1 -> "old " + fact.key();
          case 2 -> fact.key() + until;
          default -> "former " + fact.key();
        };
    note.append(layout.line(style.show(key), old.text(), number)).append("\n");
  }

  private String sentence(Statement fact) {
    boolean mine = fact.entity() == world.user();
    Subject owner =
        mine
            ? Subject.I
            : dice.chance(0.5)
                ? Subject.of(
                    fact.entity().type() == EntityType.PERSON
                        ? fact.entity().firstName()
                        : fact.entity().spoken())
                : new Subject("", "", fact.entity().their(), false);
    String noun = fact.kind().nouns().getFirst();
    String whose =
        fact.thing().isEmpty()
            ? owner.possessive()
            : owner.possessive() + " " + fact.thing() + "'s";
    return Subject.capitalised(whose) + " " + noun + " is " + fact.value().text() + ".";
  }

  /* What user.md says of a fact that another note tells otherwise. */
  private void claim(StringBuilder note, World.Dispute dispute) {
    heading(note, dice.pick(List.of("Reminders", "To remember", "Quick notes", "Memo")));
    KeyStyle style = dice.pick(List.of(KeyStyle.values()));
    String key = style.show(dispute.key());
    String line = Layout.BULLET.line(key, dispute.claimed().text(), 1);
    places.put(dispute, new Placed("user.md", line, Layout.BULLET, style, key));
    note.append(line).append("\n");
  }

  private void relations(StringBuilder note, List<Relation> relations) {
    if (relations.isEmpty()) {
      return;
    }
    Layout layout = dice.chance(0.6) ? Layout.BULLET : dice.pick(LAYOUTS);
    KeyStyle style = dice.pick(List.of(KeyStyle.values()));
    if (dice.chance(0.55)) {
      heading(note, dice.pick(LINK_TITLES));
    }
    if (layout == Layout.TABLE) {
      gap(note);
      note.append("| Who | Note |\n|---|---|\n");
    } else if (layout == Layout.PROSE || layout == Layout.BOLD_PLAIN) {
      gap(note);
    }
    int number = 0;
    for (Relation relation : relations) {
      boolean mine = relation.source() == world.user();
      String link = links.link(relation.target(), layout == Layout.TABLE, dice);
      String whose = mine ? "My" : Subject.capitalised(relation.source().their());
      String key = style.show(relation.key());
      String line =
          layout == Layout.PROSE
              ? whose + " " + relation.key() + " is " + link + "."
              : layout.line(key, link, ++number);
      places.put(relation, new Placed(relation.source().path(), line, layout, style, key));
      note.append(line).append(layout == Layout.PROSE ? " " : "\n");
    }
    note.append(layout == Layout.PROSE || layout == Layout.TABLE ? "\n" : "");
  }

  private void journal(StringBuilder note) {
    heading(note, dice.pick(List.of("Journal", "Log", "Diary", "History", "Notes")));
    List<String> lines = vocabulary.phrases("journal");
    int count = dice.between(6, 40);
    int day = dice.between(0, 300);
    for (int i = 0; i < count; i++) {
      day += dice.between(1, 9);
      String date = java.time.LocalDate.of(2023, 1, 1).plusDays(day).toString();
      note.append("- ").append(date).append(": ").append(dice.pick(lines)).append("\n");
    }
  }

  private void heading(StringBuilder note, String title) {
    gap(note);
    note.append("## ").append(title).append(dice.chance(0.25) ? "\n\n" : "\n");
  }

  private static void gap(StringBuilder note) {
    if (!note.isEmpty() && !note.toString().endsWith("\n\n")) {
      note.append(note.toString().endsWith("\n") ? "\n" : "\n\n");
    }
  }
}
