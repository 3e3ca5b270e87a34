package memagent.vault;

/**
 * The memory on disk cannot do what was asked. The message is one sentence that names the value,
 * and what to do about it.
 */
public class VaultException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  public VaultException(String sentence) {
    super(sentence);
    this.sentence = sentence;
  }

  public VaultException(String sentence, Throwable cause) {
    super(sentence, cause);
    this.sentence = sentence;
  }

  /** The sentence; never null. */
  @Override
  public String getMessage() {
    return sentence;
  }
}
