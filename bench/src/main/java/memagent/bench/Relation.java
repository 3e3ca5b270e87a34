package memagent.bench;

/** A link from one entity to another: an edge of a world's graph. One object is one edge. */
final class Relation {
  private final RelationKind kind;
  private final String key;
  private final Entity source;
  private final Entity target;
  private final boolean isDead;

  /**
   * @param key the noun that the note uses
   * @param isDead whether the target's note is missing
   */
  Relation(RelationKind kind, String key, Entity source, Entity target, boolean isDead) {
    this.kind = kind;
    this.key = key;
    this.source = source;
    this.target = target;
    this.isDead = isDead;
  }

  RelationKind kind() {
    return kind;
  }

  String key() {
    return key;
  }

  Entity source() {
    return source;
  }

  Entity target() {
    return target;
  }

  boolean isDead() {
    return isDead;
  }
}
