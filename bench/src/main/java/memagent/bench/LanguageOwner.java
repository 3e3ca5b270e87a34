package memagent.bench;

import java.util.List;

/**
 * Whom a question is about, and how it calls them.
 *
 * @param path from the user to the entity, at most two steps; empty for the user
 * @param byName whether the question says the name instead of the roles
 * @param name as it is spoken
 * @param genitive of the name
 */
record LanguageOwner(
    Entity entity, List<LanguageWorld.Link> path, boolean byName, String name, String genitive) {
  LanguageOwner {
    path = List.copyOf(path);
  }

  boolean isUser() {
    return path.isEmpty();
  }

  /** Whether a sentence's subject can name the entity; chains of roles stand behind nouns only. */
  boolean isSimple() {
    return byName || path.size() < 2;
  }
}
