package memagent.vault;

/** One file that a transaction changes. Texts are without a byte order mark. */
public sealed interface VaultChange {

  NotePath path();

  /** The change as a unified diff with three lines of context; every line ends with {@code \n}. */
  String diff();

  /**
   * A file that was not there.
   *
   * @param after its text
   */
  record Created(NotePath path, String after) implements VaultChange {
    @Override
    public String diff() {
      return UnifiedDiff.of("/dev/null", "b/" + path, "", after);
    }
  }

  /**
   * A file with another text.
   *
   * @param before the old text
   * @param after the new text
   */
  record Updated(NotePath path, String before, String after) implements VaultChange {
    @Override
    public String diff() {
      return UnifiedDiff.of("a/" + path, "b/" + path, before, after);
    }
  }

  /**
   * A file that goes away.
   *
   * @param before its text; for a file that is no text, one line that says so
   */
  record Deleted(NotePath path, String before) implements VaultChange {
    @Override
    public String diff() {
      return UnifiedDiff.of("a/" + path, "/dev/null", before, "");
    }
  }
}
