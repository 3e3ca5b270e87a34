package memagent.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes from this process, for good, what a worker does not need, and looks whether it is gone:
 * resource limits, Landlock (landlock(7)), seccomp (seccomp(2)). No privilege is needed for any of
 * them. Elsewhere than on Linux x86-64 nothing is done, and said.
 */
final class Lockdown {

  private static final long SYS_SOCKET = 41;
  private static final long SYS_CLOSE = 3;
  private static final long SYS_PRCTL = 157;
  private static final long SYS_OPENAT = 257;
  private static final long SYS_PRLIMIT64 = 302;
  private static final long SYS_SECCOMP = 317;
  private static final long SYS_LANDLOCK_CREATE_RULESET = 444;
  private static final long SYS_LANDLOCK_ADD_RULE = 445;
  private static final long SYS_LANDLOCK_RESTRICT_SELF = 446;

  private static final long PR_SET_NO_NEW_PRIVS = 38;
  private static final long AT_FDCWD = -100;
  private static final long O_PATH = 0x200000;
  private static final long O_CLOEXEC = 0x80000;

  private static final long READ_FILE = 1L << 2;
  private static final long READ_DIR = 1L << 3;

  // Rights over files that a Landlock of version 1, 2, 3, 4 and 5 knows.
  private static final long[] FILE_RIGHTS = {
    0, (1L << 13) - 1, (1L << 14) - 1, (1L << 15) - 1, (1L << 15) - 1, (1L << 16) - 1
  };
  private static final long TCP_RIGHTS = 3; // bind, connect: from version 4

  private final Arena arena;
  private final LinuxCalls calls;
  private final List<Protections.Protection> found = new ArrayList<>();

  private Lockdown(Arena arena) {
    this.arena = arena;
    this.calls = new LinuxCalls(arena);
  }

  /**
   * Locks this process down. The calling thread is the one that will run blocks.
   *
   * @param readable files and folders that stay readable
   * @return what holds now
   */
  static List<Protections.Protection> apply(List<Path> readable) {
    if (!LinuxCalls.isSupported()) {
      var why =
          "Only on Linux x86-64; here the worker process and GraalPy's own policy stand alone.";
      return List.of(
          new Protections.Protection("rlimits", false, why),
          new Protections.Protection("landlock", false, why),
          new Protections.Protection("seccomp", false, why));
    }
    try (var arena = Arena.ofConfined()) {
      var lockdown = new Lockdown(arena);
      lockdown.calls.call(SYS_PRCTL, PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
      lockdown.limitResources();
      lockdown.restrictFiles(readable);
      lockdown.restrictCalls();
      return lockdown.found;
    }
  }

  private void limitResources() {
    long[][] limits = {{4, 0}, {1, 0}, {7, 256}}; // core files, bytes of a file, open files
    long worst = 0;
    for (long[] limit : limits) {
      var pair = arena.allocate(16, 8);
      pair.set(ValueLayout.JAVA_LONG, 0, limit[1]);
      pair.set(ValueLayout.JAVA_LONG, 8, limit[1]);
      worst = Math.min(worst, calls.call(SYS_PRLIMIT64, 0, limit[0], pair.address(), 0));
    }
    found.add(
        new Protections.Protection(
            "rlimits",
            worst == 0,
            worst == 0
                ? "No core file, no byte written to any file, at most 256 open files."
                : "The system refused to set them (error " + -worst + ")."));
  }

  private void restrictFiles(List<Path> readable) {
    long version = calls.call(SYS_LANDLOCK_CREATE_RULESET, 0, 0, 1);
    if (version < 1) {
      found.add(
          new Protections.Protection(
              "landlock", false, "This kernel has none (error " + -version + ")."));
      return;
    }
    var attributes = arena.allocate(16, 8);
    attributes.set(ValueLayout.JAVA_LONG, 0, FILE_RIGHTS[(int) Math.min(version, 5)]);
    attributes.set(ValueLayout.JAVA_LONG, 8, version >= 4 ? TCP_RIGHTS : 0);
    long rules =
        calls.call(SYS_LANDLOCK_CREATE_RULESET, attributes.address(), version >= 4 ? 16 : 8, 0);
    for (var path : readable) {
      allowReading(rules, path);
    }
    long result = rules < 0 ? rules : calls.call(SYS_LANDLOCK_RESTRICT_SELF, rules, 0);
    calls.call(SYS_CLOSE, rules);
    boolean closed = open("/") < 0;
    found.add(
        new Protections.Protection(
            "landlock",
            result == 0 && closed,
            result == 0 && closed
                ? "No file can be opened but the Java runtime and the sandbox's own, to read"
                    + (version >= 4 ? "; no TCP." : ".")
                : "The system refused it (error " + -result + ")."));
  }

  private void allowReading(long rules, Path path) {
    long folder = calls.call(SYS_OPENAT, AT_FDCWD, text(path.toString()), O_PATH | O_CLOEXEC, 0);
    if (folder < 0) {
      return;
    }
    var rule = arena.allocate(16, 8);
    rule.set(
        ValueLayout.JAVA_LONG, 0, path.toFile().isDirectory() ? READ_FILE | READ_DIR : READ_FILE);
    rule.set(ValueLayout.JAVA_INT, 8, (int) folder);
    calls.call(SYS_LANDLOCK_ADD_RULE, rules, 1, rule.address(), 0);
    calls.call(SYS_CLOSE, folder);
  }

  private void restrictCalls() {
    var program = SeccompFilter.program((int) ProcessHandle.current().pid(), arena);
    // set mode filter; on all threads
    long result = calls.call(SYS_SECCOMP, 1, 1, program.address());
    boolean closed = calls.call(SYS_SOCKET, 1, 1, 0) == -LinuxCalls.EPERM;
    found.add(
        new Protections.Protection(
            "seccomp",
            result == 0 && closed,
            result == 0 && closed
                ? "No socket, no process, no signal to others, no file opened to write, on any thread."
                : "The system refused it (error " + -result + ")."));
  }

  /** Opens to read, closes again: zero, or minus the error number. */
  private long open(String path) {
    long opened = calls.call(SYS_OPENAT, AT_FDCWD, text(path), O_CLOEXEC, 0);
    if (opened >= 0) {
      calls.call(SYS_CLOSE, opened);
    }
    return Math.min(opened, 0);
  }

  private long text(String text) {
    MemorySegment bytes = arena.allocateFrom(text);
    return bytes.address();
  }
}
