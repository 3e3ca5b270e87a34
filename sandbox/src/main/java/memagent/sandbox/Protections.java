package memagent.sandbox;

import java.util.List;

/**
 * What stands between a block and the machine, as found here and now.
 *
 * @param items in the order in which a person should read them
 */
public record Protections(List<Protection> items) {

  public Protections {
    items = List.copyOf(items);
  }

  /**
   * One protection.
   *
   * @param name short, as {@code seccomp}
   * @param holds whether it is in force
   * @param detail one sentence: what it does, or why it does not hold here
   */
  public record Protection(String name, boolean holds, String detail) {}
}
