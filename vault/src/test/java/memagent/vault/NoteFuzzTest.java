package memagent.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import java.util.List;

class NoteFuzzTest {
  private static final NotePath PATH = NotePath.of("note.md");

  @FuzzTest(maxDuration = "60s")
  void readsAnyTextWithPositionsThatFit(@NotNull String text) {
    Note note = Note.parse(PATH, text);
    long lines = text.lines().count() + 1;
    for (Fact fact : note.facts()) {
      assertThat(fact.key()).isNotBlank();
      assertThat(fact.line()).isBetween(1, (int) lines);
      String raw = fact.valueSpan().of(text);
      if (raw.lines().count() <= 1) {
        assertThat(raw).isEqualTo(fact.value());
      }
      assertThat(fact.span().of(text)).endsWith(raw.isEmpty() ? "" : raw);
    }
    for (WikiLink link : note.links()) {
      assertThat(link.line()).isBetween(1, (int) lines);
      assertThat(link.span().of(text)).isNotEmpty();
    }
    for (NoteTable table : note.tables()) {
      assertThat(table.rows()).allSatisfy(row -> assertThat(row).hasSameSizeAs(table.header()));
    }
  }

  @FuzzTest(maxDuration = "60s")
  void resolvesAnyLinkToAFileOfTheMemoryOrToNone(@NotNull String link) {
    List<NotePath> files =
        List.of(NotePath.of("user.md"), NotePath.of("a/b.md"), NotePath.of("c/b.md"), PATH);
    LinkResolver resolver = new LinkResolver(files);
    assertThat(resolver.resolve(link, NotePath.of("a/b.md")).stream().toList()).isSubsetOf(files);
  }
}
