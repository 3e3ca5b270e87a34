package memagent.model;

/** Receives generated text piece by piece, on the thread that called the model. */
@FunctionalInterface
public interface TextListener {

  /** Ignores the text. */
  TextListener NONE = text -> {};

  /** Takes the next piece; never empty. */
  void onText(String text);
}
