package memagent.bench;

import java.util.ArrayList;
import java.util.List;

/** A person, place, thing and so on of a world: a node of its graph, with a note of its own. */
final class Entity {
  private final EntityType type;
  private final String name;
  private final String gender; // f or m for persons, else empty
  private final List<Statement> statements = new ArrayList<>();
  private String alias = "";
  private String path = "";

  Entity(EntityType type, String name, String gender) {
    this.type = type;
    this.name = name;
    this.gender = gender;
  }

  EntityType type() {
    return type;
  }

  String name() {
    return name;
  }

  /** Letter f or m for persons, else empty. */
  String gender() {
    return gender;
  }

  /** The name without its article, as titles and links have it. */
  String title() {
    return Subject.capitalised(name.replaceFirst("^the ", ""));
  }

  /** The name as sentences have it: events get an article. */
  String spoken() {
    return type == EntityType.EVENT ? "the " + name : name;
  }

  String firstName() {
    return name.split(" ", 2)[0];
  }

  /** Whether it is a person with a name in Latin letters, from which nicknames are made. */
  boolean hasLatinName() {
    return type == EntityType.PERSON
        && Character.UnicodeScript.of(name.codePointAt(0)) == Character.UnicodeScript.LATIN;
  }

  /** What else people call it; empty for nothing. */
  String alias() {
    return alias;
  }

  void alias(String nickname) {
    alias = nickname;
  }

  /** Its note's path in the memory. */
  String path() {
    return path;
  }

  void path(String notePath) {
    path = notePath;
  }

  /** The note's file name without folder and ending. */
  String stem() {
    return path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.md$", "");
  }

  List<Statement> statements() {
    return statements;
  }

  String their() {
    return switch (gender) {
      case "f" -> "her";
      case "m" -> "his";
      default -> type == EntityType.PERSON ? "their" : "its";
    };
  }

  @Override
  public String toString() {
    return name;
  }
}
