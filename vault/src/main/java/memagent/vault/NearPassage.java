package memagent.vault;

/**
 * A passage whose vector lies near that of a question.
 *
 * @param at which passage of the note, from 0
 * @param hash of the text that the vector was made of, as {@link EmbeddedText#hash} makes it
 * @param cosine of the angle between both, from {@link VectorIndex#COSINE_MIN} to 1
 */
record NearPassage(NotePath note, int at, String hash, double cosine) {}
