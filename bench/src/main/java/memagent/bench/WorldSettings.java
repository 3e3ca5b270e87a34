package memagent.bench;

/**
 * How large a world is.
 *
 * @param noteCountMin notes besides user.md
 * @param factCountMax facts of a note
 * @param longNoteShare how many notes get a journal of up to 40 lines
 * @param distractorShare notes that no link leads to, of all notes
 * @param disputeShare worlds in which two notes disagree about a fact
 * @param recoveryShare steps of the oracle that go wrong first and are then mended
 * @param distractorCount of a world's notes and lines, how many surround what its tasks ask about:
 *     namesakes, near-duplicates, former facts and look-alike notes; {@link #BY_CHANCE} for no such
 *     middle
 */
public record WorldSettings(
    int noteCountMin,
    int noteCountMax,
    int factCountMin,
    int factCountMax,
    double longNoteShare,
    double distractorShare,
    double disputeShare,
    double recoveryShare,
    int distractorCount) {
  /** Of distractors: as many as chance brings, around whatever is asked about. */
  static final int BY_CHANCE = -1;

  private static final int DISTRACTORS_MAX = 100_000;

  /** What small models train on: memories that fit their context. */
  public static final WorldSettings TRAINING =
      new WorldSettings(0, 16, 2, 10, 0.12, 0.25, 0.4, 0.05, BY_CHANCE);

  /** What the benchmark asks over: the same, and larger. */
  public static final WorldSettings BENCHMARK =
      new WorldSettings(2, 16, 3, 10, 0.15, 0.25, 0.4, 0, BY_CHANCE);

  /** These settings with exactly {@code notes} notes besides user.md. */
  public WorldSettings withNotes(int notes) {
    return new WorldSettings(
        notes,
        notes,
        factCountMin,
        factCountMax,
        longNoteShare,
        distractorShare,
        disputeShare,
        recoveryShare,
        distractorCount);
  }

  /** These settings with {@code count} distractors around what is asked about. */
  public WorldSettings withDistractors(int count) {
    if (count < 0 || count > DISTRACTORS_MAX) {
      throw new BenchException(
          count + " distractors cannot be made; name 0 to " + DISTRACTORS_MAX + ".");
    }
    return new WorldSettings(
        noteCountMin,
        noteCountMax,
        factCountMin,
        factCountMax,
        longNoteShare,
        distractorShare,
        disputeShare,
        recoveryShare,
        count);
  }

  /** These settings with another share of steps that go wrong first, 0 to 1. */
  public WorldSettings withRecoveryShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new BenchException("The share of recovery " + share + " must be 0 to 1.");
    }
    return new WorldSettings(
        noteCountMin,
        noteCountMax,
        factCountMin,
        factCountMax,
        longNoteShare,
        distractorShare,
        disputeShare,
        share,
        distractorCount);
  }
}
