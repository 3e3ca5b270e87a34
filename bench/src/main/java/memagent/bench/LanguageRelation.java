package memagent.bench;

import java.util.List;

/**
 * What somebody or some place is to a person, in one language.
 *
 * @param id its English noun, the same in every language
 * @param gender {@code f} or {@code m} of persons, otherwise empty
 * @param keys how notes spell it
 * @param subject with the person's "my", as a sentence's subject: {@code meine Schwester}
 * @param genitive the same behind a noun: {@code meiner Schwester}
 * @param chain with an article, behind a noun and before another: {@code der Schwester}
 * @param yours as {@code subject}, when the agent speaks
 * @param ofYours as {@code genitive}, when the agent speaks
 */
record LanguageRelation(
    String id,
    EntityType type,
    String gender,
    List<String> keys,
    String subject,
    String genitive,
    String chain,
    String yours,
    String ofYours) {}
