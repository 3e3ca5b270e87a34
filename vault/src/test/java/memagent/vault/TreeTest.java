package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TreeTest {

  @Test
  void drawsFoldersAndFilesTogetherInTheOrderOfTheirNames() {
    assertThat(
            Tree.draw(
                Set.of(
                    path("user.md"),
                    path("entities/b.md"),
                    path("entities/a.md"),
                    path("Z.md"),
                    path("entities/x/y.md")),
                Set.of(path("notes"))))
        .isEqualTo(
            """
            ./
            ├── Z.md
            ├── entities/
            │   ├── a.md
            │   ├── b.md
            │   └── x/
            │       └── y.md
            ├── notes/ (empty)
            └── user.md\
            """);
  }

  @Test
  void drawsAnEmptyMemoryAsItsRootAlone() {
    assertThat(Tree.draw(Set.of(), Set.of())).isEqualTo("./");
  }

  @Test
  void indentsWithoutALineBelowTheLastFolder() {
    assertThat(Tree.draw(Set.of(path("user.md"), path("z/a.md")), Set.of()))
        .isEqualTo("./\n├── user.md\n└── z/\n    └── a.md");
  }

  @Test
  void sortsByCodePointAsPythonDoes() {
    assertThat(Tree.draw(Set.of(path("\ufa0e.md"), path("\ud83d\ude00.md")), Set.of()))
        .isEqualTo("./\n├── \ufa0e.md\n└── \ud83d\ude00.md");
  }
}
