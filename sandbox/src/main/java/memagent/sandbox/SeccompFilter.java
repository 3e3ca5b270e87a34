package memagent.sandbox;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * The filter that a worker puts on all of its threads: a list of the system calls that a JVM needs
 * once it runs; every other one fails with EPERM.
 *
 * <p>Classic BPF over struct seccomp_data (linux/seccomp.h): the call's number at offset 0, the
 * architecture at 4, argument n at 16 + 8n, low half first. A row is code, jump if true, jump if
 * false, constant.
 */
final class SeccompFilter {

  private static final int LOAD = 0x20; // BPF_LD | BPF_W | BPF_ABS
  private static final int EQUAL = 0x15; // BPF_JMP | BPF_JEQ | BPF_K
  private static final int AT_LEAST = 0x35; // BPF_JMP | BPF_JGE | BPF_K
  private static final int ANY_BIT = 0x45; // BPF_JMP | BPF_JSET | BPF_K
  private static final int RETURN = 0x06; // BPF_RET | BPF_K

  private static final int ALLOW = 0x7fff0000;
  private static final int KILL_PROCESS = 0x80000000;
  private static final int FAIL = 0x00050000; // and the error number
  private static final int ENOSYS = 38;

  private static final int X86_64 = 0xC000003E;
  private static final int FIRST_X32_CALL = 0x40000000;

  // open for writing, O_CREAT, O_TRUNC, O_APPEND, or without a name (O_TMPFILE)
  private static final int WRITING = 0x1 | 0x2 | 0x40 | 0x200 | 0x400 | 0x400000;
  private static final int CLONE_THREAD = 0x10000;

  // Threads, memory, clocks, signals within the process, reading of what Landlock leaves, the
  // pipes.
  private static final int[] ALLOWED = {
    0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 21, 23, 24, 25, 27, 28, 32, 35,
    39, 60, 63, 72, 79, 89, 96, 97, 98, 99, 100, 102, 104, 107, 108, 131, 137, 138, 158, 186, 201,
    202, 204, 217, 218, 219, 221, 228, 229, 230, 231, 239, 262, 267, 269, 270, 271, 273, 274, 309,
    318, 324, 332, 334, 439
  };

  private final List<int[]> rows = new ArrayList<>();

  private SeccompFilter(int processId) {
    row(LOAD, 0, 0, 4);
    row(EQUAL, 1, 0, X86_64);
    row(RETURN, 0, 0, KILL_PROCESS);
    row(LOAD, 0, 0, 0);
    row(AT_LEAST, 0, 1, FIRST_X32_CALL);
    row(RETURN, 0, 0, FAIL | LinuxCalls.EPERM);
    for (int call : ALLOWED) {
      row(EQUAL, 0, 1, call);
      row(RETURN, 0, 0, ALLOW);
    }
    // clone3 hides its flags behind a pointer; the C library falls back to clone
    row(EQUAL, 0, 1, 435);
    row(RETURN, 0, 0, FAIL | ENOSYS);
    whenNoBit(2, 1, WRITING); // open
    whenNoBit(257, 2, WRITING); // openat
    whenBit(56, 0, CLONE_THREAD); // clone
    whenOneOf(16, 1, 0x541B, 0x5401); // ioctl: FIONREAD, TCGETS
    whenOneOf(157, 0, 15, 16, 0x53564d41); // prctl: names of threads and mappings
    whenOneOf(234, 0, processId); // tgkill: own threads
    whenNull(302, 2); // prlimit64: to look, not to change
    row(RETURN, 0, 0, FAIL | LinuxCalls.EPERM);
  }

  /** The struct sock_fprog of the filter. */
  static MemorySegment program(int processId, Arena arena) {
    var rows = new SeccompFilter(processId).rows;
    var code = arena.allocate(8L * rows.size(), 8);
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      code.set(ValueLayout.JAVA_SHORT, 8L * i, (short) row[0]);
      code.set(ValueLayout.JAVA_BYTE, 8L * i + 2, (byte) row[1]);
      code.set(ValueLayout.JAVA_BYTE, 8L * i + 3, (byte) row[2]);
      code.set(ValueLayout.JAVA_INT, 8L * i + 4, row[3]);
    }
    var program = arena.allocate(16, 8);
    program.set(ValueLayout.JAVA_SHORT, 0, (short) rows.size());
    program.set(ValueLayout.ADDRESS, 8, code);
    return program;
  }

  private void whenNoBit(int call, int argument, int bits) {
    row(EQUAL, 0, 4, call);
    row(LOAD, 0, 0, 16 + 8 * argument);
    row(ANY_BIT, 1, 0, bits);
    row(RETURN, 0, 0, ALLOW);
    row(RETURN, 0, 0, FAIL | LinuxCalls.EPERM);
  }

  private void whenBit(int call, int argument, int bits) {
    row(EQUAL, 0, 4, call);
    row(LOAD, 0, 0, 16 + 8 * argument);
    row(ANY_BIT, 0, 1, bits);
    row(RETURN, 0, 0, ALLOW);
    row(RETURN, 0, 0, FAIL | LinuxCalls.EPERM);
  }

  private void whenOneOf(int call, int argument, int... values) {
    row(EQUAL, 0, 2 + 2 * values.length, call);
    row(LOAD, 0, 0, 16 + 8 * argument);
    for (int value : values) {
      row(EQUAL, 0, 1, value);
      row(RETURN, 0, 0, ALLOW);
    }
    row(RETURN, 0, 0, FAIL | LinuxCalls.EPERM);
  }

  private void whenNull(int call, int argument) {
    row(EQUAL, 0, 6, call);
    row(LOAD, 0, 0, 16 + 8 * argument);
    row(EQUAL, 0, 3, 0);
    row(LOAD, 0, 0, 20 + 8 * argument);
    row(EQUAL, 0, 1, 0);
    row(RETURN, 0, 0, ALLOW);
    row(RETURN, 0, 0, FAIL | LinuxCalls.EPERM);
  }

  private void row(int code, int ifTrue, int ifFalse, int constant) {
    rows.add(new int[] {code, ifTrue, ifFalse, constant});
  }
}
