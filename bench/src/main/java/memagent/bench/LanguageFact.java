package memagent.bench;

/** A fact of a world in another language. Two are the same only if they are one object. */
final class LanguageFact {
  private final Entity entity;
  private final String kind;
  private final String key;
  private final Value value;

  /**
   * @param kind the id of its kind
   * @param key as the note spells it, in words
   */
  LanguageFact(Entity entity, String kind, String key, Value value) {
    this.entity = entity;
    this.kind = kind;
    this.key = key;
    this.value = value;
  }

  Entity entity() {
    return entity;
  }

  String kind() {
    return kind;
  }

  String key() {
    return key;
  }

  Value value() {
    return value;
  }
}
