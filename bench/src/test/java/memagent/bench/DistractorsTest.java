package memagent.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import memagent.model.Cancellation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistractorsTest {
  private static final int WORLDS = 12;

  @TempDir private Path folder;

  @Test
  void surroundsWhatIsAskedAboutWithAsManyAsItIsTold() {
    double few = mean(counted(0), Distractors::total);
    double some = mean(counted(8), Distractors::total);
    double many = mean(counted(40), Distractors::total);
    assertThat(few).isLessThan(6);
    assertThat(some).isBetween(6.0, 16.0);
    assertThat(many).isBetween(30.0, 50.0);
  }

  @Test
  void makesEverySort() {
    List<Distractors> around = counted(16);
    assertThat(mean(around, Distractors::lookAlikes)).isGreaterThan(1);
    assertThat(mean(around, Distractors::namesakes)).isGreaterThan(1);
    assertThat(mean(around, Distractors::duplicates)).isGreaterThan(1);
    assertThat(mean(around, Distractors::stale)).isGreaterThan(1);
  }

  @Test
  void keepsTheSizeOfTheMemory() {
    for (int count : List.of(0, 10, 40)) {
      TaskSet set = BenchSets.worlds(4, 2, List.of(60), List.of(count));
      assertThat(set.memories().values())
          .allSatisfy(memory -> assertThat(memory.notes().size()).isBetween(45, 63));
    }
  }

  @Test
  void leavesEveryTaskSolvable() {
    TaskSet set = BenchSets.worlds(WORLDS, 1, List.of(), List.of(24));
    List<TaskResult> results =
        new BenchRun(folder, InstantSource.system())
            .run(
                set,
                AgentContestant.oracle(
                    new OracleSandbox(), folder.resolve("trajectories"), InstantSource.system()),
                2,
                false,
                new Cancellation(),
                (done, of) -> {});
    assertThat(results).hasSizeGreaterThan(30).allMatch(TaskResult::isRight);
    assertThat(results).anyMatch(result -> result.distractors() != null);
  }

  @Test
  void countsANoteOnceAndAsTheFirstThatItIs() {
    Entity asked = person("Marit Oslund", "f");
    Entity alike = person("Merit Oslund", "f"); // shares a word too
    Entity namesake = person("Jorun Oslund", "f");
    Entity same = person("Petra Quist", "f");
    Entity other = person("Sofie Brandt", "f");
    AttributeKind tea = kind("tea");
    AttributeKind shoe = kind("shoe size");
    add(asked, tea, "oolong", Optional.of(Value.phrase("mint")));
    add(alike, tea, "assam", Optional.empty());
    add(namesake, shoe, "38", Optional.empty());
    add(same, tea, "lapsang", Optional.empty());
    add(other, shoe, "40", Optional.empty());
    RenderedWorld world = rendered(asked, alike, namesake, same, other);
    assertThat(
            Distractors.around(world, Map.of(asked.path(), List.of("- tea: oolong"))).orElseThrow())
        .isEqualTo(new Distractors(1, 1, 1, 1));
    assertThat(Distractors.around(world, Map.of())).isEmpty();
  }

  @Test
  void areWrittenAndReadWithTheTask() {
    Task task = BenchSets.worlds(1, 3, List.of(), List.of(4)).tasks().getFirst();
    String line = TaskWriter.write(task).toString();
    assertThat(TaskReader.readLine("t", "m", line).distractors()).isEqualTo(task.distractors());
    assertThat(task.distractors()).isPresent();
    assertThatThrownBy(() ->
            TaskReader.readLine(
                "t, line 1", "m", line.replaceFirst("\"stale\":\\d+", "\"stale\":-1")))
        .hasMessage("t, line 1, field distractors.stale: -1 is below 0.");
  }

  @Test
  void refusesNumbersThatCannotBeMade() {
    assertThatThrownBy(() -> BenchSets.worlds(1, 1, List.of(), List.of(-3)))
        .isInstanceOf(BenchException.class)
        .hasMessage("-3 distractors cannot be made; name 0 to 100000.");
    assertThatThrownBy(() -> BenchSets.worlds(0, 1, List.of(), List.of()))
        .hasMessage("0 worlds cannot be made; name 1 or more.");
    assertThatThrownBy(() -> BenchSets.worlds(1, 1, List.of(0), List.of()))
        .hasMessage("A world of 0 notes cannot be made; name 1 or more.");
  }

  private static List<Distractors> counted(int count) {
    return BenchSets.worlds(WORLDS, 1, List.of(), List.of(count)).tasks().stream()
        .flatMap(task -> task.distractors().stream())
        .toList();
  }

  private static double mean(List<Distractors> all, ToIntFunction<Distractors> figure) {
    return all.stream().mapToInt(figure).average().orElseThrow();
  }

  private static Entity person(String name, String gender) {
    Entity person = new Entity(EntityType.PERSON, name, gender);
    person.path("entities/" + LinkStyle.snake(name) + ".md");
    return person;
  }

  private static AttributeKind kind(String key) {
    return new AttributeKind(
        EntityType.PERSON, List.of(key), "x", List.of(key), List.of(), List.of(), "taste", 1);
  }

  private static void add(Entity entity, AttributeKind kind, String value, Optional<Value> before) {
    entity
        .statements()
        .add(new Statement(entity, kind, "", kind.keys().getFirst(), Value.phrase(value), before));
  }

  private static RenderedWorld rendered(Entity... entities) {
    var graph = new org.jgrapht.graph.DirectedMultigraph<Entity, Relation>(Relation.class);
    Entity user = person("Ada Holm", "f");
    user.path("user.md");
    graph.addVertex(user);
    var places = new java.util.IdentityHashMap<Object, Placed>();
    var notes = new java.util.TreeMap<String, String>();
    for (Entity entity : entities) {
      graph.addVertex(entity);
      List<String> lines = new ArrayList<>();
      for (Statement fact : entity.statements()) {
        String line = "- " + fact.key() + ": " + fact.value().text();
        lines.add(line);
        places.put(
            fact, new Placed(entity.path(), line, Layout.BULLET, KeyStyle.LOWER, fact.key()));
      }
      notes.put(entity.path(), String.join("\n", lines) + "\n");
    }
    World world = new World(graph, user, List.of(), List.of(), List.of(), Optional.empty());
    return new RenderedWorld(world, new Memory("m", notes), places, 0);
  }
}
