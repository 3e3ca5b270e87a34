package memagent.bench;

import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** How a memory names its files and writes its links, in the forms that are seen in the field. */
final class LinkStyle {
  private final Files files;
  private final Form form;

  private enum Files {
    SNAKE,
    KEBAB,
    TITLE,
    BY_TYPE,
    FLAT
  }

  private enum Form {
    FULL,
    WITHOUT_ENDING,
    STEM,
    LABELLED,
    NAME_THEN_LINK,
    MARKDOWN,
    MIXED
  }

  private LinkStyle(Files files, Form form) {
    this.files = files;
    this.form = form;
  }

  static LinkStyle choose(Dice dice) {
    Files files =
        switch (dice.weighted(70, 7, 7, 11, 5)) {
          case 0 -> Files.SNAKE;
          case 1 -> Files.KEBAB;
          case 2 -> Files.TITLE;
          case 3 -> Files.BY_TYPE;
          default -> Files.FLAT;
        };
    Form form =
        switch (dice.weighted(46, 8, 9, 9, 12, 5, 11)) {
          case 0 -> Form.FULL;
          case 1 -> Form.WITHOUT_ENDING;
          case 2 -> Form.STEM;
          case 3 -> Form.LABELLED;
          case 4 -> Form.NAME_THEN_LINK;
          case 5 -> Form.MARKDOWN;
          default -> Form.MIXED;
        };
    return new LinkStyle(files, form);
  }

  /** Gives every entity the path of its note; the user's is user.md. */
  void name(World world, Dice dice) {
    Set<String> taken = new HashSet<>();
    for (Entity entity : world.graph().vertexSet()) {
      String path = entity == world.user() ? "user.md" : path(entity);
      for (int i = 2; !taken.add(path.toLowerCase(Locale.ROOT)); i++) {
        path = path(entity).replaceFirst("\\.md$", "_" + i + ".md");
      }
      entity.path(path);
    }
  }

  private String path(Entity entity) {
    String snake = snake(entity.title());
    return switch (files) {
      case SNAKE -> "entities/" + snake + ".md";
      case KEBAB -> "entities/" + snake.replace('_', '-') + ".md";
      case TITLE -> "entities/" + entity.title() + ".md";
      case BY_TYPE -> "entities/" + entity.type().folder() + "/" + snake + ".md";
      case FLAT -> snake + ".md";
    };
  }

  static String snake(String name) {
    return String.join("_", Words.of(name).list());
  }

  String link(Entity target, boolean inTable, Dice dice) {
    Form chosen = form == Form.MIXED ? dice.pick(java.util.List.of(Form.values())) : form;
    String path = target.path();
    String bare = path.replaceFirst("\\.md$", "");
    return switch (chosen) {
      case FULL, MIXED -> "[[" + path + "]]";
      case WITHOUT_ENDING -> "[[" + bare + "]]";
      case STEM -> "[[" + target.stem() + "]]";
      case LABELLED -> inTable ? "[[" + path + "]]" : "[[" + path + "|" + target.title() + "]]";
      case NAME_THEN_LINK -> target.title() + " [[" + path + "]]";
      case MARKDOWN -> "[" + target.title() + "](" + path.replace(" ", "%20") + ")";
    };
  }
}
