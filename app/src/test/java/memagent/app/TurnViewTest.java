package memagent.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import memagent.agent.AgentListener.Part;
import memagent.vault.NotePath;
import memagent.vault.VaultChange;
import org.junit.jupiter.api.Test;

final class TurnViewTest {
  private final StringWriter shown = new StringWriter();

  private TurnView view(boolean unfolded) {
    return new TurnView(
        new PrintWriter(shown, true),
        new Paint(false),
        new TurnView.Manner(false, true, true, unfolded, 40));
  }

  private static void turn(TurnView view) {
    view.turnStarted(1);
    view.text(Part.THOUGHT, "First I look.\nThen ");
    view.text(Part.THOUGHT, "I answer.");
    view.text(Part.CODE, "a = 1\n");
    view.blockStarted(1, "a = 1\nb = 2\nc = 3\n");
    view.blockFinished(1, "{'a': 1}", true);
  }

  @Test
  void foldsThoughtAndCodeToALineEach() {
    turn(view(false));
    assertThat(shown.toString().lines()).containsExactly("∴ First I look.", "› a = 1  (+2 lines)");
  }

  @Test
  void showsThemInFullWhenUnfolded() {
    turn(view(true));
    assertThat(shown.toString().lines())
        .containsExactly(
            "First I look.", "Then I answer.", "› a = 1", "› b = 2", "› c = 3", "‹ {'a': 1}");
  }

  @Test
  void namesTheNotesOfTheFirstLookOnOneLine() {
    view(false).looked(List.of("user.md", "entities/jane_doe.md", "entities/john_doe.md"));
    assertThat(shown.toString()).isEqualTo("∴ looked into user.md, entities/jane_…\n");
  }

  @Test
  void breaksTheReplyBetweenWordsHoweverItArrives() {
    TurnView view = view(false);
    for (String piece : "The night train leaves Salt|mere at 21:40 |on 2031-05|-15.".split("[|]")) {
      view.text(Part.REPLY, piece);
    }
    view.abandon();
    assertThat(shown.toString())
        .isEqualTo("The night train leaves Saltmere at 21:40\non 2031-05-15.\n");
  }

  @Test
  void keepsAllWorkForLater() {
    TurnView view = view(false);
    turn(view);
    assertThat(view.work()).contains("Then I answer.").contains("c = 3");
  }

  @Test
  void saysWhyABlockWasDropped() {
    TurnView view = view(false);
    view.blockStarted(1, "x");
    view.blockFinished(1, "({}, {Traceback\nNameError: name 'x' is not defined})", false);
    assertThat(shown.toString()).endsWith("‹ NameError: name 'x' is not defined\n");
  }

  @Test
  void showsTheChangedLinesOnly() {
    view(false)
        .changed(
            List.of(
                new VaultChange.Updated(
                    NotePath.of("user.md"), "# Me\n- a: 1\n", "# Me\n- a: 2\n")));
    assertThat(shown.toString().lines())
        .containsExactly("~ user.md", "   # Me", "  -- a: 1", "  +- a: 2");
  }

  @Test
  void obeysNoEscapeSequenceOfTheModel() {
    TurnView view = view(false);
    view.text(Part.REPLY, "Title:\u001b]0;owned\u0007 and \u009b2J\u202e");
    view.abandon();
    assertThat(shown.toString()).isEqualTo("Title:\uFFFD]0;owned\uFFFD and \uFFFD2J\uFFFD\n");
  }
}
