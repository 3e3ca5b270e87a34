package memagent.bench;

import java.util.List;

/**
 * A kind of fact in one language.
 *
 * @param id its English noun, the same in every language
 * @param types what it is a fact of
 * @param value what its values look like, for {@link LanguageValues}
 * @param topic groups kinds that filters may mean together
 * @param gender chooses articles and endings among the language's forms
 * @param keys how notes spell it, the noun first
 * @param questions ways to ask for it besides the general ones
 */
record LanguageKind(
    String id,
    List<EntityType> types,
    String value,
    String topic,
    String noun,
    String gender,
    List<String> keys,
    List<String> questions) {}
