package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import memagent.sandbox.Observation;
import org.junit.jupiter.api.Test;

class EvidenceTest {
  private static final TurnLimits LIMITS = TurnLimits.DEFAULT;

  /** What a block shows that reads these notes: name of the variable, path, text. */
  static Readings read(String... parts) {
    StringBuilder code = new StringBuilder();
    Map<String, Object> variables = new LinkedHashMap<>();
    for (int i = 0; i < parts.length; i += 3) {
      code.append(parts[i]).append(" = read_file(\"").append(parts[i + 1]).append("\")\n");
      variables.put(parts[i], parts[i + 2]);
    }
    return Readings.of(List.of(), LIMITS.seenCharsMax())
        .add(code.toString(), new Observation.Finished(variables, "", ""), List.of());
  }

  private static String user(String question) {
    return Evidence.hint(question, read("u", "user.md", Memories.USER), LIMITS);
  }

  @Test
  void findsTheKeyThatTheQuestionNames() {
    assertThat(user("What is my age?")).isEqualTo("evidence:\n- age: 34 (user.md)");
  }

  @Test
  void findsAKeyByANearWord() {
    assertThat(user("How old am I?")).isEqualTo("evidence:\n- age: 34 (user.md)");
    assertThat(user("Which town do I live in?")).isEqualTo("evidence:\n- city: Kiel (user.md)");
  }

  @Test
  void pointsToTheLinkAndNotToTheUsersOwnFact() {
    assertThat(user("How old is my sister?"))
        .isEqualTo("evidence:\n- sister: [[entities/frida_brandt.md]] (user.md)");
  }

  @Test
  void findsALinkByTheNameInIt() {
    assertThat(user("What is Frida's hobby?"))
        .isEqualTo("evidence:\n- sister: [[entities/frida_brandt.md]] (user.md)");
  }

  @Test
  void findsAKeyWithATypingError() {
    Readings note = read("n", "n.md", "# Boat\n- mooring fee: 40 EUR\n- colour: white\n");
    assertThat(Evidence.hint("How much is the moorings fee?", note, LIMITS))
        .isEqualTo("evidence:\n- mooring fee: 40 EUR (n.md)");
    assertThat(Evidence.hint("What is the moring fee?", note, LIMITS))
        .contains("- mooring fee: 40 EUR");
  }

  @Test
  void findsACellOfATable() {
    Readings note =
        read("n", "supplies.md", "# Supplies\n\n| item | stock |\n|---|---|\n| lamp oil | 3 |\n");
    assertThat(Evidence.hint("What stock do we have of lamp oil?", note, LIMITS))
        .startsWith("evidence:\n- lamp oil, stock: 3 (supplies.md)");
  }

  @Test
  void saysNothingWhereNothingFits() {
    assertThat(user("Which shoe size has the mayor?")).isEmpty();
    assertThat(user("")).isEmpty();
  }

  @Test
  void staysWithinItsLimits() {
    StringBuilder note = new StringBuilder("# N\n");
    for (int i = 0; i < 200; i++) {
      note.append("- age ").append(i).append(": ").append("x".repeat(i * 5)).append('\n');
    }
    String hint = Evidence.hint("What age?", read("n", "n.md", note.toString()), LIMITS);
    assertThat(hint.lines().count()).isLessThanOrEqualTo(1 + LIMITS.evidenceCountMax());
    assertThat(hint.length())
        .isLessThanOrEqualTo(LIMITS.evidenceCharsMax() + "evidence:\n".length());
  }

  @Test
  void isTheSameEveryTime() {
    String first = user("How old is my sister, and my dentist?");
    for (int i = 0; i < 20; i++) {
      assertThat(user("How old is my sister, and my dentist?")).isEqualTo(first);
    }
  }

  @Test
  void knowsOneLetterMoreLessAndOther() {
    assertThat(Evidence.oneOff("mooring", "moring")).isTrue();
    assertThat(Evidence.oneOff("mooring", "moorings")).isTrue();
    assertThat(Evidence.oneOff("mooring", "mourning")).isFalse();
    assertThat(Evidence.oneOff("colour", "colout")).isTrue();
    assertThat(Evidence.oneOff("same", "same")).isTrue();
  }
}
