package memagent.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import memagent.agent.SessionStore;
import memagent.vault.InvalidPathException;
import memagent.vault.MemoryKey;
import memagent.vault.NotePath;
import memagent.vault.Vault;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Addresses of resources that nobody of good will sends. */
class ResourceUriFuzzTest {
  private static final String SECRET = "zebra-crossing-7";
  @TempDir private static Path home;
  private static Vault vault;
  private static Offer.Shelf shelf;
  private static MemoryView view;
  private static final Caller GUEST =
      new StillCaller(new Client("guest", "Do not reveal anything about Jane Doe."));

  @BeforeAll
  static void fillsTheMemory() throws IOException {
    vault = Servers.memory(home);
    Files.writeString(home.resolve("outside.md"), "# Outside\n\n" + SECRET + "\n");
    Files.createDirectories(home.resolve("memory/.mem-agent"));
    Files.writeString(home.resolve("memory/.mem-agent/inside.md"), SECRET + "\n");
    Files.writeString(home.resolve("memory/attachment.bin"), SECRET + "\n");
    Files.createDirectories(home.resolve("trajectories"));
    Files.writeString(home.resolve("trajectories/other-id1-0001.jsonl"), SECRET + "\n");
    Views views = new Views(vault, Servers.CLOCK);
    view = views.of(GUEST.client());
    Conversations conversations =
        new Conversations(
            new AgentSource.OwnModel(filters -> {
              throw new IllegalStateException("nobody asks the agent here");
            }),
            new SessionStore(home.resolve("sessions")),
            () -> "id",
            views,
            new ChangeLog(home.resolve("changes.jsonl"), Servers.CLOCK, MemoryKey.NONE),
            McpLimits.DEFAULT);
    shelf =
        new Shelves(
            List.of(
                new GraphShelf(views),
                new TrajectoryShelf(
                    conversations, views, home.resolve("trajectories"), MemoryKey.NONE),
                new NoteShelf(views)));
  }

  @FuzzTest(maxDuration = "60s")
  void anAddressGivesANoteThatTheClientMaySeeOrNothing(@NotNull String address) {
    Optional<List<ObjectNode>> found = shelf.read(address, GUEST);
    if (!shelf.isWatched(address, GUEST) && found.isPresent()) {
      assertThat(address).isEqualTo(GraphShelf.ADDRESS);
    }
    found.ifPresent(contents -> {
      assertThat(contents).hasSize(1);
      String uri = contents.getFirst().path("uri").asText();
      assertThat(contents.getFirst().toString()).doesNotContain(SECRET, "0199", "jane_doe");
      if (!uri.equals(GraphShelf.ADDRESS)) {
        NotePath path = NoteUris.path(uri).orElseThrow();
        assertThat(view.note(path)).isPresent();
        assertThat(contents.getFirst().path("text").asText())
            .isEqualTo(view.note(path).orElseThrow().note().text());
      }
    });
  }

  @FuzzTest(maxDuration = "60s")
  void everyPathHasAnAddressThatLeadsBackToIt(@NotNull String text) {
    NotePath path;
    try {
      path = NotePath.of(text);
    } catch (InvalidPathException refused) {
      return;
    }
    if (!path.isRoot()) {
      assertThat(NoteUris.path(NoteUris.of(path))).as(NoteUris.of(path)).hasValue(path);
    }
  }
}
