package memagent.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * A kind of fact.
 *
 * @param subject what it is a fact of
 * @param keys how notes spell it, the usual one first
 * @param value what its values look like, for {@link ValueMaker}
 * @param nouns how questions call it
 * @param questions ways to ask for it besides the general ones; may be empty
 * @param sayings ways to tell that it changed besides the general ones; may be empty
 * @param topic groups kinds for filters, such as {@code contact}
 * @param family kinds of a family have keys that are easily mixed up
 */
record AttributeKind(
    EntityType subject,
    List<String> keys,
    String value,
    List<String> nouns,
    List<String> questions,
    List<String> sayings,
    String topic,
    int family) {

  static AttributeKind parse(String line, int family) {
    String[] fields = line.split("\\|", -1);
    if (fields.length != 7) {
      throw new BenchException(
          "The attribute \"" + line + "\" has " + fields.length + " fields; it must have 7.");
    }
    return new AttributeKind(
        EntityType.of(fields[0].strip().charAt(0)),
        Vocabulary.entries(fields[1]),
        fields[2].strip(),
        Vocabulary.entries(fields[3]),
        Vocabulary.entries(fields[4]),
        Vocabulary.entries(fields[5]),
        fields[6].strip(),
        family);
  }

  /** Its first key names it. */
  String id() {
    return subject + " " + keys.getFirst();
  }

  /** The same kind of fact about a thing of the subject: its keys and nouns name the thing. */
  AttributeKind ofThing(EntityType owner, String thing) {
    List<String> thingKeys = new ArrayList<>();
    for (String key : keys.subList(0, Math.min(2, keys.size()))) {
      thingKeys.add(thing + " " + key.replace('_', ' '));
    }
    return new AttributeKind(owner, thingKeys, value, nouns, questions, sayings, topic, family);
  }

  /** Whether larger and smaller mean something. */
  boolean isNumber() {
    return value.startsWith("num:") || value.startsWith("money:");
  }

  boolean isDate() {
    return value.startsWith("date:");
  }
}
