package memagent.sandbox;

import java.util.List;

/**
 * A Python tuple, kept apart from a list so that it is shown and handed on as what it was.
 *
 * @param items values as in {@link Observation#variables()}
 */
public record PythonTuple(List<Object> items) {

  public PythonTuple {
    items = List.copyOf(items);
  }
}
