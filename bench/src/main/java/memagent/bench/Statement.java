package memagent.bench;

import java.util.Optional;

/** A fact of an entity. Two are the same only if they are one object. */
final class Statement {
  private final Entity entity;
  private final AttributeKind kind;
  private final String thing;
  private final String key;
  private final Value value;
  private final Optional<Value> before;

  /**
   * @param thing the noun of the thing it is about; empty where it is about the entity itself
   * @param key as the note spells it, in words
   * @param before the value that it had earlier and that the note still names
   */
  Statement(
      Entity entity,
      AttributeKind kind,
      String thing,
      String key,
      Value value,
      Optional<Value> before) {
    this.entity = entity;
    this.kind = kind;
    this.thing = thing;
    this.key = key;
    this.value = value;
    this.before = before;
  }

  Entity entity() {
    return entity;
  }

  AttributeKind kind() {
    return kind;
  }

  String thing() {
    return thing;
  }

  String key() {
    return key;
  }

  Value value() {
    return value;
  }

  Optional<Value> before() {
    return before;
  }

  /** Whom or what sentences about it name: the entity, or the entity's thing. */
  Subject subject(Subject owner) {
    return thing.isEmpty() ? owner : Subject.of(owner.possessive() + " " + thing);
  }
}
