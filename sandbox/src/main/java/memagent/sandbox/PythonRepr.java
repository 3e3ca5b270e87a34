package memagent.sandbox;

/**
 * A Python value that is not plain (a set, a date, an object of a class of the block), or that was
 * too large: only what Python's {@code repr} said of it. It is shown, and not handed to the next
 * block.
 *
 * @param text the repr, or a note in angle brackets that says why there is none
 */
public record PythonRepr(String text) {}
