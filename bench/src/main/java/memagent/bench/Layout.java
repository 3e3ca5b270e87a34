package memagent.bench;

/** How a note writes a fact. */
enum Layout {
  BULLET,
  STAR,
  BOLD_BULLET,
  BOLD_INSIDE,
  BOLD_PLAIN,
  PLAIN,
  NUMBERED,
  DASHED,
  ITALIC,
  TABLE,
  HEADING,
  FRONTMATTER,
  PROSE;

  /**
   * A key and its value; prose is written by the renderer.
   *
   * @param number of the line in its block, from 1
   */
  String line(String key, String value, int number) {
    return switch (this) {
      case BULLET -> "- " + key + ": " + value;
      case STAR -> "* " + key + ": " + value;
      case BOLD_BULLET -> "- **" + key + "**: " + value;
      case BOLD_INSIDE -> "- **" + key + ":** " + value;
      case BOLD_PLAIN -> "**" + key + "**: " + value;
      case PLAIN, FRONTMATTER -> key + ": " + value;
      case NUMBERED -> number + ". " + key + ": " + value;
      case DASHED -> "- " + key + " – " + value;
      case ITALIC -> "- *" + key + "*: " + value;
      case TABLE -> "| " + key + " | " + value.replace("|", "\\|") + " |";
      case HEADING -> "### " + key + "\n" + value;
      case PROSE -> value;
    };
  }

  /** Whether a further fact can stand on a line of its own below this one. */
  boolean takesLineBelow() {
    return switch (this) {
      case BULLET, STAR, BOLD_BULLET, BOLD_INSIDE, BOLD_PLAIN, PLAIN, DASHED, ITALIC, TABLE -> true;
      case NUMBERED, HEADING, FRONTMATTER, PROSE -> false;
    };
  }
}
