package memagent.vault;

import static memagent.vault.Fixture.path;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeTest {

  @TempDir Path folder;

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

  @Test
  void aMemoryOfTooManyFilesIsShownByCounts() throws IOException {
    for (int i = 0; i < 30; i++) {
      Fixture.write(folder, "entities/people/p%02d.md".formatted(i), "[[oslo]] [[p07]]\n");
    }
    Fixture.write(folder, "entities/places/oslo.md", "# Oslo\n");
    Fixture.write(folder, "photo.png", "x");
    Fixture.write(folder, "user.md", "[[oslo]]\n");
    VaultLimits limits = VaultLimits.DEFAULT.withListedFileCount(32);
    try (Vault vault = Vault.open(folder, limits);
        VaultTransaction transaction = vault.begin()) {
      String counts =
          """
          ./ (33 files, too many to list: find notes with search_memory("words"))
          ├── entities/ (31 files)
          │   ├── people/ (30 files)
          │   └── places/ (1 file)
          ├── photo.png
          └── user.md\
          """;
      assertThat(transaction.tree()).isEqualTo(counts);

      vault.index().refresh();
      assertThat(transaction.tree())
          .startsWith(counts + "\nmost linked: entities/places/oslo.md, entities/people/p07.md");

      transaction.delete(path("photo.png"));
      assertThat(transaction.tree()).startsWith("./\n├── entities/\n│   ├── people/\n");
    }
  }

  @Test
  void anOverviewStaysShortHoweverWideTheMemoryIs() {
    Set<NotePath> files = new TreeSet<>();
    for (int i = 0; i < 3_000; i++) {
      files.add(path("f%03d/g%04d/n.md".formatted(i % 100, i)));
    }
    String text = TreeOverview.draw(files, List.of());

    assertThat(text.lines().count()).isLessThan(150);
    assertThat(text).endsWith("\n└── ... (80 more)");
  }
}
