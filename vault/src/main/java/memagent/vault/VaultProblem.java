package memagent.vault;

/**
 * Something in the memory's folder that cannot be used. It is left alone.
 *
 * @param path where, as the disk spells it
 * @param reason one sentence: what is wrong, and what to do
 */
public record VaultProblem(String path, String reason) {}
