package memagent.bench;

/** What a note of a world can be about. */
enum EntityType {
  PERSON("people"),
  ANIMAL("pets"),
  ORGANISATION("organisations"),
  PROJECT("projects"),
  PLACE("places"),
  THING("things"),
  EVENT("events");

  private final String folder;

  EntityType(String folder) {
    this.folder = folder;
  }

  /** The folder where memories with folders by type keep such notes. */
  String folder() {
    return folder;
  }

  /** By the letter of the vocabulary's files. */
  static EntityType of(char letter) {
    return switch (letter) {
      case 'P' -> PERSON;
      case 'A' -> ANIMAL;
      case 'O' -> ORGANISATION;
      case 'J' -> PROJECT;
      case 'L' -> PLACE;
      case 'T' -> THING;
      case 'E' -> EVENT;
      default -> throw new BenchException("The type " + letter + " is none of P A O J L T E.");
    };
  }
}
