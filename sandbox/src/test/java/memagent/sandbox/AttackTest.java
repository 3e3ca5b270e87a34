package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import memagent.vault.VaultException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every attack that we know, against the real thing. All of them run first, some at a time, since a
 * third of them takes a block's whole time; then each is looked at by itself.
 */
class AttackTest {

  private static final int AT_ONCE = 3;

  /** What an attack came to. */
  private record Trial(
      Observation observation,
      Map<String, String> before,
      Map<String, String> after,
      Map<String, String> committed,
      Observation next) {}

  private static final Map<String, Trial> RECORDS = new ConcurrentHashMap<>();
  private static final Map<String, Throwable> FAILURES = new ConcurrentHashMap<>();
  private static final AtomicInteger CONNECTIONS = new AtomicInteger();
  private static ServerSocket listener;

  static Stream<Attack> attacks() throws IOException {
    var attacks = new ArrayList<>(Attack.read("attacks.jsonl"));
    attacks.addAll(Attack.read("attacks-own.jsonl"));
    return attacks.stream();
  }

  @BeforeAll
  static void runAll() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(AttackTest::countConnections);
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      attacks().forEach(attack -> threads.execute(() -> record(attack)));
    }
  }

  @AfterAll
  static void stopListening() throws IOException {
    listener.close();
  }

  private static void record(Attack attack) {
    try (var ground = AttackGround.make()) {
      var before = ground.state();
      var code =
          attack
              .code()
              .replace("@BASE@", ground.base().toString())
              .replace("@PORT@", Integer.toString(listener.getLocalPort()));
      Observation observation;
      Map<String, String> after;
      try (var transaction = ground.vault().begin()) {
        observation = TestSandbox.shared().run(code, transaction, Map.of());
        if (attack.comesBack() && observation instanceof Observation.TimedOut) {
          observation = TestSandbox.shared().run(code, transaction, Map.of()); // a busy machine
        }
        after = ground.state();
        if (observation instanceof Observation.Finished) {
          transaction.commit();
        }
      } catch (VaultException e) {
        throw new AssertionError("what the tools let through cannot be committed", e);
      }
      var committed = ground.state();
      RECORDS.put(attack.id(), new Trial(observation, before, after, committed, next(ground)));
    } catch (IOException | RuntimeException | AssertionError e) {
      FAILURES.put(attack.id(), e);
    }
  }

  /** The next block's observation; on a busy machine a cold worker may need more than one try. */
  private static Observation next(AttackGround ground) {
    try (var transaction = ground.vault().begin()) {
      var next = TestSandbox.shared().run(NEXT_BLOCK, transaction, Map.of());
      for (int i = 1; i < NEXT_TRIES_MAX && next instanceof Observation.TimedOut; i++) {
        next = TestSandbox.shared().run(NEXT_BLOCK, transaction, Map.of());
      }
      return next;
    }
  }

  private static final int NEXT_TRIES_MAX = 8;

  private static final String NEXT_BLOCK =
      """
      import re, json
      a = repr(1) + json.dumps([1]) + re.sub("a", "b", "a") + str.upper("c") + str(len([1, 2]))
      b = check_if_file_exists("user.md.md")
      """;

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void doesNotHappen(Attack attack) {
    assertThat(FAILURES.get(attack.id())).isNull();
    var record = RECORDS.get(attack.id());
    var observation = record.observation();
    assertThat(record.after()).as("the disk, before a commit").isEqualTo(record.before());
    assertThat(outside(record.committed())).isEqualTo(outside(record.before()));
    assertThat(observation.toString()).doesNotContain(AttackGround.CANARY);
    assertThat(falsy(observation.variables().get("leak"))).as(observation.resultText()).isTrue();
    assertThat(observation.resultText().length())
        .isLessThan(2 * TestSandbox.LIMITS.resultCharsMax() + 1000);
    // what GraalPy makes of damaged byte code is its own failure, and the worker is replaced
    if (attack.comesBack() && !attack.id().equals("bytecode")) {
      assertThat(observation).isInstanceOf(Observation.Finished.class);
      assertThat(observation.variables()).containsEntry("x", 1L);
    }
    assertThat(record.next().resultText()).isEqualTo("{'a': '1[1]bC2', 'b': 'False'}");
    switch (attack.category()) {
      case "quota" -> quotasHold(record);
      case "mem" -> assertThat(observation.printed().length()).isLessThan(30_000);
      case "tool" -> onlyPlainNames(record);
      default -> {}
    }
  }

  @Test
  void noneReachedTheNetwork() {
    assertThat(CONNECTIONS).hasValue(0);
  }

  @Test
  void noneStartedAProcessOrKeptOne() {
    var workers = ProcessHandle.current().children().toList();
    assertThat(workers).hasSizeLessThanOrEqualTo(1 + TestSandbox.LIMITS.spareWorkerCount());
    assertThat(workers.stream().flatMap(ProcessHandle::children)).isEmpty();
  }

  @Test
  void endlessOnesAreStopped() {
    for (var id : List.of("loop", "loop_catch", "sleep", "sum_range", "event_wait", "sort_evil")) {
      assertThat(RECORDS.get(id).observation()).as(id).isInstanceOf(Observation.TimedOut.class);
    }
    for (var id : List.of("mem_append", "mem_append_catch")) {
      assertThat(RECORDS.get(id).observation())
          .as(id)
          .isInstanceOfAny(Observation.LimitExceeded.class, Observation.TimedOut.class);
    }
  }

  private static void quotasHold(Trial record) {
    var files = inside(record.committed());
    assertThat(files.values()).allMatch(text -> text.length() <= 1_000_200);
    assertThat(files).hasSizeLessThanOrEqualTo(20_010);
    assertThat(files.values().stream().mapToLong(String::length).sum()).isLessThan(101_000_000);
  }

  private static void onlyPlainNames(Trial record) {
    assertThat(inside(record.committed()).keySet())
        .allMatch(name -> name.chars().noneMatch(c -> c < ' ' || c == '\\' || c == ':'));
  }

  private static Map<String, String> inside(Map<String, String> state) {
    var inside = new TreeMap<>(state);
    inside.keySet().removeIf(name -> !name.startsWith("mem/"));
    return inside;
  }

  private static Map<String, String> outside(Map<String, String> state) {
    var outside = new TreeMap<>(state);
    outside.keySet().removeIf(name -> name.startsWith("mem/") && !name.startsWith("mem/link"));
    return outside;
  }

  /** Python's idea of false; and "False", which is what the tools say. */
  private static boolean falsy(Object leak) {
    return leak == null
        || leak == PythonNone.NONE
        || leak.equals(false)
        || leak.equals("")
        || leak.equals("False")
        || leak.equals(0L)
        || leak.equals(new PythonRepr("b''"))
        // of polyglot_subclass: an exception's class that only repeats what it was made with
        || leak.equals("UnsupportedMessage")
        || leak.equals(List.of());
  }

  private static void countConnections() {
    try {
      while (true) {
        listener.accept().close();
        CONNECTIONS.incrementAndGet();
      }
    } catch (IOException e) {
      // closed at the end
    }
  }
}
