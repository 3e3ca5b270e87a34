package memagent.agent;

import static memagent.agent.Memories.ask;
import static memagent.agent.Memories.say;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import memagent.model.ScriptedChatModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecallTest {
  private static final String OWNER =
      """
      # Me
      - name: Edda
      - shoe size: 41

      ## People
      - sister: [[entities/frida.md]]
      - landlord: [[entities/olaf_thorsen|Olaf]]
      - tailor: [[entities/gone.md]]
      """;
  private static final String FRIDA =
      """
      # Frida
      - employer: [[yard]]
      - phone: 0461 55
      """;
  private static final String OLAF =
      """
      # Olaf Thorsen
      - phone: 0431 77

      | tool | price |
      |---|---|
      | ladder | 80 |
      | saw | 35 |
      """;
  private static final String YARD =
      """
      # Nordlicht
      The yard lies in Flensburg. It was founded in 1911.
      """;

  @TempDir Path folder;

  private static Map<String, String> notes() {
    Map<String, String> notes = new LinkedHashMap<>();
    notes.put("user.md", OWNER);
    notes.put("entities/frida.md", FRIDA);
    notes.put("entities/olaf_thorsen.md", OLAF);
    notes.put("entities/yard.md", YARD);
    return notes;
  }

  private static Excerpt look(String question, int charsMax) {
    return Recall.of(question, "", notes(), charsMax);
  }

  @Test
  void showsASmallMemoryWhole() {
    Excerpt excerpt = look("What is my shoe size?", 5_000);
    assertThat(excerpt.parts()).allMatch(Excerpt.Part::isWhole);
    assertThat(excerpt.text())
        .startsWith("<memory>\n=== user.md\n# Me\n")
        .endsWith("</memory>\n\n");
  }

  @Test
  void takesTheLineThatTheQuestionNamesFirst() {
    assertThat(look("What is my shoe size?", 34).text())
        .isEqualTo(
            """
            <memory>
            === user.md
            # Me
            ...
            - shoe size: 41
            ...
            likely:
            user.md: - shoe size: 41
            no such note: entities/gone.md
            </memory>

            """);
  }

  @Test
  void followsTheLinksThatTheQuestionNames() {
    Excerpt excerpt = look("In which town is my sister's employer?", 300);
    assertThat(excerpt.shows("user.md", "- sister: [[entities/frida.md]]")).isTrue();
    assertThat(excerpt.shows("entities/frida.md", "- employer: [[yard]]")).isTrue();
    assertThat(excerpt.shows("entities/yard.md", "The yard lies in Flensburg.")).isTrue();
    assertThat(excerpt.parts().getFirst().path()).isEqualTo("user.md");
  }

  @Test
  void findsANoteByItsName() {
    Excerpt excerpt = look("Thorsen's phone?", 160);
    assertThat(excerpt.shows("entities/olaf_thorsen.md", "- phone: 0431 77")).isTrue();
    assertThat(excerpt.shows("entities/frida.md", "- phone: 0461 55")).isFalse();
  }

  @Test
  void keepsTheHeadOfATableWithItsRow() {
    Excerpt excerpt = look("What does Olaf's ladder cost?", 180);
    assertThat(excerpt.shows("entities/olaf_thorsen.md", "| tool | price |\n| ladder | 80 |"))
        .isTrue();
  }

  @Test
  void repeatsTheLinesThatFitBestAtTheEndTheBestLast() {
    Excerpt excerpt = look("Which phone does Olaf have?", 1_000);
    assertThat(excerpt.likely()).hasSize(3);
    assertThat(look("Which phones do Olaf, Frida and the landlord have?", 1_000).likely())
        .hasSize(4);
    assertThat(excerpt.likely().getLast()).isEqualTo("entities/olaf_thorsen.md: - phone: 0431 77");
    assertThat(look("Hm?", 1_000).likely()).isEmpty();
  }

  @Test
  void showsAValueBelowItsKeyTogetherWithIt() {
    Map<String, String> notes = Map.of("user.md", "# Me\n### locker\n209\n### desk\n12\n");
    assertThat(Recall.of("My locker?", "", notes, 100).likely())
        .containsExactly("user.md: ### locker / 209");
  }

  @Test
  void saysWhichWordsStandNowhereAndWhichLinksLeadNowhere() {
    Excerpt excerpt = look("Thanks! Which vaccination does my sister need?", 1_000);
    assertThat(excerpt.unknown()).containsExactly("vaccination");
    assertThat(excerpt.dead()).containsExactly("entities/gone.md");
    assertThat(excerpt.text()).contains("no such note: entities/gone.md\nnot found: vaccination\n");
  }

  @Test
  void findsWordsOfAScriptWithoutSpaces() {
    Map<String, String> notes = Map.of("user.md", "- 電話番号: 03-1234\n- 誕生日: 五月一日\n- 靴: 26\n");
    assertThat(Recall.of("私の誕生日はいつですか", "", notes, 40).text()).contains("- 誕生日: 五月一日");
  }

  @Test
  void givesTheSameForTheSameAndKeepsTheBudget() {
    Map<String, String> many =
        IntStream.range(0, 60)
            .boxed()
            .collect(
                Collectors.toMap(
                    i -> "entities/n" + i + ".md", i -> "# N" + i + "\n- phone: " + (1_000 + i)));
    for (int chars : List.of(0, 100, 400, 1_600)) {
      Excerpt excerpt = Recall.of("Which phone?", "", many, chars);
      int shown =
          excerpt.parts().stream().mapToInt(p -> p.path().length() + p.text().length()).sum();
      assertThat(shown).isLessThanOrEqualTo(chars);
      assertThat(Recall.of("Which phone?", "", many, chars)).isEqualTo(excerpt);
    }
  }

  @Test
  void weighsWhatWasSaidBeforeALittle() {
    Excerpt excerpt = Recall.of("And the phone?", "Where does my landlord live?", notes(), 160);
    assertThat(excerpt.shows("entities/olaf_thorsen.md", "- phone: 0431 77")).isTrue();
  }

  @Test
  void standsBeforeTheQuestionOfASmallModelAndNotInTheSession() {
    ScriptedChatModel model =
        new ScriptedChatModel(
            Memories.SMALL, List.of(r -> say("x", "34."), r -> say("y", "In Kiel.")));
    Session session = Session.start("s");
    Agent agent = Memories.agent(model, Memories.family(folder), AgentSettings.DEFAULT);
    ask(agent, session, "What is my age?");
    String first = model.requests().getFirst().messages().get(1).text();
    assertThat(first)
        .startsWith("<memory>\n=== user.md\n")
        .endsWith("</memory>\n\nWhat is my age?");
    assertThat(session.messages().getFirst().text()).isEqualTo("What is my age?");
    ask(agent, session, "And my city?");
    assertThat(model.requests().getLast().messages().get(1).text()).isEqualTo("What is my age?");
  }

  @Test
  void masksWhatAFilterDeniesBeforeASmallModelSeesItAndAgainInItsReply() {
    ScriptedChatModel model =
        new ScriptedChatModel(Memories.SMALL, List.of(r -> say("x", "You are 34 years old.")));
    Agent agent = Memories.agent(model, Memories.family(folder), AgentSettings.DEFAULT);
    AgentResult result =
        ask(agent, Session.start("s"), "How old am I? <filter>Do not reveal ages</filter>");
    String seen = model.requests().getFirst().messages().get(1).text();
    assertThat(seen).contains("- age: [withheld]", "- city: Kiel").doesNotContain("34");
    assertThat(result.reply()).doesNotContain("34");
  }

  @Test
  void followsALinkInATableWhoseAliasIsEscaped() {
    Map<String, String> notes =
        Map.of(
            "user.md",
            "| order | customer |\n| --- | --- |\n| 12 rolls | [[entities/cafe_quince.md\\|Quince]] |\n",
            "entities/cafe_quince.md",
            "# Cafe Quince\n- phone: 0555 12\n");
    Excerpt excerpt = Recall.of("Which phone has the customer of the rolls?", "", notes, 1_000);
    assertThat(excerpt.dead()).isEmpty();
    assertThat(excerpt.likely().getLast()).isEqualTo("entities/cafe_quince.md: - phone: 0555 12");
  }
}
