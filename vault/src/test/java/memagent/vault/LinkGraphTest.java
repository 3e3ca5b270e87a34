package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LinkGraphTest {
  @TempDir Path folder;
  private Vault vault;

  @BeforeEach
  void openAMemoryWithPeople() throws IOException {
    Fixture.write(folder, "user.md", "[[entities/jane_doe]] [[bob]] [[nobody]] `[[code]]`\n");
    Fixture.write(
        folder,
        "entities/jane_doe.md",
        "---\naliases: [JD, Janey]\n---\n# Jane Doe\n[[../user.md]] [[jane_doe]]\n");
    Fixture.write(
        folder, "entities/people/bob.md", "# Bob\n[[JD]] ![[photo.png]] [j](../jane_doe.md)\n");
    Fixture.write(folder, "entities/old/people/bob.md", "# Robert\n");
    Fixture.write(folder, "entities/Jane-Doe.md", "# Other\n");
    Fixture.write(folder, "files/photo.png", new byte[] {1, 0, 2});
    Fixture.write(folder, "files/binary.md", new byte[] {1, 0, 2});
    vault = Fixture.open(folder);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      value = {
        "[[entities/jane_doe.md]] ~ entities/jane_doe.md",
        "[[entities/jane_doe]] ~ entities/jane_doe.md",
        "[[jane_doe]] ~ entities/jane_doe.md",
        "[[jane_doe.md]] ~ entities/jane_doe.md",
        "[[jane_doe|Jane]] ~ entities/jane_doe.md",
        "[[jane_doe#Job]] ~ entities/jane_doe.md",
        "[[jane_doe#Job|Jane]] ~ entities/jane_doe.md",
        "[[jane_doe#^block]] ~ entities/jane_doe.md",
        "[[jane_doe\\|Jane]] ~ entities/jane_doe.md",
        "![[jane_doe]] ~ entities/jane_doe.md",
        "![[photo.png]] ~ files/photo.png",
        "jane_doe ~ entities/jane_doe.md",
        "entities/jane_doe.md ~ entities/jane_doe.md",
        "[[JANE_DOE]] ~ entities/jane_doe.md",
        "[[ jane_doe ]] ~ entities/jane_doe.md",
        "[[/entities/jane_doe]] ~ entities/jane_doe.md",
        "[[./entities/jane_doe]] ~ entities/jane_doe.md",
        "[[entities\\jane_doe]] ~ entities/jane_doe.md",
        "[[janey]] ~ entities/jane_doe.md",
        "[[JD#Job|x]] ~ entities/jane_doe.md",
        "[[bob]] ~ entities/people/bob.md",
        "[[people/bob]] ~ entities/people/bob.md",
        "[[old/people/bob]] ~ entities/old/people/bob.md",
        "[[user]] ~ user.md",
        "[[nobody]] ~",
        "[[ob]] ~",
        "[[../../etc/passwd]] ~",
        "[[#Job]] ~",
        "[[]] ~",
        "'' ~"
      })
  void resolvesEveryFormThatObsidianKnows(String link, String file) {
    try (VaultTransaction transaction = vault.begin()) {
      assertThat(transaction.resolve(link)).isEqualTo(Optional.ofNullable(file).map(NotePath::of));
    }
  }

  @Test
  void resolvesWhatIsOnlyStaged() {
    try (VaultTransaction transaction = vault.begin()) {
      transaction.create(path("entities/new_one.md"), "---\naliases: [Newbie]\n---\n");
      transaction.delete(path("entities/jane_doe.md"));
      assertThat(transaction.resolve("[[new_one]]")).hasValue(path("entities/new_one.md"));
      assertThat(transaction.resolve("[[newbie]]")).hasValue(path("entities/new_one.md"));
      assertThat(transaction.resolve("[[jane_doe]]")).isEmpty();
    }
  }

  @Test
  void knowsWhoLinksToWhom() {
    LinkGraph graph = vault.links();
    assertThat(graph.outgoing(path("user.md")))
        .extracting(edge -> edge.to().value())
        .containsExactly("entities/jane_doe.md", "entities/people/bob.md", "");
    assertThat(graph.backlinks(path("entities/jane_doe.md")))
        .extracting(edge -> edge.from().value())
        .containsExactly("entities/people/bob.md", "entities/people/bob.md", "user.md");
    assertThat(graph.backlinks(path("user.md"))).hasSize(1);
    assertThat(graph.backlinks(path("files/photo.png"))).hasSize(1);
  }

  @Test
  void findsBrokenLinksOrphansAndDuplicates() {
    LinkGraph graph = vault.links();
    assertThat(graph.broken()).extracting(edge -> edge.link().target()).containsExactly("nobody");
    assertThat(graph.orphans())
        .containsExactly(path("entities/Jane-Doe.md"), path("entities/old/people/bob.md"));
    assertThat(graph.duplicates())
        .extracting(LinkGraph.Duplicate::notes)
        .containsExactlyInAnyOrder(
            List.of(path("entities/Jane-Doe.md"), path("entities/jane_doe.md")),
            List.of(path("entities/old/people/bob.md"), path("entities/people/bob.md")));
  }

  @Test
  void leavesOutNotesThatCannotBeRead() {
    assertThat(vault.links().note(path("files/binary.md"))).isEmpty();
    assertThat(vault.links().notes()).hasSize(5);
  }

  @Test
  void takesALinkInTheSameFolderBeforeAnotherOfTheSameName() throws IOException {
    Fixture.write(folder, "work/todo.md", "x");
    Fixture.write(folder, "home/todo.md", "x");
    Fixture.write(folder, "work/plan.md", "[[todo]]");
    LinkGraph graph = vault.links();
    assertThat(graph.outgoing(path("work/plan.md")).getFirst().to())
        .isEqualTo(path("work/todo.md"));
  }
}
