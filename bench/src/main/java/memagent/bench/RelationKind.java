package memagent.bench;

import java.util.List;

/**
 * A kind of link between two entities.
 *
 * @param nouns what the target is to the source, the usual word first: {@code mother}
 * @param gender {@code f} or {@code m} where the word tells, otherwise empty
 * @param thing the target's own noun where it is a thing, otherwise empty
 * @param inverse what the source is to the target: {@code daughter}
 */
record RelationKind(
    EntityType source,
    List<String> nouns,
    EntityType target,
    String gender,
    String thing,
    List<String> inverse) {

  static RelationKind parse(String line) {
    String[] fields = line.split("\\|", -1);
    if (fields.length != 5) {
      throw new BenchException(
          "The relation \"" + line + "\" has " + fields.length + " fields; it must have 5.");
    }
    String to = fields[2].strip();
    EntityType target = EntityType.of(to.charAt(0));
    String detail = to.length() > 2 ? to.substring(2).strip() : "";
    boolean isThing = target == EntityType.THING;
    return new RelationKind(
        EntityType.of(fields[0].strip().charAt(0)),
        Vocabulary.entries(fields[1]),
        target,
        isThing ? "" : detail,
        isThing ? detail : "",
        Vocabulary.entries(fields[3]));
  }

  String noun() {
    return nouns.getFirst();
  }
}
