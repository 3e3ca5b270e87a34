package memagent.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import memagent.vault.SearchListener;
import memagent.vault.Vault;
import memagent.vault.VaultLimits;
import memagent.vault.VaultTransaction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the model reads first of a memory of 100,000 notes. */
class LargeMemoryIT {
  private static final int NOTE_COUNT = 100_000;
  private static final int LINK_COUNT = 600;

  /** Of the whole look; listing the files anew for each link would take a hundred times as long. */
  private static final int LIST_CHARS_MAX = 4_000;

  @TempDir Path folder;
  @TempDir Path cache;

  @Test
  void listAndFirstLookStaySmall() throws IOException {
    make();
    VaultLimits limits =
        VaultLimits.DEFAULT.withFileCount(200_000).withBytes(1_000_000, 500_000_000);
    try (Vault vault = Vault.open(folder, limits)) {
      String list;
      try (VaultTransaction transaction = vault.begin()) {
        list = transaction.tree();
      }
      assertThat(list)
          .startsWith("./ (100,001 files, too many to list")
          .contains("user.md")
          .hasSizeLessThan(LIST_CHARS_MAX);
      Excerpt look = look(vault, "no index");
      assertThat(look.text()).contains("phone: 0461 55");
      assertThat(look.dead()).isNotEmpty().allMatch(target -> target.startsWith("gone "));
      assertThat(look.text().length()).isLessThan(2 * TurnLimits.DEFAULT.recallCharsMax());
    }
  }

  @Test
  void withAnIndexTheFirstLookIsShort() throws IOException {
    make();
    VaultLimits limits =
        VaultLimits.DEFAULT.withFileCount(200_000).withBytes(1_000_000, 500_000_000);
    try (Vault vault = Vault.open(folder, limits, Optional.of(cache), SearchListener.SILENT)) {
      vault.index().refresh();
      Excerpt look = look(vault, "index");
      assertThat(look.text()).contains("phone: 0461 55");
      assertThat(look.dead()).isNotEmpty().allMatch(target -> target.startsWith("gone "));
      look(vault, "index, once more");
      vault.index().watch();
      vault.index().refresh();
      look(vault, "index, watched");
    }
  }

  private static Excerpt look(Vault vault, String how) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long clock = System.nanoTime();
    Excerpt look =
        FirstLook.at(
                vault,
                Question.of("What is the phone number of my sister Frida?"),
                List.of(),
                Session.start("large"),
                TurnLimits.DEFAULT)
            .excerpt();
    long nanos = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    System.out.println(
        "first look at 100,000 notes, %s: %d ms, of them %d of this thread's processor time"
            .formatted(how, (System.nanoTime() - clock) / 1_000_000, nanos / 1_000_000));
    return look;
  }

  /** A quarter of the links lead nowhere, and so ask for other names in vain. */
  private void make() throws IOException {
    StringBuilder own =
        new StringBuilder("# Me\n- name: Edda\n- sister: [[p00007]]\n\n## Others\n");
    for (int i = 0; i < LINK_COUNT; i++) {
      own.append("- friend %d: [[%s]]\n".formatted(i, i % 4 == 0 ? "gone " + i : name(i * 100)));
    }
    Files.writeString(folder.resolve("user.md"), own);
    for (int i = 0; i < NOTE_COUNT; i++) {
      Path file = folder.resolve("people/%03d/%s.md".formatted(i % 256, name(i)));
      if (i < 256) {
        Files.createDirectories(file.getParent());
      }
      String title = i == 7 ? "Frida" : "Person " + i;
      Files.writeString(
          file,
          "# %s\n- phone: %s\n- friend: [[%s]]\n"
              .formatted(title, i == 7 ? "0461 55" : "0431 " + i, name((i + 1) % NOTE_COUNT)));
    }
  }

  private static String name(int number) {
    return String.format(Locale.ROOT, "p%05d", number);
  }
}
