package memagent.vault;

import java.nio.file.Path;
import java.util.List;

/** Forgets {@code Quibble Wort} in a memory and says when it begins and ends; may be killed. */
final class Forgetter {
  private Forgetter() {}

  public static void main(String[] args) {
    try (Vault vault = KeptWriter.open(Path.of(args[0]))) {
      vault.keepIndexIn(Path.of(args[0]).resolve("search"), SearchListener.SILENT);
      Forget plan = Forget.plan(vault, List.of("Quibble Wort"), false);
      System.out.println("begins");
      plan.carryOut();
      System.out.println("ends");
    }
  }
}
