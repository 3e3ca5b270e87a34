package memagent.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import memagent.vault.VaultTransaction;
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
      String next) {}

  private static final SandboxLimits LIMITS = TestSandbox.LIMITS.withSpareWorkerCount(0);
  private static final Set<String> CANNOT_HURT =
      Set.of("fs-read", "fs-write", "net", "tool", "quota");

  private static final String NEXT_BLOCK =
      """
      import re, json
      a = repr(1) + json.dumps([1]) + re.sub("a", "b", "a") + str.upper("c") + str(len([1, 2]))
      b = check_if_file_exists("user.md.md")
      """;
  private static final String NEXT_RESULT = "{'a': '1[1]bC2', 'b': 'False'}";

  private static final Map<String, Trial> TRIALS = new ConcurrentHashMap<>();
  private static final Map<String, Throwable> FAILURES = new ConcurrentHashMap<>();
  private static final AtomicInteger CONNECTIONS = new AtomicInteger();
  private static ServerSocket listener;
  private static volatile int processes;

  static Stream<Attack> attacks() throws IOException {
    var attacks = new ArrayList<>(Attack.read("attacks.jsonl"));
    attacks.addAll(Attack.read("attacks-own.jsonl"));
    return attacks.stream();
  }

  @BeforeAll
  static void runAll() throws IOException {
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(AttackTest::countConnections);
    GraalPySandbox.prepare(LIMITS, TestSandbox.CACHE);
    var left = new ConcurrentLinkedQueue<>(attacks().toList());
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (int i = 0; i < AT_ONCE; i++) {
        threads.execute(() -> runSome(left));
      }
    }
  }

  /** Runs attacks in one worker, as long as it lives, so that each meets what the last one left. */
  private static void runSome(ConcurrentLinkedQueue<Attack> left) {
    try (var sandbox = GraalPySandbox.start(LIMITS, TestSandbox.CACHE)) {
      for (var attack = left.poll(); attack != null; attack = left.poll()) {
        try (var ground = AttackGround.make()) {
          TRIALS.put(attack.id(), trial(attack, ground, sandbox));
        } catch (IOException | RuntimeException e) {
          FAILURES.put(attack.id(), e);
        }
      }
      processes = Math.max(processes, (int) ProcessHandle.current().children().count());
    }
  }

  private static Trial trial(Attack attack, AttackGround ground, Sandbox sandbox)
      throws IOException {
    var before = ground.state();
    var code =
        attack
            .code()
            .replace("@BASE@", ground.base().toString())
            .replace("@PORT@", Integer.toString(listener.getLocalPort()));
    Observation observation;
    Map<String, String> after;
    try (var transaction = ground.vault().begin()) {
      observation = run(sandbox, code, transaction, attack.comesBack());
      after = ground.state();
      if (observation instanceof Observation.Finished) {
        transaction.commit();
      }
    }
    var committed = ground.state();
    var next = "";
    if (!CANNOT_HURT.contains(attack.category())) {
      try (var transaction = ground.vault().begin()) {
        next = run(sandbox, NEXT_BLOCK, transaction, true).resultText();
      }
    }
    return new Trial(observation, before, after, committed, next);
  }

  /** Runs a block; one that should come back gets more tries, since the machine may be busy. */
  private static Observation run(
      Sandbox sandbox, String code, VaultTransaction transaction, boolean comesBack) {
    var observation = sandbox.run(code, transaction, Map.of());
    for (int i = 0; comesBack && i < 4 && observation instanceof Observation.TimedOut; i++) {
      observation = sandbox.run(code, transaction, Map.of());
    }
    return observation;
  }

  @AfterAll
  static void stopListening() throws IOException {
    listener.close();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void doesNotHappen(Attack attack) {
    assertThat(FAILURES.get(attack.id())).isNull();
    var trial = TRIALS.get(attack.id());
    var observation = trial.observation();
    assertThat(trial.after()).as("the disk, before a commit").isEqualTo(trial.before());
    assertThat(outside(trial.committed())).isEqualTo(outside(trial.before()));
    assertThat(observation.toString()).doesNotContain(AttackGround.CANARY);
    assertThat(falsy(observation.variables().get("leak"))).as(observation.resultText()).isTrue();
    assertThat(observation.resultText().length())
        .isLessThan(2 * TestSandbox.LIMITS.resultCharsMax() + 1000);
    // what GraalPy makes of damaged byte code is its own failure, and the worker is replaced
    if (attack.comesBack() && !attack.id().equals("bytecode")) {
      assertThat(observation).isInstanceOf(Observation.Finished.class);
      assertThat(observation.variables()).containsEntry("x", 1L);
    }
    assertThat(trial.next()).isIn("", NEXT_RESULT);
    switch (attack.category()) {
      case "quota" -> quotasHold(trial);
      case "mem" -> assertThat(observation.printed().length()).isLessThan(30_000);
      case "tool" -> onlyPlainNames(trial);
      default -> {}
    }
  }

  @Test
  void noneReachedTheNetwork() {
    assertThat(CONNECTIONS).hasValue(0);
  }

  @Test
  void noneStartedAProcessOrKeptOne() {
    assertThat(processes).isBetween(1, AT_ONCE + 1 + TestSandbox.LIMITS.spareWorkerCount());
    assertThat(ProcessHandle.current().children().flatMap(ProcessHandle::children)).isEmpty();
  }

  @Test
  void endlessOnesAreStopped() {
    for (var id : List.of("loop", "loop_catch", "sleep", "sum_range", "event_wait", "sort_evil")) {
      // a fast machine reaches stepCountMax first
      assertThat(TRIALS.get(id).observation())
          .as(id)
          .isInstanceOfAny(Observation.TimedOut.class, Observation.LimitExceeded.class);
    }
    for (var id : List.of("mem_append", "mem_append_catch")) {
      assertThat(TRIALS.get(id).observation())
          .as(id)
          .isInstanceOfAny(Observation.LimitExceeded.class, Observation.TimedOut.class);
    }
  }

  private static void quotasHold(Trial trial) {
    var files = inside(trial.committed());
    assertThat(files.values()).allMatch(text -> text.length() <= 1_000_200);
    assertThat(files).hasSizeLessThanOrEqualTo(20_010);
    assertThat(files.values().stream().mapToLong(String::length).sum()).isLessThan(101_000_000);
  }

  private static void onlyPlainNames(Trial trial) {
    assertThat(inside(trial.committed()).keySet())
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
